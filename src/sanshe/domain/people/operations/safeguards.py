"""Writing down that the papers of somebody who works with children or comes into homes were seen."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sanshe.domain.people import queries
from sanshe.domain.people.choices import CheckKind
from sanshe.domain.people.errors import CheckDatesUnfit, CheckOver, FileClosed
from sanshe.domain.people.models import Person, SafeguardCheck
from sanshe.domain.people.rules import may_record_check
from sanshe.kernel import journal
from sanshe.kernel.fields import plain_text

YEARS_MAX = 3
NOTE_MAX = 200


def record_check(
    *, actor: Person, person_id: UUID, kind: str, issued_on: date, valid_until: date, at: datetime
) -> SafeguardCheck:
    """Write down, as a worker of somebody's community, that their papers were seen; a newer check replaces an older.

    It counts to the end of the day `valid_until`. The same paper for the same time once more changes nothing.

    Raises
    ------
    FileClosed
        The actor is no worker of the community where the person lives, or it is the actor's own check.
    CheckDatesUnfit
        The paper is not issued yet, or it would count for no day or for too long.
    """
    expires_at = checked_expiry(issued_on=issued_on, valid_until=valid_until, at=at)
    with transaction.atomic():
        person = Person.objects.select_for_update().filter(pk=person_id, closed_at=None).first()
        if person is None or not may_record_check(person=actor, of=person_id, at=at):
            raise FileClosed
        running = SafeguardCheck.objects.filter(person=person, ended_at=None).first()
        if running and (running.kind, running.issued_on, running.expires_at) == (kind, issued_on, expires_at):
            return running
        if running:
            running.ended_at = max(at, running.starts_at)
            running.save(update_fields=["ended_at"])
        check = SafeguardCheck.objects.create(
            person=person,
            kind=CheckKind(kind),
            issued_on=issued_on,
            recorded_by=actor,
            starts_at=at,
            expires_at=expires_at,
        )
        _record("record_check", check, actor=actor, at=at)
    return check


def end_check(*, actor: Person, check_id: UUID, note: str, at: datetime) -> SafeguardCheck:
    """End a check before its time, as a worker of the person's community; it stays in the history.

    Raises
    ------
    FileClosed
        The actor is no such worker, or it is the actor's own check.
    CheckOver
        It was ended or replaced already.
    """
    with transaction.atomic():
        check = SafeguardCheck.objects.select_for_update(of=["self"]).filter(pk=check_id).first()
        if check is None or not may_record_check(person=actor, of=check.person_id, at=at):
            raise FileClosed
        if check.ended_at is not None:
            raise CheckOver
        check.ended_at, check.ended_by = max(at, check.starts_at), actor
        check.end_note = " ".join(plain_text(note).split())[:NOTE_MAX]
        check.save(update_fields=["ended_at", "ended_by", "end_note"])
        _record("end_check", check, actor=actor, at=at)
    return check


def checked_expiry(*, issued_on: date, valid_until: date, at: datetime) -> datetime:
    """Return the instant until which a paper counts: the end of its last day.

    Raises
    ------
    CheckDatesUnfit
        It is not issued yet, or counts for no day or for more than `YEARS_MAX` years.
    """
    today = timezone.localtime(at).date()
    last = today + timedelta(days=366 * YEARS_MAX)
    if not date(1990, 1, 1) <= issued_on <= today <= valid_until <= last:
        raise CheckDatesUnfit(years=YEARS_MAX)
    return timezone.make_aware(datetime.combine(valid_until + timedelta(days=1), datetime.min.time()))


def _record(operation: str, check: SafeguardCheck, *, actor: Person, at: datetime) -> None:
    community = queries.home_community(person=check.person, at=at)
    journal.record(
        operation=f"people.{operation}",
        subject=check,
        actor=actor,
        on_behalf_of=check.person_id,
        at=at,
        community_code=community.code if community else "",
        detail={"kind": check.kind},
    )
