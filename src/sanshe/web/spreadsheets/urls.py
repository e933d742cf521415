"""Addresses of spreadsheets."""

urlpatterns: list = []
