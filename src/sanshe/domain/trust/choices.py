"""Stored codes of the trust area."""
