"""Letters to the door: asked for, printed with a code, answered with it."""

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.crypto import constant_time_compare, salted_hmac

from sanshe.domain.people.choices import VerificationMethod
from sanshe.domain.people.errors import FileClosed, ResidenceCodeSpent, ResidenceCodeWrong
from sanshe.domain.people.models import Person, ResidenceCode, ResidenceVerification
from sanshe.domain.people.operations.homes import confirm_home, move_home
from sanshe.domain.people.rules import is_worker
from sanshe.domain.places.models import Community
from sanshe.kernel import journal

# No 0 O, 1 I L, 2 Z, 5 S, 8 B: what is written on paper has to be read by anybody.
LETTERS = "34679ACDEFGHJKMNPQRTUVWXY"
CODE_LENGTH = 8
CODE_LIVES = timedelta(days=30)
CODE_TRIES = 5
LETTERS_AT_ONCE = 100


@dataclass(frozen=True)
class PrintedLetter:
    """A letter as it goes into the envelope; the only place where its code can be read."""

    id: UUID
    called: str
    language: str
    address: str
    code: str
    expires_at: datetime


def ask_for_letter(*, person: Person, community: Community, address: str, at: datetime, actor: Person) -> ResidenceCode:
    """Ask for a letter with a code to somebody's door, and write that home down; one that waits is returned.

    A letter that was printed already ends: the new one takes its place.

    Raises
    ------
    AddressUnreadable
        It names no home.
    FileClosed
        The actor is neither the person nor a worker of the community.
    """
    if actor != person and not is_worker(person=actor, community=community, at=at):
        raise FileClosed
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        member = move_home(person=person, community=community, address=address, at=at, actor=actor)
        live = ResidenceCode.objects.filter(person=person, ends_at=None)
        waiting = live.filter(printed_at=None).first()
        if waiting:
            return waiting
        live.update(ends_at=Greatest(F("asked_at"), at))
        letter = ResidenceCode.objects.create(person=person, household=member.household, asked_at=at)
        journal.record(
            operation="people.ask_for_letter",
            subject=letter,
            actor=actor,
            on_behalf_of=person,
            at=at,
            community_code=community.code,
        )
    return letter


def print_letters(
    *, actor: Person, community: Community, at: datetime, letter_ids: Sequence[UUID] | None = None
) -> list[PrintedLetter]:
    """Give each waiting letter of the community, or of these, its code; for the worker who prints them.

    The codes are returned this once and kept as keyed hashes only. Of two who print at once each gets other letters.

    Raises
    ------
    FileClosed
        The actor is no worker of the community.
    """
    if not is_worker(person=actor, community=community, at=at):
        raise FileClosed
    printed = []
    with transaction.atomic():
        waiting = (
            ResidenceCode.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(household__community=community, printed_at=None, ends_at=None)
            .select_related("person", "household")
            .order_by("asked_at", "id")
        )
        if letter_ids is not None:
            waiting = waiting.filter(pk__in=letter_ids)
        for row in waiting[:LETTERS_AT_ONCE]:
            code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
            row.printed_at, row.printed_by = at, actor
            row.code_hash = _hash(row=row, code=code)
            row.expires_at = at + CODE_LIVES
            row.save(update_fields=["printed_at", "printed_by", "code_hash", "expires_at"])
            journal.record(
                operation="people.print_letter",
                subject=row,
                actor=actor,
                on_behalf_of=row.person,
                at=at,
                community_code=community.code,
            )
            printed.append(
                PrintedLetter(
                    id=row.pk,
                    called=row.person.public_name,
                    language=row.person.language,
                    address=row.household.address,
                    code=code,
                    expires_at=row.expires_at,
                )
            )
    return printed


def redeem_residence_code(*, person: Person, code: str, at: datetime) -> ResidenceVerification:
    """Confirm somebody's home with the code from the letter to its door.

    Raises
    ------
    ResidenceCodeWrong
        The code differs; the try is counted.
    ResidenceCodeSpent
        No letter can be answered: none, expired, used, replaced, or tried too often.
    """
    typed = "".join(char for char in unicodedata.normalize("NFKC", code).upper() if char.isalnum())
    refusal, verification = None, None
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        row = (
            ResidenceCode.objects.select_for_update(of=("self",))
            .filter(person=person, printed_at__isnull=False, ends_at=None, expires_at__gt=at)
            .select_related("household__community")
            .first()
        )
        if row is None or row.wrong_tries >= CODE_TRIES:
            raise ResidenceCodeSpent
        if constant_time_compare(row.code_hash, _hash(row=row, code=typed)):
            row.is_used, row.ends_at = True, at
            row.save(update_fields=["is_used", "ends_at"])
            verification = confirm_home(
                person=person,
                household=row.household,
                method=VerificationMethod.POSTED_CODE,
                actor=person,
                at=at,
            )
        else:
            row.wrong_tries += 1
            row.save(update_fields=["wrong_tries"])
            left = CODE_TRIES - row.wrong_tries
            refusal = ResidenceCodeWrong(left=left) if left else ResidenceCodeSpent()
    if refusal:
        raise refusal  # outside the transaction, so that the counted try stays counted
    return verification


def _hash(*, row: ResidenceCode, code: str) -> str:
    return salted_hmac("sanshe.people.residence", f"{row.pk} {code}", algorithm="sha256").hexdigest()
