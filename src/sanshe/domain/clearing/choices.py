"""Stored codes of the clearing area."""
