"""Addresses of insight."""

urlpatterns: list = []
