"""Printing blank forms."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction

from sanshe.domain.exchange.models import Agreement, Offer
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.proxy import rules
from sanshe.domain.proxy.choices import ALPHABET, SERIAL_LENGTH, FormKind, check_character
from sanshe.domain.proxy.errors import EntryForbidden, SheetCountWrong
from sanshe.domain.proxy.models import FormSheet
from sanshe.kernel import journal
from sanshe.kernel.fields import uuid7

SHEETS_AT_ONCE = 60
TRIES = 5


def print_sheets(
    *,
    actor: Person,
    community: Community,
    kind: str,
    count: int,
    at: datetime,
    is_large: bool = True,
    agreement: Agreement | None = None,
    offer: Offer | None = None,
) -> list[FormSheet]:
    """Give so many blank forms of a kind their serials, for a worker to print; they share a batch.

    Raises
    ------
    EntryForbidden
        The actor does not work for this community.
    SheetCountWrong
        None, or too many at once.
    """
    if not rules.may_enter(person=actor, community=community, at=at):
        raise EntryForbidden
    if not 1 <= count <= SHEETS_AT_ONCE:
        raise SheetCountWrong(limit=SHEETS_AT_ONCE)
    batch = uuid7()
    common = {
        "batch_id": batch,
        "kind": FormKind(kind),
        "community": community,
        "agreement": agreement,
        "offer": offer,
        "is_large": is_large,
        "printed_by": actor,
        "printed_at": at,
    }
    with transaction.atomic():
        sheets = [_create(**common) for _ in range(count)]
        journal.record(
            operation="proxy.print_sheets",
            subject=sheets[0],
            actor=actor,
            at=at,
            community_code=community.code,
            detail={"kind": kind, "count": count, "batch": str(batch)},
        )
    return sheets


def _create(**fields) -> FormSheet:
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return FormSheet.objects.create(serial=_new_serial(), **fields)
        except IntegrityError as error:  # one serial in a hundred million has been given already
            taken = error
    raise taken


def _new_serial() -> str:
    body = "".join(secrets.choice(ALPHABET) for _ in range(SERIAL_LENGTH - 1))
    return body + check_character(body)
