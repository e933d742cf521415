from datetime import datetime, timedelta

import pytest

from sanshe.domain.people import operations, queries, rules
from sanshe.domain.people.errors import FileClosed, GuardianTooYoung, HelperUnknown, NotAMinor, SpeaksForOneself
from tests.factories import AT, SHANGHAI, make_community, make_person, make_representation, make_worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    community = make_community()
    return {
        "community": community,
        "worker": make_worker(community=community),
        "child": make_person(community=community, name="小宝", phone=None, birth_year=AT.year - 10),
        "mother": make_person(community=community, name="小敏", full_name="王小敏", birth_year=AT.year - 40),
        "elder": make_person(community=community, name="王奶奶", birth_year=1940),
    }


def confirm(world, **fields):
    whole = {"actor": world["worker"], "minor_id": world["child"].pk, "phone": world["mother"].phone, "name": "王小敏"}
    return operations.confirm_guardian(**{**whole, "at": AT, **fields})


def test_guardian_ends_by_itself_when_the_child_is_grown_up(world):
    made = confirm(world)

    end = datetime(AT.year + 8, 1, 1, tzinfo=SHANGHAI)
    assert (made.kind, made.ends_at) == ("guardian", end)
    assert rules.speaks_for(person=world["mother"], principal_id=world["child"].pk, at=end - timedelta(seconds=1))
    assert not rules.speaks_for(person=world["mother"], principal_id=world["child"].pk, at=end)


def test_confirming_a_guardian_twice_is_once(world):
    assert confirm(world) == confirm(world)


def test_guardian_of_a_grown_up_is_refused(world):
    with pytest.raises(NotAMinor):
        confirm(world, minor_id=world["elder"].pk)


def test_guardian_has_to_be_grown_up(world):
    young = make_person(community=world["community"], name="小军", birth_year=AT.year - 15)

    with pytest.raises(GuardianTooYoung):
        confirm(world, phone=young.phone, name="小军")


@pytest.mark.parametrize("who", ["mother", "elder"])
def test_guardian_is_confirmed_by_workers_only(world, who):
    with pytest.raises(FileClosed):
        confirm(world, actor=world[who])


def test_child_does_not_end_its_guardian_but_the_guardian_and_the_worker_do(world):
    made = confirm(world)

    with pytest.raises(FileClosed):
        operations.stop_representation(actor=world["child"], representation_id=made.pk, at=AT)
    may = [rules.may_end_representation(person=world[who], representation=made, at=AT) for who in ("mother", "worker")]
    assert may == [True, True]


def test_elder_names_a_helper_and_either_ends_it(world):
    for ender in ("elder", "mother"):
        made = operations.grant_helper(
            actor=world["elder"], principal_id=world["elder"].pk, phone=world["mother"].phone, name="小敏", at=AT
        )
        operations.stop_representation(actor=world[ender], representation_id=made.pk, at=AT + timedelta(hours=1))

        assert queries.representations_of(person=world["elder"], at=AT + timedelta(hours=1)) == []


@pytest.mark.parametrize(("phone", "name"), [("13800009999", "小敏"), (None, "小明"), (None, "")])
def test_helper_unknown_by_phone_or_name_gets_the_same_answer(world, phone, name):
    with pytest.raises(HelperUnknown):
        operations.grant_helper(
            actor=world["elder"],
            principal_id=world["elder"].pk,
            phone=phone or world["mother"].phone,
            name=name,
            at=AT,
        )


def test_stranger_names_nobody_a_helper(world):
    with pytest.raises(FileClosed):
        operations.grant_helper(
            actor=world["mother"], principal_id=world["elder"].pk, phone=world["mother"].phone, name="小敏", at=AT
        )


def test_nobody_is_their_own_helper(world):
    with pytest.raises(SpeaksForOneself):
        operations.grant_helper(
            actor=world["elder"], principal_id=world["elder"].pk, phone=world["elder"].phone, name="王奶奶", at=AT
        )


def test_stranger_ends_no_representation(world):
    made = make_representation(principal=world["elder"], representative=world["mother"])

    with pytest.raises(FileClosed):
        operations.stop_representation(
            actor=make_person(community=world["community"]), representation_id=made.pk, at=AT
        )
