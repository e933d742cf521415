"""Counting what is known of who gives: seconds after something changed, and everybody by night.

A trigger notes whose agreements or meetings change, in the same transaction, so that no operation can forget it. Counts
are taken one after the other: an older one never takes the place of a newer one.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from sanshe.domain.exchange.choices import IntentStatus
from sanshe.domain.exchange.models import Offer, ProviderStanding, StandingDue, UsualShare
from sanshe.domain.exchange.queries.record import overall_share
from sanshe.domain.exchange.queries.standing import fresh_standings

CHUNK = 500
COUNTED = ["rate", "kept", "promises", "is_enough", "load", "counted_at"]


def recount_due(*, at: datetime) -> int:
    """Count those anew of whom something changed since the last call; return how many.

    The first call of all counts everybody.
    """
    if not UsualShare.objects.exists():
        return recount_everybody(at=at)
    counted = 0
    while True:
        with transaction.atomic():
            due = list(StandingDue.objects.select_for_update(skip_locked=True).order_by("pk")[:CHUNK])
            StandingDue.objects.filter(pk__in=[one.pk for one in due]).delete()
            people = {one.person_key for one in due} - {None}
            bodies = {one.organization_key for one in due} - {None}
            counted += _recount(_who_give(people), bodies, at=at)
        if len(due) < CHUNK:
            return counted


def recount_everybody(*, at: datetime) -> int:
    """Count everybody anew who gives something or gave it, for what time alone has changed; return how many."""
    with transaction.atomic():
        UsualShare.objects.update_or_create(id=1, defaults={"share": overall_share(at=at), "counted_at": at})
    giving = Offer.objects.filter(status=IntentStatus.OPEN).order_by()
    people = set(giving.filter(organization=None).values_list("person", flat=True).distinct())
    bodies = set(giving.filter(organization__isnull=False).values_list("organization", flat=True).distinct())
    known = ProviderStanding.objects.values_list("person", "organization")
    people |= {person for person, _ in known if person}
    bodies |= {body for _, body in known if body}
    counted = 0
    for some in _chunks(sorted(people)):
        with transaction.atomic():
            counted += _recount(some, (), at=at)
    for some in _chunks(sorted(bodies)):
        with transaction.atomic():
            counted += _recount((), some, at=at)
    return counted


def _recount(people: Collection[UUID], bodies: Collection[UUID], *, at: datetime) -> int:
    """Count these anew within the open transaction; each count waits for the one before it to be stored."""
    if not people and not bodies:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('sanshe.exchange.standing', 0))")
    found = fresh_standings(person_ids=people, organization_ids=bodies, at=at)
    for field, keys in (("person", people), ("organization", bodies)):
        rows = [
            ProviderStanding(
                **{f"{field}_id": key},
                rate=found[key].rate,
                kept=found[key].kept,
                promises=found[key].promises,
                is_enough=found[key].is_enough,
                load=found[key].load,
                counted_at=at,
            )
            for key in sorted(keys)
        ]
        ProviderStanding.objects.bulk_create(
            rows, update_conflicts=True, update_fields=COUNTED, unique_fields=[f"{field}"], batch_size=CHUNK
        )
    return len(found)


def _who_give(people: Iterable[UUID]) -> set[UUID]:
    """Return those of these people who gave or give something; the others are in no ranking."""
    people = set(people)
    giving = set(Offer.objects.filter(person__in=people).order_by().values_list("person", flat=True).distinct())
    return giving | set(ProviderStanding.objects.filter(person__in=people).values_list("person", flat=True))


def _chunks(keys: Sequence[UUID]) -> Iterable[Sequence[UUID]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
