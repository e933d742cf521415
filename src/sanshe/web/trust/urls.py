"""Addresses of trust."""

urlpatterns: list = []
