"""Who may do what with organisations: predicates, each one query at most."""

import re
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Q, QuerySet

from sanshe.domain.organisations.choices import ACTING, HEADS, MANAGING
from sanshe.domain.organisations.models import CREDIT_CODE, REOPEN_WITHIN, Membership, Organization
from sanshe.domain.people.choices import NEIGHBOURS, WORKERS, RoleKind
from sanshe.domain.people.models import Person, Role
from sanshe.domain.people.rules import has_role
from sanshe.domain.places.models import Community

CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def is_member(*, person: Person | None, organization_id: UUID | None, at: datetime) -> bool:
    """Tell whether the person belongs to the organisation, in whatever capacity."""
    return _belongs(person, organization_id, at)


def acts_for(*, person: Person | None, organization_id: UUID | None, at: datetime) -> bool:
    """Tell whether the person may act for the organisation towards others: staff, officers, managers."""
    return _belongs(person, organization_id, at, ACTING)


def may_manage(*, person: Person | None, organization_id: UUID | None, at: datetime) -> bool:
    """Tell whether the person looks after the organisation itself: its page, its members, its notices."""
    return _belongs(person, organization_id, at, MANAGING)


def heading_kinds(*, organization: Organization) -> tuple[str, ...]:
    """Return as what somebody heads the organisation: a group's officers, another body's managers."""
    return MANAGING if organization.is_group else HEADS


def may_head(*, person: Person | None, organization: Organization, at: datetime) -> bool:
    """Tell whether the person names who belongs to the organisation and as what."""
    return _belongs(person, organization.pk, at, heading_kinds(organization=organization))


def may_found_group(*, person: Person | None, community: Community | None, at: datetime) -> bool:
    """Tell whether the person may found a group in this community: who lives there may."""
    return community is not None and has_role(person=person, kinds=NEIGHBOURS, at=at, community=community)


def may_register(*, person: Person | None, at: datetime) -> bool:
    """Tell whether the person may enter an organisation they work for: whoever lives in the district may."""
    return has_role(person=person, kinds=NEIGHBOURS, at=at)


def may_oversee(*, person: Person | None, organization: Organization, at: datetime) -> bool:
    """Tell whether the person looks at the organisation from outside: its community's workers, the district.

    Nobody looks at what they belong to themselves.
    """
    if person is None:
        return False
    own = running_memberships(at=at).filter(person=person, organization=organization.pk)
    return overseeing_roles(person=person, at=at).filter(_over(organization), ~Exists(own)).exists()


def may_verify(*, person: Person | None, organization: Organization, at: datetime) -> bool:
    """Tell whether the person may confirm that the organisation is what it says it is."""
    return may_oversee(person=person, organization=organization, at=at)


def may_decide_takeover(*, person: Person | None, organization: Organization, at: datetime) -> bool:
    """Tell whether the person may decide who looks after a group that nobody looks after any more."""
    return organization.is_group and may_oversee(person=person, organization=organization, at=at)


def may_see_verifications(*, person: Person | None, community: Community | None, at: datetime) -> bool:
    """Tell whether the list of what waits to be looked at opens: for a community's workers and the district."""
    if person is None:
        return False
    roles = overseeing_roles(person=person, at=at)
    return roles.filter(Q(community=None) | Q(community=community)).exists()


def may_close(*, person: Person | None, organization: Organization, at: datetime) -> bool:
    """Tell whether the person may close a group that runs."""
    return (
        organization.is_group and organization.is_running and may_head(person=person, organization=organization, at=at)
    )


def may_reopen(*, person: Person | None, organization: Organization, at: datetime) -> bool:
    """Tell whether the person may open a closed group again: who closed it could, for some time."""
    closed_at = organization.closed_at
    return (
        closed_at is not None
        and at - closed_at < REOPEN_WITHIN
        and may_head(person=person, organization=organization, at=at)
    )


def is_credit_code(text: str) -> bool:
    """Tell whether a text is a unified social credit code whose last character stands the check of GB 32100-2015."""
    if not re.fullmatch(CREDIT_CODE, text):
        return False
    weighted = sum(CREDIT_CHARACTERS.index(char) * pow(3, place, 31) for place, char in enumerate(text[:17]))
    return CREDIT_CHARACTERS[-weighted % 31] == text[17]


def running_memberships(*, at: datetime) -> QuerySet[Membership]:
    """Return the memberships that run at this instant, to narrow other reads by."""
    return Membership.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at)


def overseeing_roles(*, person: Person, at: datetime) -> QuerySet[Role]:
    """Return the roles in which a person looks at organisations from outside."""
    return Role.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        person=person,
        kind__in=(*WORKERS, RoleKind.DISTRICT_OFFICER),
        starts_at__lte=at,
    )


def _over(organization: Organization) -> Q:
    """Return the condition that a role reaches the organisation: the district's have no community and reach all."""
    district = Q(community=None)
    return district | Q(community=organization.community_id) if organization.community_id else district


def _belongs(
    person: Person | None, organization_id: UUID | None, at: datetime, kinds: tuple[str, ...] | None = None
) -> bool:
    if person is None or organization_id is None:
        return False
    memberships = running_memberships(at=at).filter(person=person, organization_id=organization_id)
    return memberships.filter(kind__in=kinds).exists() if kinds else memberships.exists()
