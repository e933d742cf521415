"""Every write to reviews, hearings and vouching."""

from sanshe.domain.trust.operations.hearings import name_mediator, note_step, settle_hearing
from sanshe.domain.trust.operations.mediators import appoint_mediator, dismiss_mediator
from sanshe.domain.trust.operations.reviews import (
    decide_reports,
    reply_to_review,
    report_review,
    show_review_again,
    write_review,
)
from sanshe.domain.trust.operations.vouching import (
    count_admissions,
    count_all_admissions,
    end_vouch,
    start_vouching,
    stop_vouching,
    vouch,
)

__all__ = [
    "appoint_mediator",
    "count_admissions",
    "count_all_admissions",
    "decide_reports",
    "dismiss_mediator",
    "end_vouch",
    "name_mediator",
    "note_step",
    "reply_to_review",
    "report_review",
    "settle_hearing",
    "show_review_again",
    "start_vouching",
    "stop_vouching",
    "vouch",
    "write_review",
]
