"""Putting one's entry right, and another phone."""

from datetime import timedelta

import pytest

from sanshe.domain.people import operations as people
from sanshe.domain.people.errors import CodeSpent, CodeWrong, PhoneUnreadable
from sanshe.domain.people.models import Person, PersonMerge
from sanshe.domain.privacy import operations
from sanshe.domain.privacy.errors import (
    BirthYearHeld,
    BirthYearImpossible,
    NameMissing,
    NotYours,
    PhoneOfAnother,
    PhoneUnchanged,
)
from sanshe.kernel.models import JournalEntry, OutboxMessage
from tests.factories import AT, make_community, make_person, make_representation
from tests.factories.privacy import sent_code

pytestmark = pytest.mark.django_db
NEW = "+8613800138000"


@pytest.fixture
def wang():
    return make_person(community=make_community(), name="王阿姨", full_name="王秀兰", birth_year=1951)


def correct(person, *, actor=None, **said):
    entry = {"form_of_address": "王阿姨", "full_name": "王秀兰", "birth_year": 1951, "language": "zh-hans"}
    return operations.correct_entry(actor=actor or person, person_id=person.pk, at=AT, **{**entry, **said})


def test_entry_is_put_right_and_the_journal_knows_which_fields_not_what(wang):
    correct(wang, form_of_address=" 王 大姐\x00 ", birth_year=1952, language="en")

    wang.refresh_from_db()
    assert (wang.form_of_address, wang.birth_year, wang.language) == ("王 大姐", 1952, "en")
    entry = JournalEntry.objects.get(operation="privacy.correct_entry")
    assert entry.detail == {"fields": ["form_of_address", "birth_year", "language"]}


def test_entry_that_was_right_is_not_journalled(wang):
    correct(wang)

    assert not JournalEntry.objects.filter(operation="privacy.correct_entry").exists()


@pytest.mark.parametrize(
    ("said", "refusal"),
    [({"form_of_address": " \x00 "}, NameMissing), ({"birth_year": 1800}, BirthYearImpossible)]
    + [({"birth_year": year}, BirthYearImpossible) for year in (2027, 10**9, -1)],
)
def test_entry_that_cannot_be_is_refused(wang, said, refusal):
    with pytest.raises(refusal):
        correct(wang, **said)


def test_stranger_and_helper_put_nothing_right(wang):
    helper = make_person()
    make_representation(principal=wang, representative=helper)

    for actor in (helper, make_person()):
        with pytest.raises(NotYours):
            correct(wang, actor=actor, full_name="王二")


def test_child_cannot_make_itself_grown_up_but_its_guardian_puts_it_right(wang):
    mother = make_person()
    make_representation(principal=wang, representative=mother, kind="guardian")

    with pytest.raises(BirthYearHeld):
        correct(wang, birth_year=1950)
    correct(wang, actor=mother, birth_year=1950)

    wang.refresh_from_db()
    assert wang.birth_year == 1950


def test_phone_changes_with_the_code_and_ends_all_sessions_and_tells_the_old_one(wang):
    former, stamp = wang.phone, wang.session_stamp
    operations.ask_phone_change(actor=wang, person_id=wang.pk, phone="138 0013 8000", asker="1", at=AT)

    operations.change_phone(actor=wang, person_id=wang.pk, phone=NEW, code=sent_code(NEW), at=AT)

    wang.refresh_from_db()
    assert (wang.phone, wang.session_stamp) == (NEW, stamp + 1)
    assert OutboxMessage.objects.get(kind="phone_changed").recipient == former
    assert JournalEntry.objects.get(operation="privacy.change_phone").detail == {}


def test_wrong_code_is_counted_and_the_fifth_ends_it(wang):
    operations.ask_phone_change(actor=wang, person_id=wang.pk, phone=NEW, asker="1", at=AT)
    right = sent_code(NEW)
    wrong = "000000" if right != "000000" else "111111"
    refusals = []
    for code in [wrong] * 5 + [right]:
        with pytest.raises((CodeWrong, CodeSpent)) as refused:
            operations.change_phone(actor=wang, person_id=wang.pk, phone=NEW, code=code, at=AT)
        refusals.append(refused.type)

    assert refusals == [CodeWrong] * 4 + [CodeSpent] * 2


def test_code_is_too_late_after_ten_minutes_and_used_up_after_once(wang):
    operations.ask_phone_change(actor=wang, person_id=wang.pk, phone=NEW, asker="1", at=AT)
    code = sent_code(NEW)
    late = AT + timedelta(minutes=11)

    with pytest.raises(CodeSpent):
        operations.change_phone(actor=wang, person_id=wang.pk, phone=NEW, code=code, at=late)
    operations.change_phone(actor=wang, person_id=wang.pk, phone=NEW, code=code, at=AT)
    with pytest.raises(CodeSpent):
        operations.change_phone(actor=wang, person_id=wang.pk, phone=NEW, code=code, at=AT)


def test_phone_of_another_is_told_only_to_who_holds_it(wang):
    other = make_person(phone=NEW)
    operations.ask_phone_change(actor=wang, person_id=wang.pk, phone=NEW, asker="1", at=AT)

    with pytest.raises(PhoneOfAnother):
        operations.change_phone(actor=wang, person_id=wang.pk, phone=NEW, code=sent_code(NEW), at=AT)

    other.refresh_from_db()
    assert other.phone == NEW


def test_phone_of_an_entry_that_became_another_is_that_ones(wang):
    kept = make_person()
    merged = make_person(phone=None, merged_into=kept, closed_at=AT)
    PersonMerge.objects.create(
        kept=kept,
        merged=merged,
        community=make_community(),
        state="merged",
        proposed_by=kept,
        proposed_at=AT,
        reviewed_by=make_person(),
        reviewed_at=AT,
        former_phone=NEW,
    )
    operations.ask_phone_change(actor=wang, person_id=wang.pk, phone=NEW, asker="1", at=AT)

    with pytest.raises(PhoneOfAnother):
        operations.change_phone(actor=wang, person_id=wang.pk, phone=NEW, code=sent_code(NEW), at=AT)


def test_code_for_another_phone_opens_nothing(wang):
    operations.ask_phone_change(actor=wang, person_id=wang.pk, phone=NEW, asker="1", at=AT)

    with pytest.raises(CodeSpent):
        operations.change_phone(actor=wang, person_id=wang.pk, phone="+8613800138001", code=sent_code(NEW), at=AT)


def test_asking_is_refused_for_the_same_phone_for_no_phone_and_for_strangers(wang):
    for phone, actor, refusal in (
        (wang.phone, wang, PhoneUnchanged),
        ("12", wang, PhoneUnreadable),
        (NEW, make_person(), NotYours),
    ):
        with pytest.raises(refusal):
            operations.ask_phone_change(actor=actor, person_id=wang.pk, phone=phone, asker="1", at=AT)


def test_whoever_signs_in_with_the_new_phone_is_the_same_person(wang):
    operations.ask_phone_change(actor=wang, person_id=wang.pk, phone=NEW, asker="1", at=AT)
    operations.change_phone(actor=wang, person_id=wang.pk, phone=NEW, code=sent_code(NEW), at=AT)
    people.request_sign_in_code(phone=NEW, asker="1", at=AT)

    person, is_new = people.redeem_sign_in_code(phone=NEW, code=sent_code(NEW), at=AT)

    assert (person, is_new) == (wang, False)
    assert Person.objects.filter(phone=NEW).count() == 1
