"""Every write to people, roles and codes."""

import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.errors import (
    AccountClosed,
    CodeAskedTooOften,
    CodeSpent,
    CodeWrong,
    PhoneTaken,
    PhoneUnreadable,
)
from sanshe.domain.people.models import Person, Role, SignInCode
from sanshe.domain.places.models import Community
from sanshe.kernel import journal, outbox

CODE_DIGITS = 6
CODE_LIVES = timedelta(minutes=10)
CODE_TRIES = 5
CODES_PER_PHONE = 5
CODES_PER_ASKER = 30
CODES_WINDOW = timedelta(hours=1)


def normalize_phone(*, text: str) -> str:
    """Return a phone number as E.164 (+8613800000000); numbers without a country code are Chinese.

    Raises
    ------
    PhoneUnreadable
        It is not a number that a message could reach.
    """
    digits = re.sub(r"[\s\-().]", "", unicodedata.normalize("NFKC", text))
    if re.fullmatch(r"(\+?86|0086)?1[3-9][0-9]{9}", digits):
        return f"+86{digits[-11:]}"
    if re.fullmatch(r"\+[1-9][0-9]{7,14}", digits) and not digits.startswith("+86"):
        return digits
    raise PhoneUnreadable


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


def redeem_sign_in_code(*, phone: str, code: str, at: datetime) -> tuple[Person, bool]:
    """Sign somebody in with the code sent to the phone; return the person and whether they are new here.

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
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", code))
    refusal = None
    with transaction.atomic():
        row = (
            SignInCode.objects.select_for_update()
            .filter(phone=phone, used_at=None, expires_at__gt=at)
            .order_by("-asked_at")
            .first()
        )
        if row is None or row.wrong_tries >= CODE_TRIES:
            raise CodeSpent
        if constant_time_compare(row.code_hash, _hash(purpose="code", value=f"{phone} {digits}")):
            row.used_at = at
            row.save(update_fields=["used_at"])
            person, is_new = _person_with_phone(phone=phone, at=at)
            if not person.is_active:
                raise AccountClosed
            journal.record(operation="people.redeem_sign_in_code", subject=person, actor=person, at=at)
        else:
            row.wrong_tries += 1
            row.save(update_fields=["wrong_tries"])
            left = CODE_TRIES - row.wrong_tries
            refusal = CodeWrong(left=left) if left else CodeSpent()
    if refusal:
        raise refusal  # outside the transaction, so that the counted try stays counted
    return person, is_new


def introduce_oneself(
    *, person: Person, form_of_address: str, community: Community, at: datetime, birth_year: int | None = None
) -> None:
    """Let somebody new say how neighbours call them and where they live."""
    with transaction.atomic():
        row = Person.objects.select_for_update().get(pk=person.pk)
        row.form_of_address = form_of_address
        row.birth_year = birth_year or row.birth_year
        row.save(update_fields=["form_of_address", "birth_year"])
        _start_role(person=row, kind=RoleKind.RESIDENT, community=community, at=at)
        journal.record(
            operation="people.introduce_oneself",
            subject=row,
            actor=row,
            at=at,
            community_code=community.code,
        )
    person.refresh_from_db()


def enter_person(
    *,
    full_name: str,
    form_of_address: str,
    at: datetime,
    actor: Person | None,
    community: Community | None = None,
    birth_year: int | None = None,
    phone: str = "",
) -> Person:
    """Enter somebody who takes part, with a phone or without one, as a resident of the community if one is given.

    Raises
    ------
    PhoneUnreadable
        The phone is not a number.
    PhoneTaken
        The phone belongs to somebody already.
    """
    number = normalize_phone(text=phone) if phone else None
    with transaction.atomic():
        if number and Person.objects.filter(phone=number).exists():
            raise PhoneTaken
        person = Person.objects.create(
            phone=number,
            full_name=full_name,
            form_of_address=form_of_address,
            birth_year=birth_year,
            joined_at=at,
        )
        if community:
            _start_role(person=person, kind=RoleKind.RESIDENT, community=community, at=at)
        journal.record(
            operation="people.enter_person",
            subject=person,
            actor=actor,
            on_behalf_of=person,
            at=at,
            community_code=community.code if community else "",
        )
    return person


def start_role(*, person: Person, kind: str, community: Community | None, at: datetime, actor: Person | None) -> Role:
    """Give a person a part to play from now on; one that already runs is returned as it is."""
    with transaction.atomic():
        role = _start_role(person=person, kind=kind, community=community, at=at)
        journal.record(
            operation="people.start_role",
            subject=role,
            actor=actor,
            on_behalf_of=person,
            at=at,
            community_code=community.code if community else "",
            detail={"kind": kind},
        )
    return role


def end_role(*, role_id: UUID, at: datetime, actor: Person | None) -> None:
    """End a running role; ending it twice changes nothing."""
    with transaction.atomic():
        role = Role.objects.select_for_update().get(pk=role_id)
        if role.ends_at is None:
            role.ends_at = at
            role.save(update_fields=["ends_at"])
            journal.record(operation="people.end_role", subject=role, actor=actor, at=at, detail={"kind": role.kind})


def _start_role(*, person: Person, kind: str, community: Community | None, at: datetime) -> Role:
    running = Role.objects.filter(person=person, kind=kind, community=community, ends_at=None).first()
    return running or Role.objects.create(person=person, kind=kind, community=community, starts_at=at)


def _person_with_phone(*, phone: str, at: datetime) -> tuple[Person, bool]:
    person = Person.objects.filter(phone=phone).first()
    if person:
        return person, False
    try:
        with transaction.atomic():
            return Person.objects.create(phone=phone, joined_at=at), True
    except IntegrityError:  # the same phone signed in for the first time on two devices at once
        return Person.objects.get(phone=phone), False


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
