"""Receipts: a new code for what was entered, kept as a keyed hash."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac

from sanshe.domain.people.models import Person
from sanshe.domain.proxy import rules
from sanshe.domain.proxy.choices import ALPHABET, CODE_LENGTH, plain_code
from sanshe.domain.proxy.errors import EntryForbidden, HasOwnAccount
from sanshe.domain.proxy.models import Entry, Receipt
from sanshe.kernel import journal


def issue(*, entry: Entry, actor: Person, at: datetime) -> tuple[Receipt, str]:
    """Issue a receipt inside the caller's transaction; return it with its code, which is told this once only."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    receipt = Receipt.objects.create(
        entry=entry, person=entry.person, code_hash=hash_of(code), issued_at=at, issued_by=actor
    )
    return receipt, code


def reissue_receipt(*, actor: Person, entry_id: UUID, at: datetime) -> tuple[Receipt, str]:
    """Issue a new receipt for an entry; the codes on all earlier receipts of the same person end.

    Raises
    ------
    EntryForbidden
        The actor does not work for the community.
    HasOwnAccount
        The account has been taken over; nothing is left to claim.
    """
    with transaction.atomic():
        entry = Entry.objects.select_related("community", "person").get(pk=entry_id)
        if not rules.may_amend(person=actor, entry=entry, at=at):
            raise EntryForbidden
        person = Person.objects.select_for_update().get(pk=entry.person_id)
        if person.claimed_at or person.closed_at:
            raise HasOwnAccount(name=person.public_name)
        end_receipts(person=person, at=at)
        receipt, code = issue(entry=entry, actor=actor, at=at)
        journal.record(
            operation="proxy.reissue_receipt",
            subject=receipt,
            actor=actor,
            on_behalf_of=person,
            at=at,
            community_code=entry.community.code,
        )
    return receipt, code


def end_receipts(*, person: Person, at: datetime) -> int:
    """End all receipts of a person inside the caller's transaction, which holds the person; return how many."""
    return Receipt.objects.filter(person=person, ends_at=None).update(ends_at=at)


def hash_of(code: str) -> str:
    """Return the keyed hash under which a code is kept and found."""
    return salted_hmac("sanshe.proxy.receipt", plain_code(code), algorithm="sha256").hexdigest()
