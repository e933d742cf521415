"""Every read of notifications."""

from sanshe.domain.notifications.queries.news import news_about, piece_for, things_of, unread_count
from sanshe.domain.notifications.queries.reach import Reach, contact_point, delivery_of, reach_of
from sanshe.domain.notifications.queries.wording import (
    IN_CONFIDENCE,
    confirmation,
    digest,
    letter,
    message,
    sentence,
    several,
    topics_of,
)

__all__ = [
    "IN_CONFIDENCE",
    "Reach",
    "confirmation",
    "contact_point",
    "delivery_of",
    "digest",
    "letter",
    "message",
    "news_about",
    "piece_for",
    "reach_of",
    "sentence",
    "several",
    "things_of",
    "topics_of",
    "unread_count",
]
