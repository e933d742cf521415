"""Homes, letters and second entries for tests."""

from datetime import datetime

from sanshe.domain.people.models import Household, HouseholdMember, Person, PersonMerge, ResidenceVerification
from sanshe.domain.people.models.addresses import address_key
from sanshe.domain.places.models import Community
from tests.factories import AT


def make_household(*, community: Community, address: str = "3栋2单元501") -> Household:
    """Enter a home, or return the one with this address."""
    household, _ = Household.objects.get_or_create(
        community=community,
        address_key=address_key(text=address, within=community.name_zh),
        defaults={"address": address, "entered_at": AT},
    )
    return household


def make_home(
    *,
    person: Person,
    community: Community,
    address: str = "3栋2单元501",
    verified_by: Person | None = None,
    at: datetime = AT,
) -> Household:
    """Let somebody live in a home, confirmed where a worker is named."""
    household = make_household(community=community, address=address)
    HouseholdMember.objects.create(household=household, person=person, starts_at=at)
    if verified_by:
        ResidenceVerification.objects.create(
            person=person, household=household, method="worker", verified_by=verified_by, starts_at=at
        )
    return household


def make_merge(*, kept: Person, merged: Person, proposed_by: Person, community: Community) -> PersonMerge:
    """Propose that two entries are one person."""
    return PersonMerge.objects.create(
        kept=kept, merged=merged, proposed_by=proposed_by, community=community, proposed_at=AT
    )
