"""The second look, and what becomes of an entry before it is done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.operations import notify
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.proxy import queries, rules
from sanshe.domain.proxy.choices import EntryState
from sanshe.domain.proxy.errors import EntryForbidden, EntryMovedOn, NeedsAnotherPerson, ReasonMissing
from sanshe.domain.proxy.models import NOTE_MAX, Correction, Entry
from sanshe.domain.proxy.operations.entering import tell_checkers
from sanshe.domain.proxy.operations.posting import is_confidence, post
from sanshe.kernel import journal
from sanshe.kernel.errors import DomainError


def check_entry(*, actor: Person, entry_id: UUID, at: datetime, data: dict[str, Any] | None = None) -> Entry:
    """Confirm, as the second look, that an entry is what the paper says, with corrections if need be; then it is done.

    An entry that the rules refuse goes back to who typed it in, with the words of the refusal: look at the state.
    Confirming twice is once.

    Raises
    ------
    EntryForbidden, NeedsAnotherPerson
        The actor may not be the second look.
    EntryMovedOn
        It came back or was thrown away meanwhile.
    """
    with transaction.atomic():
        entry = _locked(entry_id)
        _refuse_unless_checker(actor, entry, at=at)
        if entry.state == EntryState.POSTED and entry.checked_by_id == actor.pk:
            return entry
        _check_state(entry, EntryState.ENTERED)
        _correct(entry, data, actor=actor, at=at)
        entry.checked_by, entry.checked_at, entry.note = actor, at, ""
        try:
            with transaction.atomic():
                post(entry=entry, at=at)
        except DomainError as refusal:
            entry.state, entry.subject_type, entry.subject_id = EntryState.RETURNED, "", None
            _send_back(entry, note=str(refusal), actor=actor, at=at)
        else:
            _record("check_entry", entry, actor=actor, at=at)
    return entry


def return_entry(*, actor: Person, entry_id: UUID, reason: str, at: datetime) -> Entry:
    """Send an entry back to who typed it in, with a few words.

    Raises
    ------
    EntryForbidden, NeedsAnotherPerson, EntryMovedOn, ReasonMissing
        It cannot be sent back so.
    """
    with transaction.atomic():
        entry = _locked(entry_id)
        _refuse_unless_checker(actor, entry, at=at)
        _check_state(entry, EntryState.ENTERED)
        entry.checked_by, entry.checked_at = actor, at
        _send_back(entry, note=_checked(reason), actor=actor, at=at)
    return entry


def amend_entry(*, actor: Person, entry_id: UUID, data: dict[str, Any], at: datetime) -> Entry:
    """Type an entry in again; whoever does has typed it in from now on, and it waits for a new second look.

    Raises
    ------
    EntryForbidden, EntryMovedOn
        The actor may not, or it is done already.
    """
    with transaction.atomic():
        entry = _locked(entry_id)
        if not rules.may_amend(person=actor, entry=entry, at=at):
            raise EntryForbidden
        _check_state(entry, EntryState.ENTERED, EntryState.RETURNED)
        _correct(entry, data, actor=actor, at=at)
        entry.state = EntryState.ENTERED
        entry.entered_by = actor
        entry.checked_by = entry.checked_at = None
        entry.note = ""
        entry.save()
        tell_checkers(entry, at=at)
        _record("amend_entry", entry, actor=actor, at=at)
    return entry


def discard_entry(*, actor: Person, entry_id: UUID, reason: str, at: datetime) -> Entry:
    """Throw an entry away before it is done; its form can be typed in once more. Throwing it away twice is once.

    Raises
    ------
    EntryForbidden, EntryMovedOn, ReasonMissing
        The actor may not, or it is done already.
    """
    with transaction.atomic():
        entry = _locked(entry_id)
        if not rules.may_discard(person=actor, entry=entry, at=at):
            raise EntryForbidden
        if entry.state == EntryState.DISCARDED:
            return entry
        _check_state(entry, EntryState.ENTERED, EntryState.RETURNED)
        entry.state = EntryState.DISCARDED
        entry.note = _checked(reason)
        entry.save()
        _record("discard_entry", entry, actor=actor, at=at)
    return entry


def note_look(*, actor: Person, person: Person, community: Community, at: datetime) -> None:
    """Write into the journal that somebody looked at what was written for a person, who can see who looked."""
    with transaction.atomic():
        journal.record(
            operation="proxy.look_at_person",
            subject=person,
            actor=actor,
            on_behalf_of=person,
            at=at,
            community_code=community.code,
        )


def _locked(entry_id: UUID) -> Entry:
    return Entry.objects.select_for_update(of=["self"]).select_related(*queries.ENTRY_PARTS).get(pk=entry_id)


def _refuse_unless_checker(actor: Person, entry: Entry, *, at: datetime) -> None:
    if not rules.may_see_entry(person=actor, entry=entry, at=at):
        raise EntryForbidden
    if not rules.is_another(person=actor, entry=entry):
        raise NeedsAnotherPerson


def _check_state(entry: Entry, *states: str) -> None:
    if entry.state not in states:
        raise EntryMovedOn


def _correct(entry: Entry, data: dict[str, Any] | None, *, actor: Person, at: datetime) -> None:
    if data is None or data == entry.data:
        return
    Correction.objects.create(entry=entry, corrected_by=actor, corrected_at=at, before=entry.data, after=data)
    changed = sorted(name for name in {*data, *entry.data} if data.get(name) != entry.data.get(name))
    entry.data = data
    entry.is_private = is_confidence(kind=entry.kind, data=data)
    journal.record(
        operation="proxy.correct_entry",
        subject=entry,
        actor=actor,
        on_behalf_of=entry.person,
        at=at,
        community_code=entry.community.code,
        detail={"changed": changed},
    )


def _send_back(entry: Entry, *, note: str, actor: Person, at: datetime) -> None:
    entry.state = EntryState.RETURNED
    entry.note = note[:NOTE_MAX]
    entry.save()
    notify(
        people=[entry.entered_by],
        kind=NewsKind.ENTRY_RETURNED,
        subject=entry,
        at=at,
        words={"name": entry.person.public_name, "reason": entry.note},
    )
    _record("return_entry", entry, actor=actor, at=at)


def _record(operation: str, entry: Entry, *, actor: Person, at: datetime) -> None:
    journal.record(
        operation=f"proxy.{operation}",
        subject=entry,
        actor=actor,
        on_behalf_of=entry.person if actor != entry.person else None,
        at=at,
        community_code=entry.community.code,
        detail={"state": entry.state},
    )


def _checked(text: str) -> str:
    reason = " ".join(text.split())[:NOTE_MAX]
    if not reason:
        raise ReasonMissing
    return reason
