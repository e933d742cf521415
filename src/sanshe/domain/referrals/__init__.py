"""Referrals: needs handed to an organisation, calls to make, and needs posted twice."""
