"""Addresses of ledger."""

urlpatterns: list = []
