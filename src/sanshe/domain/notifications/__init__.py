"""Notifications: news for people, on their page and, as they chose, by message or as a digest.

Nouns: Notification (one piece of news for one person), Preference (how a topic reaches somebody on a channel),
ContactPoint (an address besides the phone), Delivery (quiet hours and the hour of digests), DigestRun and DigestIssue
(who was sent a digest for which day).

Invariants: news is written in the transaction of what happened; nobody gets two digests for one channel and day; a
message never names a phone, a home, or what was told in confidence.
"""
