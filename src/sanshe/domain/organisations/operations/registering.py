"""Entering organisations: by who sets up the district, by who works for them, by neighbours who found a group."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from sanshe.domain.organisations import rules
from sanshe.domain.organisations.choices import JoinPolicy, MembershipKind, OrganizationKind
from sanshe.domain.organisations.errors import (
    FoundedTooOften,
    KindForbidden,
    NotHereYet,
    PurposeMissing,
)
from sanshe.domain.organisations.models import PURPOSE_MAX, TEXT_MAX, TITLE_MAX, Membership, Organization
from sanshe.domain.organisations.operations.holding import name_must_be_free, write_down
from sanshe.domain.organisations.operations.verifying import note_request
from sanshe.domain.organisations.operations.words import checked_credit_code, checked_name, lines, one_line
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.kernel import idempotency, journal

FOUNDINGS = 3
FOUNDINGS_WITHIN = timedelta(days=30)


def register_organization(
    *,
    kind: str,
    name: str,
    at: datetime,
    actor: Person | None,
    name_en: str = "",
    description: str = "",
    description_en: str = "",
    seal_text: str = "",
    community: Community | None = None,
    phone: str = "",
) -> Organization:
    """Enter an organisation; without a community it works in the whole district."""
    with transaction.atomic():
        organization = Organization.objects.create(
            kind=kind,
            name=name,
            name_en=name_en,
            description=description,
            description_en=description_en,
            seal_text=seal_text,
            community=community,
            phone=phone,
        )
        journal.record(
            operation="organisations.register_organization",
            subject=organization,
            actor=actor,
            at=at,
            community_code=community.code if community else "",
            detail={"kind": kind},
        )
    return organization


def register_own_organization(
    *,
    actor: Person,
    kind: str,
    name: str,
    community: Community | None,
    at: datetime,
    description: str = "",
    credit_code: str = "",
    phone: str = "",
    title: str = "",
    idempotency_key: str = "",
) -> Organization:
    """Enter the organisation one works for and become its first manager; it is shown as not yet verified.

    With a credit code somebody is asked to look at it. The same actor with the same key gets the same one back.

    Raises
    ------
    NotHereYet
        The actor lives in no community.
    KindForbidden
        A residents' group is founded, not registered, or there is no such kind.
    NameMissing, CreditCodeWrong
        What was typed cannot stand.
    FoundedTooOften
        The actor entered too many within a month.
    """
    if kind not in OrganizationKind.values or kind == OrganizationKind.SELF_ORGANISED_GROUP:
        raise KindForbidden
    name, credit_code = checked_name(name), checked_credit_code(credit_code)
    if not rules.may_register(person=actor, at=at):
        raise NotHereYet

    def run() -> UUID:
        _refuse_too_many(actor=actor, is_group=False, at=at)
        organization = Organization.objects.create(
            kind=kind,
            name=name,
            description=lines(description, longest=TEXT_MAX),
            credit_code=credit_code,
            phone=one_line(phone)[:60],
            community=community,
            founded_by=actor,
            founded_at=at,
        )
        _begin(organization, actor, MembershipKind.MANAGER, title, at)
        write_down(
            "register_own_organization",
            subject=organization,
            organization=organization,
            actor=actor,
            at=at,
            kind=kind,
        )
        if credit_code:
            note_request(organization=organization, actor=actor, at=at)
        return organization.pk

    with transaction.atomic():
        pk, _ = idempotency.once(
            actor=actor.pk, scope="organisations.register_own_organization", key=idempotency_key, at=at, run=run
        )
        return Organization.objects.select_related("community").get(pk=pk)


def found_group(
    *,
    actor: Person,
    community: Community | None,
    name: str,
    purpose: str,
    join_policy: str,
    at: datetime,
    title: str = "组长",
    idempotency_key: str = "",
) -> Organization:
    """Found a residents' group in the community one lives in and become its first officer.

    Raises
    ------
    NameMissing, PurposeMissing
        What was typed cannot stand.
    NameTaken
        A running group of the community has this name, however it is written.
    NotHereYet
        The actor does not live in the community.
    FoundedTooOften
        The actor founded too many within a month.
    """
    name, purpose = checked_name(name), one_line(purpose)
    if not purpose or len(purpose) > PURPOSE_MAX:
        raise PurposeMissing(limit=PURPOSE_MAX)
    if not rules.may_found_group(person=actor, community=community, at=at):
        raise NotHereYet

    def run() -> UUID:
        _refuse_too_many(actor=actor, is_group=True, at=at)
        with name_must_be_free():
            group = Organization.objects.create(
                kind=OrganizationKind.SELF_ORGANISED_GROUP,
                name=name,
                description=purpose,
                community=community,
                join_policy=join_policy if join_policy in JoinPolicy.values else JoinPolicy.ASKING,
                founded_by=actor,
                founded_at=at,
            )
        _begin(group, actor, MembershipKind.OFFICER, title, at)
        write_down("found_group", subject=group, organization=group, actor=actor, at=at)
        return group.pk

    with transaction.atomic():
        pk, _ = idempotency.once(actor=actor.pk, scope="organisations.found_group", key=idempotency_key, at=at, run=run)
        return Organization.objects.select_related("community").get(pk=pk)


def _begin(organization: Organization, person: Person, kind: str, title: str, at: datetime) -> None:
    Membership.objects.create(
        organization=organization, person=person, kind=kind, title=one_line(title)[:TITLE_MAX], starts_at=at
    )


def _refuse_too_many(*, actor: Person, is_group: bool, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sanshe.organisations.founding {actor.pk}"]
        )
    mine = Organization.objects.filter(founded_by=actor, founded_at__gt=at - FOUNDINGS_WITHIN)
    groups = {"kind": OrganizationKind.SELF_ORGANISED_GROUP}
    mine = mine.filter(**groups) if is_group else mine.exclude(**groups)
    if mine.count() >= FOUNDINGS:
        raise FoundedTooOften(limit=FOUNDINGS)
