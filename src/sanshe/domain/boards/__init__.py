"""Boards: notices and talk of groups and communities, and how what hurts is reported, hidden and appealed."""
