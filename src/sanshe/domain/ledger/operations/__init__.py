"""Every write of the ledger."""

from sanshe.domain.ledger.operations.expiring import expire_credits
from sanshe.domain.ledger.operations.moving import empty_note, give, grant, pay, take_back
from sanshe.domain.ledger.operations.opening import (
    close_scheme,
    look_at_account,
    open_account,
    open_scheme,
)

__all__ = [
    "close_scheme",
    "empty_note",
    "expire_credits",
    "give",
    "grant",
    "look_at_account",
    "open_account",
    "open_scheme",
    "pay",
    "take_back",
]
