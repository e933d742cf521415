"""Consent, given and taken back by whose data it is about."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.exchange.choices import LIVE, IntentStatus
from sanshe.domain.exchange.models import Agreement, Need
from sanshe.domain.people import operations as people
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.people.models import Consent, Person
from sanshe.domain.privacy.errors import NotYours
from sanshe.domain.privacy.operations.wiping import wipe_needs
from sanshe.domain.privacy.queries import entries_of
from sanshe.domain.privacy.rules import may_see_kept


def agree(*, actor: Person, person: Person, kind: str, wording: str, at: datetime) -> Consent:
    """Let somebody agree to one thing, in these words.

    Raises
    ------
    NotYours
        The actor is neither the person nor their guardian.
    """
    _check(actor, person.pk, at)
    return people.give_consent(person=person, kind=ConsentKind(kind), wording=wording, at=at, actor=actor)


def take_consent_back(*, actor: Person, person: Person, kind: str, at: datetime) -> None:
    """Take a consent back, for everything that comes; what was kept in confidence under it loses its words.

    Private needs on which a promise stands keep them until it is kept or called off.

    Raises
    ------
    NotYours
        The actor is neither the person nor their guardian.
    """
    _check(actor, person.pk, at)
    with transaction.atomic():
        people.withdraw_consent(person=person, kind=ConsentKind(kind), at=at, actor=actor)
        if kind != ConsentKind.SENSITIVE_DATA:
            return
        promised = Agreement.objects.filter(state__in=LIVE, need__isnull=False).values("need")
        private = Need.objects.filter(person__in=entries_of(person=person), is_private=True).exclude(pk__in=promised)
        pks = sorted(private.values_list("pk", flat=True))
        for pk in Need.objects.filter(pk__in=pks, status=IntentStatus.OPEN).order_by("pk").values_list("pk", flat=True):
            exchange.close_need(actor=actor, need_id=pk, at=at)
        wipe_needs(pks=pks)


def _check(actor: Person, person_id: UUID, at: datetime) -> None:
    if not may_see_kept(person=actor, of=person_id, at=at):
        raise NotYours
