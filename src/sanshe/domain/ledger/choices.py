"""Stored codes of the ledger area."""
