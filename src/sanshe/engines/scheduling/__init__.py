"""Scheduling: the meetings of a series, and who goes where in one week."""
