"""Referrals: needs handed to organisations with a deadline and an outcome, promised calls, slips written twice."""
