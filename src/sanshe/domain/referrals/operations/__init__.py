"""Every use case of referrals."""

from sanshe.domain.referrals.operations.apart import keep_apart, put_together
from sanshe.domain.referrals.operations.calling import ask_for_call, drop_call, leave_call, note_attempt, take_call
from sanshe.domain.referrals.operations.referring import (
    accept_referral,
    close_referral,
    decline_referral,
    expire_referrals,
    look_at_referral,
    refer,
    remind_referrals,
    say_solved,
    withdraw_referral,
)

__all__ = [
    "accept_referral",
    "ask_for_call",
    "close_referral",
    "decline_referral",
    "drop_call",
    "expire_referrals",
    "keep_apart",
    "leave_call",
    "look_at_referral",
    "note_attempt",
    "put_together",
    "refer",
    "remind_referrals",
    "say_solved",
    "take_call",
    "withdraw_referral",
]
