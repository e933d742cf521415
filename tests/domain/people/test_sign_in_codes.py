"""One-time codes: hashed, expiring, limited, working once."""

from datetime import timedelta

import pytest

from sanshe.domain.people import operations
from sanshe.domain.people.errors import (
    AccountClosed,
    CodeAskedTooOften,
    CodeSpent,
    CodeWrong,
    PhoneUnreadable,
)
from sanshe.domain.people.models import Person, SignInCode
from sanshe.domain.people.operations.signing_in import CODE_LIVES
from sanshe.kernel.models import OutboxMessage
from tests.factories import AT, make_community, make_person

pytestmark = pytest.mark.django_db
PHONE = "+8613900001111"


def ask(*, at=AT, phone="13900001111", asker="10.0.0.1") -> str:
    operations.request_sign_in_code(phone=phone, asker=asker, at=at)
    return OutboxMessage.objects.filter(kind="sign_in_code").order_by("-id").first().body["code"]


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("13900001111", PHONE),
        ("139 0000 1111", PHONE),
        ("139-0000-1111", PHONE),
        ("+86 13900001111", PHONE),
        ("008613900001111", PHONE),
        ("１３９００００１１１１", PHONE),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_phone_is_read_as_people_type_it(typed, phone):
    assert operations.normalize_phone(text=typed) == phone


@pytest.mark.parametrize("typed", ["", "12345", "1390000111", "139000011112", "abc", "+86123", "110"])
def test_phone_that_reaches_nobody_is_refused(typed):
    with pytest.raises(PhoneUnreadable):
        operations.normalize_phone(text=typed)


def test_code_signs_a_new_person_in_once():
    code = ask()

    person, is_new = operations.redeem_sign_in_code(phone=PHONE, code=code, at=AT)

    assert (person.phone, is_new) == (PHONE, True)
    with pytest.raises(CodeSpent):
        operations.redeem_sign_in_code(phone=PHONE, code=code, at=AT)


def test_code_signs_a_known_person_in():
    known = make_person(phone=PHONE)

    person, is_new = operations.redeem_sign_in_code(phone=PHONE, code=ask(), at=AT)

    assert (person, is_new) == (known, False)


def test_code_may_be_typed_with_spaces_and_full_width_digits():
    code = ask()
    typed = " ".join(chr(ord(digit) + 0xFEE0) for digit in code)

    person, _ = operations.redeem_sign_in_code(phone=PHONE, code=typed, at=AT)

    assert person.phone == PHONE


def test_code_is_not_stored():
    code = ask()

    row = SignInCode.objects.get()

    assert code not in row.code_hash
    assert len(row.code_hash) == 64


def test_code_expires():
    code = ask()

    with pytest.raises(CodeSpent):
        operations.redeem_sign_in_code(phone=PHONE, code=code, at=AT + CODE_LIVES)


def test_newer_code_ends_the_older():
    older = ask()
    newer = ask(at=AT + timedelta(minutes=1))

    with pytest.raises(CodeWrong):
        operations.redeem_sign_in_code(phone=PHONE, code=other_than(newer, older), at=AT + timedelta(minutes=1))


def test_code_dies_after_five_wrong_tries():
    code = ask()
    for left in (4, 3, 2, 1):
        with pytest.raises(CodeWrong) as refusal:
            operations.redeem_sign_in_code(phone=PHONE, code=other_than(code), at=AT)
        assert refusal.value.params == {"left": left}
    with pytest.raises(CodeSpent):
        operations.redeem_sign_in_code(phone=PHONE, code=other_than(code), at=AT)

    with pytest.raises(CodeSpent):
        operations.redeem_sign_in_code(phone=PHONE, code=code, at=AT)


def test_phone_gets_five_codes_an_hour():
    for minute in range(5):
        ask(at=AT + timedelta(minutes=minute), asker=f"10.0.0.{minute}")

    with pytest.raises(CodeAskedTooOften):
        ask(at=AT + timedelta(minutes=6), asker="10.0.0.9")
    assert ask(at=AT + timedelta(minutes=61))


def test_asker_gets_thirty_codes_an_hour():
    for number in range(30):
        ask(phone=f"139000022{number:02d}")

    with pytest.raises(CodeAskedTooOften):
        ask(phone="13900003333")


def test_closed_account_stays_closed():
    make_person(phone=PHONE, closed_at=AT)

    with pytest.raises(AccountClosed):
        operations.redeem_sign_in_code(phone=PHONE, code=ask(), at=AT)
    assert Person.objects.count() == 1


def other_than(code: str, wanted: str = "") -> str:
    """Return a code that is not `code`: the wanted one, unless it happens to be the same."""
    if wanted and wanted != code:
        return wanted
    return code[:-1] + ("0" if code[-1] != "0" else "1")


def test_phone_of_nobody_becomes_that_of_the_person_whose_receipt_was_shown():
    community = make_community()
    wang = make_person(community=community, phone=None)
    code = ask()

    person, is_new = operations.redeem_sign_in_code(phone=PHONE, code=code, at=AT, claimed=wang)

    wang.refresh_from_db()
    assert (person, is_new, wang.phone, wang.claimed_at) == (wang, False, operations.normalize_phone(text=PHONE), AT)


def test_phone_of_somebody_signs_that_one_in_whatever_receipt_was_shown():
    community = make_community()
    wang = make_person(community=community, phone=None)
    grandson = make_person(community=community, phone=operations.normalize_phone(text=PHONE))
    code = ask()

    person, _ = operations.redeem_sign_in_code(phone=PHONE, code=code, at=AT, claimed=wang)

    wang.refresh_from_db()
    assert (person, wang.phone) == (grandson, None)
