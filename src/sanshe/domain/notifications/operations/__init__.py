"""Every write to notifications."""

from sanshe.domain.notifications.operations.choosing import (
    add_email,
    choose_hours,
    choose_paces,
    confirm_email,
    remove_email,
    stop,
    what_stops,
)
from sanshe.domain.notifications.operations.digests import start_digest_run, write_digests
from sanshe.domain.notifications.operations.listening import tell_of_people
from sanshe.domain.notifications.operations.reading import read_all, read_piece, settle_history, unread_again
from sanshe.domain.notifications.operations.telling import notify, stop_token

__all__ = [
    "add_email",
    "choose_hours",
    "choose_paces",
    "confirm_email",
    "notify",
    "read_all",
    "read_piece",
    "remove_email",
    "settle_history",
    "start_digest_run",
    "stop",
    "stop_token",
    "tell_of_people",
    "unread_again",
    "what_stops",
    "write_digests",
]
