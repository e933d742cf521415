"""Registering a body, its credit code, and who says that it is what it says it is."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sanshe.domain.notifications.models import Notification
from sanshe.domain.organisations import operations, queries, rules
from sanshe.domain.organisations.errors import (
    CreditCodeMissing,
    CreditCodeTaken,
    CreditCodeWrong,
    FoundedTooOften,
    KindForbidden,
    NotHereYet,
    NothingToDecide,
    OrganizationForbidden,
    PlaceUnreadable,
    TooManyWanted,
    VerifiedAlready,
    WantedMissing,
)
from sanshe.domain.organisations.models import Membership, Organization, Verification
from tests.factories import AT, make_community, make_person, make_worker
from tests.factories.organisations import CREDIT_CODE, OTHER_CREDIT_CODE, make_body, make_group

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def chen(community):
    return make_person(community=community, name="陈大姐")


@pytest.fixture
def worker(community):
    return make_worker(community=community)


def register(actor, community, **fields):
    return operations.register_own_organization(
        actor=actor,
        community=community,
        at=AT,
        **{"kind": "social_enterprise", "name": "邻里食堂", "credit_code": CREDIT_CODE, **fields},
    )


def waiting(organization):
    return queries.verification_of(organization=organization)


# The first is the example of the standard; the others are of well-known bodies.
@pytest.mark.parametrize("code", [CREDIT_CODE, "91110108551385082Q", OTHER_CREDIT_CODE])
def test_credit_code_that_stands_its_check(code):
    assert rules.is_credit_code(code)


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y44",
        "91350100M000100Y34",
        "9135010IM000100Y43",
        "91350100m000100y43",
        "91350100M000100Y4",
        "91350100M000100Y43\n",
        "",
    ],
)
def test_credit_code_that_does_not(code):
    assert not rules.is_credit_code(code)


def test_every_wrong_character_in_a_credit_code_is_noticed():
    unnoticed = [
        (place, char)
        for place in range(18)
        for char in rules.CREDIT_CHARACTERS
        if char != CREDIT_CODE[place] and rules.is_credit_code(CREDIT_CODE[:place] + char + CREDIT_CODE[place + 1 :])
    ]

    assert unnoticed == []


def test_resident_registers_a_body_manages_it_and_it_waits_to_be_looked_at(community, chen):
    body = register(chen, community, credit_code=" 91350100m000-100Y43 ")

    assert (body.credit_code, body.verified_at, Membership.objects.get().kind) == (CREDIT_CODE, None, "manager")
    assert (waiting(body).name, waiting(body).credit_code) == ("邻里食堂", CREDIT_CODE)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"kind": "self_organised_group"}, KindForbidden),
        ({"kind": "x"}, KindForbidden),
        ({"credit_code": "91350100M000100Y44"}, CreditCodeWrong),
    ],
)
def test_body_is_registered_as_what_it_is(community, chen, fields, error):
    with pytest.raises(error):
        register(chen, community, **fields)


def test_stranger_registers_nothing_and_nobody_more_than_three_a_month(community, chen):
    with pytest.raises(NotHereYet):
        register(make_person(), community)
    for _ in range(3):
        register(chen, community)
    with pytest.raises(FoundedTooOften):
        register(chen, community)


def test_worker_verifies_and_those_who_manage_it_are_told(community, chen, worker):
    body = register(chen, community)

    operations.verify_organization(actor=worker, verification_id=waiting(body).pk, note="看过登记证原件", at=LATER)

    body.refresh_from_db()
    last = queries.last_verification(organization=body)
    assert (body.verified_at, last.outcome, last.note, last.decided_by) == (LATER, "accepted", "看过登记证原件", worker)
    assert Notification.objects.get(person=chen).kind == "organization_verified"


def test_who_may_verify(community, chen, worker):
    body = make_body(community=community, managers=(chen,))
    district = make_person(community=None, name="区里")
    from sanshe.domain.people.models import Role

    Role.objects.create(person=district, kind="district_officer", starts_at=AT)
    whole = make_body(community=None)
    elsewhere = make_worker(community=make_community())

    may = {
        (name, where.pk): rules.may_verify(person=person, organization=where, at=AT)
        for name, person in (("worker", worker), ("district", district), ("elsewhere", elsewhere), ("resident", chen))
        for where in (body, whole)
    }

    assert [key for key, value in may.items() if value] == [
        ("worker", body.pk),
        ("district", body.pk),
        ("district", whole.pk),
    ]


def test_nobody_verifies_what_they_belong_to(community, worker):
    body = register(worker, community)

    with pytest.raises(OrganizationForbidden):
        operations.verify_organization(actor=worker, verification_id=waiting(body).pk, note="我自己", at=LATER)
    assert list(queries.verifications_to_decide(person=worker, at=LATER)) == []


def test_refused_body_is_mended_and_asks_again(community, chen, worker):
    body = register(chen, community)
    operations.refuse_verification(actor=worker, verification_id=waiting(body).pk, note="名字和证上不一样", at=LATER)

    operations.change_details(actor=chen, organization_id=body.pk, changes={"name": "邻里食堂公司"}, at=LATER)

    assert (waiting(body).name, Verification.objects.count()) == ("邻里食堂公司", 2)


def test_new_name_or_code_has_to_be_looked_at_again(community, chen, worker):
    body = register(chen, community)
    operations.verify_organization(actor=worker, verification_id=waiting(body).pk, note="好", at=LATER)

    operations.change_details(actor=chen, organization_id=body.pk, changes={"phone": "028 8555 0100"}, at=LATER)
    same = Organization.objects.get().verified_at
    operations.change_details(actor=chen, organization_id=body.pk, changes={"name": "大食堂"}, at=LATER)

    assert (same, Organization.objects.get().verified_at, waiting(body).name) == (LATER, None, "大食堂")


def test_what_was_looked_at_is_what_is_verified(community, chen, worker):
    body = register(chen, community)
    looked_at = waiting(body)
    operations.change_details(actor=chen, organization_id=body.pk, changes={"name": "别的"}, at=LATER)

    with pytest.raises(NothingToDecide):
        operations.verify_organization(actor=worker, verification_id=looked_at.pk, note="好", at=LATER)
    assert Organization.objects.get().verified_at is None


def test_credit_code_is_verified_for_one_body_only(community, chen, worker):
    bodies = [register(chen, community, name=name) for name in ("甲", "乙")]
    operations.verify_organization(actor=worker, verification_id=waiting(bodies[0]).pk, note="好", at=LATER)

    with pytest.raises(CreditCodeTaken):
        operations.verify_organization(actor=worker, verification_id=waiting(bodies[1]).pk, note="好", at=LATER)
    assert Verification.objects.get(organization=bodies[1]).ended_at is None


def test_asking_to_be_looked_at_needs_a_code_except_for_groups(community, chen):
    body = make_body(community=community, managers=(chen,))
    group = make_group(community=community, officers=(chen,))

    with pytest.raises(CreditCodeMissing):
        operations.ask_verification(actor=chen, organization_id=body.pk, at=AT)
    asked = [operations.ask_verification(actor=chen, organization_id=group.pk, at=AT) for _ in range(2)]
    assert {one.pk for one in asked} == {Verification.objects.get().pk}


def test_verified_body_does_not_ask_again(community, chen):
    body = make_body(community=community, managers=(chen,), verified_at=AT)

    with pytest.raises(VerifiedAlready):
        operations.ask_verification(actor=chen, organization_id=body.pk, at=AT)


@pytest.mark.parametrize(
    "place", [(None, 30.0), (104.0, None), (float("nan"), 30.0), (float("inf"), 30.0), (181.0, 0.0), (0.0, -91.0)]
)
def test_place_has_to_be_on_earth(community, chen, place):
    body = make_body(community=community, managers=(chen,))

    with pytest.raises(PlaceUnreadable):
        operations.change_details(
            actor=chen, organization_id=body.pk, changes={"longitude": place[0], "latitude": place[1]}, at=AT
        )


def test_details_are_changed_by_those_who_look_after_it(community, chen):
    body = make_body(community=community, staff=(chen,))

    with pytest.raises(OrganizationForbidden):
        operations.change_details(actor=chen, organization_id=body.pk, changes={"phone": "1"}, at=AT)


def test_what_is_looked_for_is_posted_once_and_ends(community, chen):
    group = make_group(community=community, officers=(chen,))
    about = {"actor": chen, "organization_id": group.pk, "kind": "places", "text": "能放六张棋盘的屋子"}
    posted = [operations.post_wanted(**about, at=AT) for _ in range(2)]

    operations.end_wanted(actor=chen, wanted_id=posted[0].pk, is_met=True, at=LATER)

    assert posted[0].pk == posted[1].pk
    assert list(queries.wanted_of(organization=group)) == []
    assert [one.status for one in queries.wanted_of(organization=group, is_open=False)] == ["met"]


def test_what_is_looked_for_has_words_a_kind_and_a_limit(community, chen):
    group = make_group(community=community, officers=(chen,))

    def post(**fields):
        about = {"kind": "money", "text": "茶水钱", **fields}
        operations.post_wanted(actor=chen, organization_id=group.pk, at=AT, **about)

    for fields, error in (({"text": "\x00"}, WantedMissing), ({"text": "长" * 201}, WantedMissing)):
        with pytest.raises(error):
            post(**fields)
    with pytest.raises(KindForbidden):
        post(kind="x")
    for number in range(20):
        post(text=f"{number}")
    with pytest.raises(TooManyWanted):
        post()


@pytest.mark.parametrize(
    "fields",
    [
        {"credit_code": "91350100I000100Y43"},
        {"longitude": 104.0},
        {"longitude": 200.0, "latitude": 0.0},
        {"year_incorporated": 3},
        {"closed_at": AT},
    ],
)
def test_database_keeps_nonsense_out(community, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_body(community=community, **fields)
