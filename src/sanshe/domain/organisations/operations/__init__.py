"""Every write to organisations, one function per use case."""

from sanshe.domain.organisations.operations.closing import (
    ask_to_take_over,
    close_group,
    decide_takeover,
    reopen_group,
)
from sanshe.domain.organisations.operations.details import change_details
from sanshe.domain.organisations.operations.foreign import store_foreign_organizations
from sanshe.domain.organisations.operations.inviting import (
    accept_invitation,
    decline_invitation,
    invite,
    withdraw_invitation,
)
from sanshe.domain.organisations.operations.joining import (
    decide_request,
    join_group,
    leave_organization,
    remove_member,
    start_membership,
    withdraw_join_request,
)
from sanshe.domain.organisations.operations.offices import give_office, hand_over
from sanshe.domain.organisations.operations.registering import (
    found_group,
    register_organization,
    register_own_organization,
)
from sanshe.domain.organisations.operations.safeguarding import end_organization_check, record_organization_check
from sanshe.domain.organisations.operations.verifying import (
    ask_verification,
    refuse_verification,
    verify_organization,
)
from sanshe.domain.organisations.operations.wanting import end_wanted, post_wanted

__all__ = [
    "accept_invitation",
    "ask_to_take_over",
    "ask_verification",
    "change_details",
    "close_group",
    "decide_request",
    "decide_takeover",
    "decline_invitation",
    "end_organization_check",
    "end_wanted",
    "found_group",
    "give_office",
    "hand_over",
    "invite",
    "join_group",
    "leave_organization",
    "post_wanted",
    "record_organization_check",
    "refuse_verification",
    "register_organization",
    "register_own_organization",
    "remove_member",
    "reopen_group",
    "start_membership",
    "store_foreign_organizations",
    "verify_organization",
    "withdraw_invitation",
    "withdraw_join_request",
]
