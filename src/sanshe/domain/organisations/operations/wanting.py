"""What an organisation looks for."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.organisations import rules
from sanshe.domain.organisations.choices import WantedKind, WantedStatus
from sanshe.domain.organisations.errors import (
    KindForbidden,
    OrganizationForbidden,
    TooManyWanted,
    WantedMissing,
)
from sanshe.domain.organisations.models import WORDS_MAX, Wanted
from sanshe.domain.organisations.operations.holding import held_running, write_down
from sanshe.domain.organisations.operations.words import one_line
from sanshe.domain.people.models import Person

OPEN_MAX = 20


def post_wanted(
    *, actor: Person, organization_id: UUID, kind: str, text: str, at: datetime, text_en: str = ""
) -> Wanted:
    """Say what an organisation looks for, for those who look after it; the same said twice is said once.

    Raises
    ------
    WantedMissing, KindForbidden
        What was typed cannot stand.
    OrganizationForbidden, GroupClosed
        The actor does not look after it; it is closed.
    TooManyWanted
        It looks for too many things already.
    """
    text, text_en = one_line(text), one_line(text_en)[:WORDS_MAX]
    if not text or len(text) > WORDS_MAX:
        raise WantedMissing(limit=WORDS_MAX)
    if kind not in WantedKind.values:
        raise KindForbidden
    with transaction.atomic():
        organization = held_running(organization_id)
        if not rules.may_manage(person=actor, organization_id=organization.pk, at=at):
            raise OrganizationForbidden
        waiting = Wanted.objects.filter(organization=organization, status=WantedStatus.OPEN)
        same = waiting.filter(kind=kind, text=text).first()
        if same:
            return same
        if waiting.count() >= OPEN_MAX:
            raise TooManyWanted(limit=OPEN_MAX)
        wanted = Wanted.objects.create(
            organization=organization, kind=kind, text=text, text_en=text_en, posted_by=actor, posted_at=at
        )
        write_down("post_wanted", subject=wanted, organization=organization, actor=actor, at=at, kind=kind)
    return wanted


def end_wanted(*, actor: Person, wanted_id: UUID, is_met: bool, at: datetime) -> Wanted:
    """Take off what was looked for: it was found, or it is no longer looked for. Ended twice it is ended once.

    Raises
    ------
    OrganizationForbidden
        The actor does not look after the organisation.
    """
    with transaction.atomic():
        wanted = Wanted.objects.select_for_update(of=["self"]).filter(pk=wanted_id).first()
        if wanted is None or not rules.may_manage(person=actor, organization_id=wanted.organization_id, at=at):
            raise OrganizationForbidden
        if wanted.status != WantedStatus.OPEN:
            return wanted
        wanted.status = WantedStatus.MET if is_met else WantedStatus.WITHDRAWN
        wanted.ended_at = at
        wanted.save(update_fields=["status", "ended_at"])
        write_down("end_wanted", subject=wanted, organization=wanted.organization, actor=actor, at=at, met=is_met)
    return wanted
