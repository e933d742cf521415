"""Every read of organisations."""

from sanshe.domain.organisations.queries.belonging import (
    acting_people,
    heads_of,
    invitation,
    invitations_for,
    invitations_from,
    is_dormant,
    join_request_of,
    join_requests_to,
    members_of,
    membership,
    membership_of,
    memberships_of,
    officers_of,
    offices_over_time,
    was_removed,
)
from sanshe.domain.organisations.queries.directory import (
    Fitting,
    fitting_organizations,
    member_counts,
    organization,
    organizations,
    wanted_of,
)
from sanshe.domain.organisations.queries.looking import (
    last_verification,
    takeovers_to_decide,
    verification_of,
    verifications_to_decide,
)
from sanshe.domain.organisations.queries.safeguards import checked_organizations, checks_of_organization

__all__ = [
    "Fitting",
    "acting_people",
    "checked_organizations",
    "checks_of_organization",
    "fitting_organizations",
    "heads_of",
    "invitation",
    "invitations_for",
    "invitations_from",
    "is_dormant",
    "join_request_of",
    "join_requests_to",
    "last_verification",
    "member_counts",
    "members_of",
    "membership",
    "membership_of",
    "memberships_of",
    "officers_of",
    "offices_over_time",
    "organization",
    "organizations",
    "takeovers_to_decide",
    "verification_of",
    "verifications_to_decide",
    "wanted_of",
    "was_removed",
]
