"""Ledger: time credits, by double entry."""
