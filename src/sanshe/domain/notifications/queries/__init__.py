"""Every read of notifications."""

from sanshe.domain.notifications.queries.news import news_about, piece_for, things_of, unread_count
from sanshe.domain.notifications.queries.reach import Reach, contact_point, delivery_of, reach_of
from sanshe.domain.notifications.queries.wording import digest, message, sentence, several

__all__ = [
    "Reach",
    "contact_point",
    "delivery_of",
    "digest",
    "message",
    "news_about",
    "piece_for",
    "reach_of",
    "sentence",
    "several",
    "things_of",
    "unread_count",
]
