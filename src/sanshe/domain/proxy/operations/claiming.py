"""Taking an account into one's own hands, and never becoming two people by it.

Locks are taken in one order: the phone, the person, then their receipts. So of two phones with one receipt one waits
for the other and then finds it used.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.operations import notify
from sanshe.domain.people import operations as people
from sanshe.domain.people import queries as people_queries
from sanshe.domain.people.choices import RepresentationKind
from sanshe.domain.people.errors import SpeaksForOneself
from sanshe.domain.people.models import Person
from sanshe.domain.proxy.errors import PhoneNotedAlready, ReceiptEnded, ReceiptUnknown, TooManyWrongCodes
from sanshe.domain.proxy.models import Entry, Receipt, WrongCode
from sanshe.domain.proxy.operations.receipts import end_receipts, hash_of
from sanshe.kernel import journal
from sanshe.kernel.errors import DomainError

WRONG_CODES = 10
WRONG_WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class Signed:
    """Who signed in, whether they are new here, and whether they took over what was entered for them."""

    person: Person
    is_new: bool
    has_claimed: bool


def open_receipt(*, code: str, asker: str, at: datetime) -> Receipt:
    """Return the receipt with this code, for whoever holds it in hand; `asker` is the address that asks.

    Raises
    ------
    ReceiptUnknown
        The code fits none that still counts; the try is counted.
    TooManyWrongCodes
        The asker has used up the wrong tries of this hour.
    """
    asker_hash = salted_hmac("sanshe.proxy.asker", asker, algorithm="sha256").hexdigest()
    refusal: DomainError | None = None
    receipt = None
    with transaction.atomic():
        _lock(f"receipt asker {asker_hash}")
        tries = WrongCode.objects.filter(asker_hash=asker_hash, tried_at__gt=at - WRONG_WINDOW)
        wrong = list(tries.order_by("-tried_at").values_list("tried_at", flat=True)[:WRONG_CODES])
        if len(wrong) == WRONG_CODES:
            wait = wrong[-1] + WRONG_WINDOW - at
            raise TooManyWrongCodes(wait_min=int(wait.total_seconds() // 60) + 1)
        receipt = (
            Receipt.objects.filter(
                code_hash=hash_of(code), ends_at=None, person__closed_at=None, person__claimed_at=None
            )
            .select_related("person")
            .first()
        )
        if receipt is None:
            WrongCode.objects.create(asker_hash=asker_hash, tried_at=at)
            refusal = ReceiptUnknown(left=WRONG_CODES - len(wrong) - 1)
        journal.record(operation="proxy.open_receipt", subject=receipt, at=at, detail={"fits": receipt is not None})
    if refusal:
        raise refusal  # outside the transaction, so that the counted try stays counted
    return receipt


def sign_in(*, phone: str, code: str, at: datetime, receipt_id: UUID | None = None) -> Signed:
    """Sign somebody in by the code sent to their phone, and take over with it what was entered for them.

    With a receipt, a phone that belongs to nobody becomes the phone of whose receipt it is; a phone that belongs to
    somebody signs that one in, and the receipt stays as it is. Whoever signs in with the phone of an entry takes it
    over without a receipt. Taking over ends all receipts of the person.

    Raises
    ------
    CodeWrong, CodeSpent, AccountClosed, PhoneUnreadable
        As `people.redeem_sign_in_code`.
    ReceiptEnded
        Somebody else was quicker, or a newer receipt has taken its place; the code of the phone is not used up.
    PhoneNotedAlready
        The entry has a phone, and this one belongs to nobody.
    """
    refusal = None
    number = people.normalize_phone(text=phone)
    with transaction.atomic():
        _lock(f"phone {number}")  # of two devices with one phone one waits, whether a receipt is with it or not
        claimed = _claimable(receipt_id, number=number) if receipt_id else None
        try:
            person, is_new = people.redeem_sign_in_code(phone=phone, code=code, at=at, claimed=claimed)
        except DomainError as error:
            refusal = error
        else:
            has_claimed = person.claimed_at == at and _take_over(person, at=at, receipt_id=receipt_id)
    if refusal:
        raise refusal  # outside the transaction, so that the counted try stays counted
    return Signed(person=person, is_new=is_new, has_claimed=has_claimed)


def become_helper(*, actor: Person, receipt_id: UUID, at: datetime) -> Person:
    """Let somebody speak, from now on, for whose receipt they hold in hand; return for whom. Receipts end by it.

    Raises
    ------
    ReceiptEnded
        It was used or replaced meanwhile.
    SpeaksForOneself
        The receipt is the actor's own.
    """
    with transaction.atomic():
        principal = _locked_holder(receipt_id)
        if principal == actor:
            raise SpeaksForOneself
        people.start_representation(
            principal=principal, representative=actor, kind=RepresentationKind.HELPER, at=at, actor=actor
        )
        _end(principal, at=at, receipt_id=receipt_id)
        journal.record(operation="proxy.become_helper", subject=principal, actor=actor, on_behalf_of=principal, at=at)
    return principal


def propose_the_same(*, actor: Person, receipt_id: UUID, at: datetime) -> None:
    """Say, with the receipt in hand, that its holder and the actor are one person; a worker looks at both.

    Raises
    ------
    ReceiptEnded
        It was used or replaced meanwhile.
    DomainError
        The two cannot be one, as `people.propose_merge` says.
    """
    with transaction.atomic():
        other = _locked_holder(receipt_id)
        merge = people.propose_merge(actor=actor, kept_id=actor.pk, merged_id=other.pk, at=at)
        journal.record(
            operation="proxy.propose_the_same",
            subject=merge,
            actor=actor,
            on_behalf_of=other,
            at=at,
            community_code=merge.community.code,
        )


def _locked_holder(receipt_id: UUID) -> Person:
    """Lock whose receipt it is, then look whether it still counts."""
    known = Receipt.objects.filter(pk=receipt_id).values_list("person", flat=True).first()
    person = Person.objects.select_for_update().filter(pk=known, closed_at=None).first()
    if person is None or not Receipt.objects.filter(pk=receipt_id, ends_at=None).exists() or person.claimed_at:
        raise ReceiptEnded
    return person


def _claimable(receipt_id: UUID, *, number: str) -> Person:
    person = _locked_holder(receipt_id)
    if person.phone and person.phone != number and people_queries.person_with_phone(phone=number) is None:
        raise PhoneNotedAlready
    return person


def _lock(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _take_over(person: Person, *, at: datetime, receipt_id: UUID | None) -> bool:
    if not Entry.objects.filter(person=person).exists():
        return False
    _end(person, at=at, receipt_id=receipt_id)
    notify(people=[person], kind=NewsKind.ACCOUNT_CLAIMED, subject=person, at=at)
    journal.record(operation="proxy.claim", subject=person, actor=person, at=at)
    return True


def _end(person: Person, *, at: datetime, receipt_id: UUID | None) -> None:
    Receipt.objects.filter(pk=receipt_id, person=person, ends_at=None).update(ends_at=at, claimed_at=at)
    end_receipts(person=person, at=at)
