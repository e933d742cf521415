"""Addresses of clearing."""

urlpatterns: list = []
