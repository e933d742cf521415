"""Notifications: news for people, on their page and, as they chose, by message or as a digest."""
