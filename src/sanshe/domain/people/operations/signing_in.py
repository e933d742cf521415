"""Signing in with a one-time code."""

import re
import secrets
import unicodedata
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from sanshe.domain.people.errors import (
    AccountClosed,
    CodeAskedTooOften,
    CodeSpent,
    CodeWrong,
)
from sanshe.domain.people.models import Person, SignInCode
from sanshe.domain.people.operations.phones import normalize_phone
from sanshe.domain.people.queries import holder_of_phone
from sanshe.kernel import journal, outbox

CODE_DIGITS = 6
CODE_LIVES = timedelta(minutes=10)
CODE_TRIES = 5
CODES_PER_PHONE = 5
CODES_PER_ASKER = 30
CODES_WINDOW = timedelta(hours=1)


def request_sign_in_code(*, phone: str, asker: str, at: datetime) -> SignInCode:
    """Send a one-time code to a phone, for anybody who asks; `asker` is the address that asked.

    An older code of the same phone stops working. Whether the phone is known is not told.

    Raises
    ------
    PhoneUnreadable
        The phone is not a number.
    CodeAskedTooOften
        The phone or the asker used up its codes for this hour.
    """
    phone = normalize_phone(text=phone)
    asker_hash = _hash(purpose="asker", value=asker)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    with transaction.atomic():
        for name in sorted([f"phone {phone}", f"asker {asker_hash}"]):
            _lock(name)
        since = at - CODES_WINDOW
        _refuse_beyond(SignInCode.objects.filter(phone=phone, asked_at__gt=since), CODES_PER_PHONE, at)
        _refuse_beyond(SignInCode.objects.filter(asker_hash=asker_hash, asked_at__gt=since), CODES_PER_ASKER, at)
        SignInCode.objects.filter(phone=phone, used_at=None, expires_at__gt=at).update(expires_at=at)
        row = SignInCode.objects.create(
            phone=phone,
            code_hash=_hash(purpose="code", value=f"{phone} {code}"),
            asker_hash=asker_hash,
            asked_at=at,
            expires_at=at + CODE_LIVES,
        )
        outbox.send_later(kind="sign_in_code", recipient=phone, body={"code": code, "minutes": 10}, at=at)
        journal.record(operation="people.request_sign_in_code", subject=row, at=at)
    return row


def redeem_sign_in_code(*, phone: str, code: str, at: datetime, claimed: Person | None = None) -> tuple[Person, bool]:
    """Sign somebody in with the code sent to the phone; return the person and whether they are new here.

    `claimed` is somebody entered by a worker whose receipt was shown just before: a phone that belongs to nobody
    becomes theirs, so that nobody becomes two people. A phone that belongs to somebody signs that one in, as always.

    Raises
    ------
    CodeWrong
        The code differs; the try is counted.
    CodeSpent
        No live code: expired, used, or tried too often.
    AccountClosed
        The phone belongs to a closed account.
    """
    phone = normalize_phone(text=phone)
    with transaction.atomic():
        refusal = use_code(phone=phone, code=code, at=at)
        if refusal is None:
            person, is_new = _person_with_phone(phone=phone, at=at, claimed=claimed)
            if not person.is_active:
                raise AccountClosed
            if person.claimed_at is None:
                person.claimed_at = at
                person.save(update_fields=["claimed_at"])
            journal.record(operation="people.redeem_sign_in_code", subject=person, actor=person, at=at)
    if refusal:
        raise refusal  # outside the transaction, so that the counted try stays counted
    return person, is_new


def use_code(*, phone: str, code: str, at: datetime) -> CodeWrong | CodeSpent | None:
    """Use up the code that was sent to a phone (E.164), inside the caller's transaction; nobody is signed in by it.

    Returns the refusal, to be raised once the transaction has kept the counted try, or None where the code is right.
    """
    row = (
        SignInCode.objects.select_for_update()
        .filter(phone=phone, used_at=None, expires_at__gt=at)
        .order_by("-asked_at")
        .first()
    )
    if row is None or row.wrong_tries >= CODE_TRIES:
        return CodeSpent()
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", code))
    if constant_time_compare(row.code_hash, _hash(purpose="code", value=f"{phone} {digits}")):
        row.used_at = at
        row.save(update_fields=["used_at"])
        return None
    row.wrong_tries += 1
    row.save(update_fields=["wrong_tries"])
    left = CODE_TRIES - row.wrong_tries
    return CodeWrong(left=left) if left else CodeSpent()


def _person_with_phone(*, phone: str, at: datetime, claimed: Person | None) -> tuple[Person, bool]:
    person = holder_of_phone(phone=phone)
    if person:
        return person, False
    try:
        with transaction.atomic():
            if claimed and _take_phone(person=claimed, phone=phone):
                return Person.objects.get(pk=claimed.pk), False
            return Person.objects.create(phone=phone, joined_at=at), True
    except IntegrityError:  # the same phone signed in for the first time on two devices at once
        return Person.objects.get(phone=phone), False


def _take_phone(*, person: Person, phone: str) -> bool:
    unclaimed = Person.objects.filter(pk=person.pk, phone=None, claimed_at=None, closed_at=None)
    return bool(unclaimed.update(phone=phone))


def _refuse_beyond(codes, limit: int, at: datetime) -> None:
    newest_first = list(codes.order_by("-asked_at").values_list("asked_at", flat=True)[:limit])
    if len(newest_first) == limit:
        wait = newest_first[-1] + CODES_WINDOW - at
        raise CodeAskedTooOften(wait_min=int(wait.total_seconds() // 60) + 1)


def _hash(*, purpose: str, value: str) -> str:
    return salted_hmac(f"sanshe.people.{purpose}", value, algorithm="sha256").hexdigest()


def _lock(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
