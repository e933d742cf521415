"""Stored codes of the referrals area."""
