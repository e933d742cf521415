"""Taking over what was entered: one person, full history."""

from datetime import timedelta

import pytest

from sanshe.domain.exchange.models import Need
from sanshe.domain.notifications.models import Notification
from sanshe.domain.people import operations as people
from sanshe.domain.people.errors import CodeWrong, SpeaksForOneself
from sanshe.domain.people.models import HouseholdMember, Person, PersonMerge, SignInCode
from sanshe.domain.people.rules import speaks_for
from sanshe.domain.proxy import operations
from sanshe.domain.proxy.choices import in_groups
from sanshe.domain.proxy.errors import (
    EntryForbidden,
    HasOwnAccount,
    PhoneNotedAlready,
    ReceiptEnded,
    ReceiptUnknown,
    TooManyWrongCodes,
)
from sanshe.domain.proxy.models import Receipt, WrongCode
from sanshe.domain.proxy.operations import Newcomer
from sanshe.kernel.models import JournalEntry, OutboxMessage
from tests.factories import AT, make_person
from tests.factories.proxy import make_entry, make_paper_entry

pytestmark = pytest.mark.django_db
PHONE = "+8613900007777"
ASKER = "192.0.2.1"


def phone_code(phone: str = PHONE) -> str:
    people.request_sign_in_code(phone=phone, asker=ASKER, at=AT)
    return OutboxMessage.objects.filter(kind="sign_in_code").order_by("-id").first().body["code"]


@pytest.fixture
def issued(worker, grandma, community):
    return make_entry(worker=worker, person=grandma, community=community)


def test_receipt_opens_however_its_code_is_typed(issued):
    typed = f" {in_groups(issued.code).lower()} "

    assert operations.open_receipt(code=typed, asker=ASKER, at=AT) == issued.receipt


def test_wrong_code_is_counted(issued):
    with pytest.raises(ReceiptUnknown, match="9"):
        operations.open_receipt(code="AAAAAAAAAA", asker=ASKER, at=AT)

    assert WrongCode.objects.count() == 1


def test_eleventh_try_is_refused_even_with_the_right_code(issued):
    for _ in range(10):
        with pytest.raises(ReceiptUnknown):
            operations.open_receipt(code="AAAAAAAAAA", asker=ASKER, at=AT)

    with pytest.raises(TooManyWrongCodes):
        operations.open_receipt(code=issued.code, asker=ASKER, at=AT + timedelta(minutes=59))

    assert operations.open_receipt(code=issued.code, asker="192.0.2.2", at=AT) == issued.receipt
    assert operations.open_receipt(code=issued.code, asker=ASKER, at=AT + timedelta(minutes=61)) == issued.receipt


def test_claim_makes_nobody_two_people(grandma, issued):
    before = Person.objects.count()

    signed = operations.sign_in(phone=PHONE, code=phone_code(), at=AT, receipt_id=issued.receipt.pk)

    grandma.refresh_from_db()
    assert (signed.person, signed.is_new, signed.has_claimed) == (grandma, False, True)
    assert (grandma.phone, grandma.claimed_at, Person.objects.count()) == (PHONE, AT, before)
    assert Need.objects.get().person == grandma


def test_claim_ends_all_receipts_and_is_told(worker, grandma, community, issued):
    other = make_paper_entry(worker=worker, person=grandma, community=community)

    operations.sign_in(phone=PHONE, code=phone_code(), at=AT, receipt_id=issued.receipt.pk)

    assert set(Receipt.objects.values_list("pk", "ends_at", "claimed_at")) == {
        (issued.receipt.pk, AT, AT),
        (other.receipt.pk, AT, None),
    }
    assert Notification.objects.filter(kind="account_claimed", person=grandma).count() == 1
    assert JournalEntry.objects.get(operation="proxy.claim").actor_id == grandma.pk


def test_used_receipt_opens_nothing_any_more(issued):
    operations.sign_in(phone=PHONE, code=phone_code(), at=AT, receipt_id=issued.receipt.pk)

    with pytest.raises(ReceiptUnknown):
        operations.open_receipt(code=issued.code, asker=ASKER, at=AT)


def test_second_claim_is_refused_without_using_up_the_phones_code(issued):
    operations.sign_in(phone=PHONE, code=phone_code(), at=AT, receipt_id=issued.receipt.pk)
    other = "+8613900008888"
    code = phone_code(other)

    with pytest.raises(ReceiptEnded):
        operations.sign_in(phone=other, code=code, at=AT, receipt_id=issued.receipt.pk)

    assert (SignInCode.objects.get(phone=other).used_at, Person.objects.filter(phone=other).exists()) == (None, False)


def test_wrong_phone_code_claims_nothing_and_is_counted(grandma, issued):
    right = phone_code()

    with pytest.raises(CodeWrong):
        operations.sign_in(phone=PHONE, code=f"{(int(right) + 1) % 10**6:06d}", at=AT, receipt_id=issued.receipt.pk)

    grandma.refresh_from_db()
    assert (grandma.phone, SignInCode.objects.get().wrong_tries) == (None, 1)


def test_phone_of_somebody_else_signs_that_one_in_and_leaves_the_receipt(community, grandma, issued):
    grandson = make_person(community=community, name="小宝", phone=PHONE)

    signed = operations.sign_in(phone=PHONE, code=phone_code(), at=AT, receipt_id=issued.receipt.pk)

    issued.receipt.refresh_from_db()
    assert (signed.person, signed.has_claimed, issued.receipt.ends_at) == (grandson, False, None)


def test_phone_noted_at_the_entry_claims_without_a_receipt(worker, community):
    neighbour = make_person(community=community, phone=PHONE)
    issued = make_entry(worker=worker, person=neighbour, community=community)

    signed = operations.sign_in(phone=PHONE, code=phone_code(), at=AT)

    issued.receipt.refresh_from_db()
    assert (signed.person, signed.has_claimed, issued.receipt.ends_at) == (neighbour, True, AT)


def test_another_phone_does_not_make_somebody_noted_with_a_phone_two_people(worker, community):
    neighbour = make_person(community=community, phone="+8613900001234")
    issued = make_entry(worker=worker, person=neighbour, community=community)
    before = Person.objects.count()

    with pytest.raises(PhoneNotedAlready):
        operations.sign_in(phone=PHONE, code=phone_code(), at=AT, receipt_id=issued.receipt.pk)

    assert Person.objects.count() == before


def test_signing_in_without_anything_entered_claims_nothing():
    signed = operations.sign_in(phone=PHONE, code=phone_code(), at=AT)

    assert (signed.is_new, signed.has_claimed, Notification.objects.count()) == (True, False, 0)


def test_helper_speaks_for_her_and_the_receipt_is_used_up(community, grandma, issued):
    grandson = make_person(community=community, name="小宝")

    principal = operations.become_helper(actor=grandson, receipt_id=issued.receipt.pk, at=AT)

    issued.receipt.refresh_from_db()
    assert (principal, issued.receipt.claimed_at) == (grandma, AT)
    assert speaks_for(person=grandson, principal_id=grandma.pk, at=AT)


def test_receipt_makes_one_helper(community, issued):
    operations.become_helper(actor=make_person(community=community), receipt_id=issued.receipt.pk, at=AT)

    with pytest.raises(ReceiptEnded):
        operations.become_helper(actor=make_person(community=community), receipt_id=issued.receipt.pk, at=AT)


def test_nobody_helps_themselves(grandma, issued):
    with pytest.raises(SpeaksForOneself):
        operations.become_helper(actor=grandma, receipt_id=issued.receipt.pk, at=AT)


def test_reprint_ends_every_earlier_code(worker, second, grandma, community, issued):
    other = make_paper_entry(worker=worker, person=grandma, community=community)

    receipt, code = operations.reissue_receipt(actor=second, entry_id=issued.entry.pk, at=AT)

    for old in (issued, other):
        with pytest.raises(ReceiptUnknown):
            operations.open_receipt(code=old.code, asker=ASKER, at=AT)
    assert operations.open_receipt(code=code, asker=ASKER, at=AT) == receipt


def test_reprint_is_for_workers_and_ends_with_the_claim(worker, community, issued):
    with pytest.raises(EntryForbidden):
        operations.reissue_receipt(actor=make_person(community=community), entry_id=issued.entry.pk, at=AT)
    operations.sign_in(phone=PHONE, code=phone_code(), at=AT, receipt_id=issued.receipt.pk)

    with pytest.raises(HasOwnAccount):
        operations.reissue_receipt(actor=worker, entry_id=issued.entry.pk, at=AT)


def test_whose_phone_has_an_entry_already_proposes_that_both_are_one(second, community, grandma, issued):
    her_phone = make_person(community=community, name="桂英", phone=PHONE)

    operations.propose_the_same(actor=her_phone, receipt_id=issued.receipt.pk, at=AT)

    merge = PersonMerge.objects.get()
    issued.receipt.refresh_from_db()
    assert (merge.kept, merge.merged, merge.state, issued.receipt.ends_at) == (her_phone, grandma, "proposed", None)


def test_newcomers_home_is_kept(worker, community):
    newcomer = Newcomer(form_of_address="赵大爷", address="3栋2单元501")

    issued = make_entry(worker=worker, person=None, community=community, newcomer=newcomer)

    assert HouseholdMember.objects.get().person == issued.entry.person
