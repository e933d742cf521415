"""Writing down what somebody said, on paper, face to face or by telephone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.operations import notify
from sanshe.domain.people import operations as people
from sanshe.domain.people import queries as people_queries
from sanshe.domain.people.choices import GivenHow
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.proxy import queries, rules
from sanshe.domain.proxy.choices import Channel, EntryState, FormKind
from sanshe.domain.proxy.errors import (
    EntryForbidden,
    LikelyDuplicate,
    SerialUnknown,
    SheetElsewhere,
    SheetForAnother,
    SheetUsed,
    WritesForOneself,
)
from sanshe.domain.proxy.models import Entry, FormSheet, Receipt
from sanshe.domain.proxy.operations.posting import carry_out, check_standing, is_confidence, post
from sanshe.domain.proxy.operations.receipts import issue
from sanshe.kernel import idempotency, journal

WORDS_MAX = 40


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is not here yet; `is_somebody_else` says that those who look the same were looked at."""

    form_of_address: str
    full_name: str = ""
    birth_year: int | None = None
    phone: str = ""
    address: str = ""
    is_somebody_else: bool = False


@dataclass(frozen=True)
class Agreed:
    """What somebody agreed to, in the words they were read or signed."""

    kind: str
    wording: str
    how: str = GivenHow.SPOKEN


@dataclass(frozen=True)
class Issued:
    """An entry with its receipt; the code is told this once, and is empty where the same request came twice."""

    entry: Entry
    receipt: Receipt | None
    code: str


def enter(
    *,
    actor: Person,
    community: Community,
    kind: str,
    channel: str,
    data: dict[str, Any],
    at: datetime,
    person: Person | None = None,
    newcomer: Newcomer | None = None,
    agreed: Sequence[Agreed] = (),
    serial: str = "",
    idempotency_key: str = "",
) -> Issued:
    """Write down, as a worker, what somebody said, and issue their receipt; either `person` or `newcomer` is given.

    What came face to face or by telephone is done at once, what came on paper after a second look. Both pass the rules
    that hold for everybody here already, so that whoever types hears what is wrong while the paper is in their hand.

    Raises
    ------
    EntryForbidden, WritesForOneself, ConsentMissing, HasOwnAccount, NotResidentHere, LikelyDuplicate, PhoneTaken
        It may not be written, or not for this person.
    SerialUnknown, SheetUsed, SheetElsewhere, SheetForAnother
        The form does not fit.
    DomainError
        What was said is refused by the rules of the exchange.
    """
    if not rules.may_enter(person=actor, community=community, at=at):
        raise EntryForbidden
    if person and person.pk == actor.pk:
        raise WritesForOneself
    told: list[str] = []

    def run() -> UUID:
        sheet = _locked_sheet(serial, kind=kind, community=community, data=data) if serial else None
        whom = person or _new_person(newcomer, community=community, actor=actor, at=at)
        for one in agreed:
            people.give_consent(person=whom, kind=one.kind, wording=one.wording, how=one.how, at=at, actor=actor)
        check_standing(actor=actor, person=whom, at=at)
        entry = Entry.objects.create(
            kind=FormKind(kind),
            channel=Channel(channel),
            community=community,
            sheet=sheet,
            person=whom,
            data=data,
            is_private=is_confidence(kind=kind, data=data),
            entered_by=actor,
            entered_at=at,
        )
        if channel == Channel.PAPER:
            _try(entry, at=at)
        else:
            post(entry=entry, at=at)
        _, code = issue(entry=entry, actor=actor, at=at)
        told.append(code)
        _tell(entry, actor=actor, at=at)
        journal.record(
            operation="proxy.enter",
            subject=entry,
            actor=actor,
            on_behalf_of=whom,
            at=at,
            community_code=community.code,
            detail={"kind": kind, "channel": channel, "serial": sheet.serial if sheet else None},
        )
        return entry.pk

    with transaction.atomic():
        pk, _ = idempotency.once(actor=actor.pk, scope="proxy.enter", key=idempotency_key, at=at, run=run)
    entry = Entry.objects.select_related(*queries.ENTRY_PARTS).get(pk=pk)
    return Issued(entry=entry, receipt=queries.live_receipt_of(entry=entry), code=told[0] if told else "")


def tell_checkers(entry: Entry, *, at: datetime) -> None:
    """Tell the other workers that an entry waits for a second look, inside the caller's transaction."""
    workers = people_queries.workers_of(community=entry.community, at=at)
    notify(
        people=[worker for worker in workers if rules.is_another(person=worker, entry=entry)],
        kind=NewsKind.ENTRY_TO_CHECK,
        subject=entry,
        at=at,
        words={"name": entry.person.public_name},
    )


def _locked_sheet(serial: str, *, kind: str, community: Community, data: dict[str, Any]) -> FormSheet:
    known = queries.sheet_with_serial(text=serial)
    if known is None:
        raise SerialUnknown
    sheet = FormSheet.objects.select_for_update(of=["self"]).get(pk=known.pk)
    if sheet.community_id != community.pk:
        raise SheetElsewhere(place=known.community.name)
    if queries.entry_of_sheet(sheet=sheet):
        raise SheetUsed
    names_another = (sheet.agreement_id and str(sheet.agreement_id) != data.get("agreement")) or (
        sheet.offer_id and str(sheet.offer_id) != data.get("offer")
    )
    if sheet.kind != kind or names_another:
        raise SheetForAnother
    return sheet


def _new_person(newcomer: Newcomer | None, *, community: Community, actor: Person, at: datetime) -> Person:
    if newcomer is None:
        raise ValueError("Either a person or a newcomer is entered for.")
    same = queries.likely_the_same(
        community=community,
        full_name=newcomer.full_name,
        form_of_address=newcomer.form_of_address,
        phone=newcomer.phone,
        birth_year=newcomer.birth_year,
        at=at,
    )
    if same and not newcomer.is_somebody_else:
        raise LikelyDuplicate
    person = people.enter_person(
        full_name=newcomer.full_name,
        form_of_address=newcomer.form_of_address,
        birth_year=newcomer.birth_year,
        phone=newcomer.phone,
        community=community,
        at=at,
        actor=actor,
    )
    if newcomer.address:
        people.enter_home(actor=actor, person_id=person.pk, community=community, address=newcomer.address, at=at)
    return person


def _try(entry: Entry, *, at: datetime) -> None:
    """Let the rules look at the entry, and undo what it did."""
    with transaction.atomic():
        carry_out(entry=entry, at=at)
        transaction.set_rollback(True)


def _tell(entry: Entry, *, actor: Person, at: datetime) -> None:
    # The code stays on the paper, and what was told in confidence in the house: a message may be read over a shoulder.
    notify(
        people=[entry.person],
        kind=NewsKind.ENTERED_FOR_YOU,
        subject=entry,
        at=at,
        words={"name": actor.public_name, "sentence": "" if entry.is_private else entry.sentence[:WORDS_MAX]},
    )
    if entry.state == EntryState.ENTERED:
        tell_checkers(entry, at=at)
