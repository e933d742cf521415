"""Who answers whom: eligibility from real slips, everybody who came near, and the fixed cost of asking."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshe.domain.exchange import operations, queries
from sanshe.domain.exchange.models import Weighting
from sanshe.domain.exchange.operations.standing import recount_due
from sanshe.domain.exchange.queries.answers.sides import standing_of
from sanshe.domain.organisations import operations as organisations
from sanshe.domain.people.choices import RoleKind
from sanshe.domain.places.models import Landmark
from tests.factories import (
    AT,
    make_category,
    make_community,
    make_need,
    make_offer,
    make_organization,
    make_person,
    make_request,
    make_worker,
)
from tests.factories.answers import check_person
from tests.factories.people import make_home

pytestmark = pytest.mark.django_db
TUESDAY = AT + timedelta(days=1)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def owner(community):
    return make_person(community=community, name="小敏")


@pytest.fixture
def helper(community):
    return make_person(community=community, name="陈大姐")


@pytest.fixture
def escort():
    return make_category(code="escort_to_doctor", name="陪诊")


def refusals_of(need, offer):
    (one,) = (one for one in queries.considered_for_need(need=need, at=AT) if one.intent == offer)
    return one.refusals


def test_offer_and_need_agree_from_both_sides(community, owner, helper, escort):
    need = make_need(person=owner, community=community, category=escort)
    offer = make_offer(person=helper, community=community, category=escort)

    assert [one.intent for one in queries.answers_to_need(need=need, at=AT)] == [offer]
    assert [one.intent for one in queries.needs_for_offer(offer=offer, community=community, at=AT)] == [need]


@pytest.mark.parametrize(
    ("wanted", "given", "refusals"),
    [
        ({}, {}, ()),
        ({"age_band": "child"}, {"minimum_age": 60}, ("not_for_this_age", "not_checked")),
        ({"party_size": 3}, {"capacity": 2}, ("full",)),
        ({"starts_at": TUESDAY, "ends_at": TUESDAY + timedelta(hours=2)}, {"weekly_hours": [[1, 540, 660]]}, ()),
        (
            {"starts_at": TUESDAY, "ends_at": TUESDAY + timedelta(hours=2)},
            {"weekly_hours": [[2, 540, 660]]},
            ("no_common_time",),
        ),
        (
            {"starts_at": TUESDAY, "ends_at": TUESDAY + timedelta(hours=2), "recurrence": "FREQ=DAILY;COUNT=3"},
            {"weekly_hours": [[2, 540, 660]]},
            (),
        ),
        (
            {"starts_at": TUESDAY + timedelta(days=7), "ends_at": TUESDAY + timedelta(days=7, hours=1)},
            {"starts_at": TUESDAY, "ends_at": TUESDAY + timedelta(hours=2), "recurrence": "FREQ=WEEKLY;BYDAY=TU"},
            (),
        ),
        (
            {"starts_at": TUESDAY + timedelta(days=8), "ends_at": TUESDAY + timedelta(days=8, hours=1)},
            {"starts_at": TUESDAY, "ends_at": TUESDAY + timedelta(hours=2), "recurrence": "FREQ=WEEKLY;BYDAY=TU"},
            ("no_common_time",),
        ),
        ({"languages": ["tibetan"]}, {"languages": ["mandarin", "sichuanese"]}, ("other_language",)),
        ({"languages": ["tibetan", "mandarin"]}, {"languages": ["mandarin"]}, ()),
        ({"languages": ["tibetan"]}, {}, ()),
        ({"at_home": True}, {}, ("not_checked",)),
    ],
)
def test_refusals_follow_from_what_the_slips_say(community, owner, helper, escort, wanted, given, refusals):
    need = make_need(person=owner, community=community, category=escort, **wanted)
    offer = make_offer(person=helper, community=community, category=escort, **given)

    assert refusals_of(need, offer) == refusals
    assert [one.intent for one in queries.answers_to_need(need=need, at=AT)] == ([] if refusals else [offer])
    met = queries.needs_for_offer(offer=offer, community=community, at=AT)
    assert [one.intent for one in met] == ([] if refusals else [need])


def test_hours_that_are_promised_leave_no_room(community, owner, helper, escort):
    times = {"starts_at": TUESDAY, "ends_at": TUESDAY + timedelta(hours=2)}
    offer = make_offer(
        person=helper, community=community, category=escort, weekly_hours=[[1, 540, 660], [2, 540, 660]], capacity=1
    )
    first = make_need(person=make_person(community=community), community=community, category=escort, **times)
    request = make_request(need=first, offer=offer)
    operations.accept_agreement(actor=helper, agreement_id=request.pk, at=AT)
    need = make_need(person=owner, community=community, category=escort, **times)
    day_after = {name: at + timedelta(days=1) for name, at in times.items()}
    later = make_need(person=owner, community=community, category=escort, **day_after)

    assert (refusals_of(need, offer), refusals_of(later, offer)) == (("full",), ())


def test_neighbour_on_foot_is_too_far_from_the_other_end(community, owner, helper, escort):
    far = Landmark.objects.create(community=community, name_zh="北门", longitude=104.061, latitude=30.680)
    need = make_need(person=owner, community=community, category=escort, landmark=far)
    near = Landmark.objects.filter(name_zh="幸福广场").get()
    offer = make_offer(person=helper, community=community, category=escort, landmark=near)

    (one,) = queries.considered_for_need(need=need, at=AT)

    assert (one.intent, one.refusals) == (offer, ("too_far",))
    assert dict(one.hindrances[0].params) == {"distance_m": 2113, "reach_m": 1500.0}


def test_neighbours_of_another_community_are_seen_as_serving_there(community, owner, helper, escort):
    elsewhere = make_community(name="别处社区")
    need = make_need(person=owner, community=community, category=escort)
    offer = make_offer(person=helper, community=elsewhere, category=escort)

    assert refusals_of(need, offer) == ("not_in_this_area",)
    assert queries.answers_to_need(need=need, at=AT) == ()


def test_child_is_looked_after_by_checked_people_only_while_the_check_counts(community, owner, helper, escort):
    worker = make_worker(community=community)
    need = make_need(person=owner, community=community, category=escort, age_years=8)
    offer = make_offer(person=helper, community=community, category=escort)
    before = refusals_of(need, offer)

    check_person(helper, by=worker, until=AT + timedelta(days=30))

    assert (before, refusals_of(need, offer)) == (("not_checked",), ())
    late = queries.considered_for_need(need=need, at=AT + timedelta(days=31))
    assert [one.refusals for one in late] == [("not_checked",)]


def test_marked_category_asks_for_checked_providers(community, owner, helper, escort):
    escort.needs_checked_provider = True
    escort.changed_at += timedelta(seconds=1)
    escort.save()
    need = make_need(person=owner, community=community, category=escort)
    offer = make_offer(person=helper, community=community, category=escort)

    assert refusals_of(need, offer) == ("not_checked",)


def test_staff_of_an_organisation_stand_under_its_check(community, owner, escort):
    officer = make_person(community=community, kinds=(RoleKind.DISTRICT_OFFICER,))
    staff = make_person(community=community, name="郑姐")
    body = make_organization(staff=(staff,), community=community)
    need = make_need(person=owner, community=community, category=escort, at_home=True)
    offer = make_offer(person=staff, community=community, category=escort, organization=body)
    before = refusals_of(need, offer)

    organisations.record_organization_check(
        actor=officer,
        organization_id=body.pk,
        kind="entry_query",
        issued_on=AT.date() - timedelta(days=3),
        valid_until=AT.date() + timedelta(days=300),
        at=AT,
    )

    assert (before, refusals_of(need, offer)) == (("not_checked",), ())


def test_own_offer_and_past_offer_are_no_answers(community, owner, helper, escort):
    need = make_need(person=owner, community=community, category=escort)
    make_offer(person=owner, community=community, category=escort)
    make_offer(
        person=helper,
        community=community,
        category=escort,
        starts_at=AT + timedelta(hours=1),
        ends_at=AT + timedelta(hours=2),
    )

    assert queries.considered_for_need(need=need, at=AT + timedelta(hours=3)) == ()


def test_contributions_add_up_to_the_score(community, owner, helper, escort):
    need = make_need(person=owner, community=community, category=escort)
    make_offer(person=helper, community=community, category=escort)

    (answer,) = queries.answers_to_need(need=need, at=AT)

    assert sum(answer.components.values()) == answer.score
    assert set(answer.components) == {"text", "category", "distance", "time", "trust", "turn"}


def test_who_was_asked_less_is_proposed_first(community, owner, helper, escort):
    other = make_person(community=community, name="李大哥")
    busy = make_offer(person=helper, community=community, category=escort)
    free = make_offer(person=other, community=community, category=escort)
    for number in range(3):
        asker = make_person(community=community, name=f"邻居{number}")
        make_request(need=make_need(person=asker, community=community, category=escort), offer=busy)
    need = make_need(person=owner, community=community, category=escort)
    recount_due(at=AT)

    assert [one.intent for one in queries.answers_to_need(need=need, at=AT)] == [free, busy]


def test_body_is_asked_as_often_as_all_its_people_are(community, owner, helper, escort):
    staff = make_person(community=community, name="郑姐"), make_person(community=community, name="老周")
    body = make_organization(staff=staff, community=community)
    offers = [make_offer(person=one, community=community, category=escort, organization=body) for one in staff]
    for number, offer in enumerate(offers):
        asker = make_person(community=community, name=f"邻居{number}")
        make_request(need=make_need(person=asker, community=community, category=escort), offer=offer)

    recount_due(at=AT)

    assert standing_of(offers, wanted=None, at=AT).providers.of[body.pk].load == 2.0


def test_who_keeps_promises_is_proposed_first_and_the_counts_are_said(community, owner, escort):
    worker = make_worker(community=community)
    keeps, breaks = (make_person(community=community, name=name) for name in ("陈大姐", "赵叔"))
    offers = [make_offer(person=one, community=community, category=escort) for one in (breaks, keeps)]
    for number in range(6):
        receiver = make_person(community=community, name=f"邻居{number}")
        make_home(person=receiver, community=community, address=f"{number}栋1单元101", verified_by=worker)
        for giver in (keeps, breaks):
            need = make_need(person=receiver, community=community, sentence="帮我拿个快递")
            promise = operations.lend_a_hand(actor=giver, need_id=need.pk, at=AT)
            operations.accept_agreement(actor=receiver, agreement_id=promise.pk, at=AT)
            if giver == keeps:
                operations.record_delivery(actor=receiver, agreement_id=promise.pk, at=AT)
            else:
                operations.report_missed(actor=receiver, agreement_id=promise.pk, reason="没来", at=AT)
    need = make_need(person=owner, community=community, category=escort)

    recount_due(at=AT)

    found = queries.answers_to_need(need=need, at=AT + timedelta(days=60))

    assert [one.intent for one in found] == offers[::-1]
    assert found[0].components["trust"] > found[1].components["trust"]
    said = [dict(reason.params) for one in found for reason in one.reasons if reason.code == "kept_promises"]
    assert said == [{"kept": 6, "of": 6}]


def test_need_that_waits_longest_is_shown_to_a_helper_first(community, owner, helper, escort):
    other = make_person(community=community, name="李大哥")
    make_need(person=owner, community=community, category=escort, at=AT)
    old = make_need(person=other, community=community, category=escort, at=AT - timedelta(days=6))
    offer = make_offer(person=helper, community=community, category=escort)

    found = queries.needs_for_offer(offer=offer, community=community, at=AT)

    assert found[0].intent == old
    assert dict(found[0].reasons[-1].params) == {"days": 6}


def test_weights_in_force_decide_the_order(community, owner, helper, escort):
    worker = make_worker(community=community)
    plumbing = make_category(code="plumbing", name="水管")
    by_words = make_offer(person=helper, community=community, sentence="想找人陪我妈去医院吗？找我", category=plumbing)
    by_kind = make_offer(person=worker, community=community, sentence="有空接单", category=escort)
    need = make_need(person=owner, community=community, category=escort)

    def order(**shares):
        Weighting.objects.all().delete()
        shares = {"text": 0, "category": 0, "distance": 0, "time": 0, "trust": 0, "turn": 0, **shares}
        Weighting.objects.create(number=1, proposed_by=worker, proposed_at=AT, activated_at=AT, **shares)
        return [one.intent for one in queries.answers_to_need(need=need, at=AT)]

    assert order(text=1) == [by_words, by_kind]
    assert order(category=1) == [by_kind, by_words]


def test_considered_in_bulk_are_those_considered_one_by_one(community, owner, helper, escort):
    elsewhere = make_community(name="别处社区")
    plumbing = make_category(code="plumbing", name="水管", words=("漏水",))
    for number in range(6):
        neighbour = make_person(community=community, name=f"邻居{number}")
        make_offer(person=neighbour, community=community, category=escort, weekly_hours=[[number, 540, 660]])
        make_offer(person=neighbour, community=elsewhere, sentence="家里漏水找我修", category=plumbing)
    needs = [
        make_need(
            person=owner,
            community=(community, elsewhere)[number % 2],
            sentence=("想找人陪我妈去医院", "厨房水管漏水了", "孩子放学没人接")[number % 3],
            category=(escort, plumbing, None)[number % 3],
            starts_at=TUESDAY + timedelta(days=number),
        )
        for number in range(12)
    ]

    together = queries.considered_for_needs(needs=needs, at=AT)

    for need in needs:
        alone = queries.considered_for_need(need=need, at=AT)
        assert together[need.pk].considered == alone
        assert together[need.pk].answer_count == len([one for one in alone if one.is_answer])


def test_considering_costs_the_same_for_one_offer_and_for_many(community, owner, helper, escort):
    need = make_need(person=owner, community=community, category=escort, age_years=8)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            queries.considered_for_need(need=need, at=AT)
        return len(captured)

    make_offer(person=helper, community=community, category=escort, weekly_hours=[[1, 540, 660]], capacity=1)
    cost()
    one = cost()
    for number in range(3):
        make_offer(
            person=make_person(community=community, name=f"邻居{number}"),
            community=community,
            category=escort,
            weekly_hours=[[1, 540, 660]],
            capacity=1,
        )

    assert cost() == one


def test_asking_who_answers_costs_the_same_however_many_there_are(community, owner, helper, escort):
    def cost(ask):
        ask()
        with CaptureQueriesContext(connection) as captured:
            ask()
        return len(captured)

    def fill(start, count):
        for number in range(start, start + count):
            neighbour = make_person(community=community, name=f"邻居{number}")
            given = {"weekly_hours": [[1, 540, 660]], "capacity": 1}
            make_offer(person=neighbour, community=community, category=escort, **given)
            make_need(person=neighbour, community=community, category=escort)

    need = make_need(person=owner, community=community, category=escort)
    offer = make_offer(person=helper, community=community, category=escort)
    many = [make_need(person=owner, community=community, category=escort) for _ in range(12)]
    asks = (
        lambda: queries.answers_to_need(need=need, at=AT),
        lambda: queries.needs_for_offer(offer=offer, community=community, at=AT),
        lambda: queries.considered_for_offer(offer=offer, community=community, at=AT),
        lambda: queries.considered_for_needs(needs=many, at=AT),
    )
    fill(0, 1)
    few = [cost(ask) for ask in asks]
    fill(1, 5)

    assert [cost(ask) for ask in asks] == few


def test_provider_sees_why_a_need_is_not_proposed(community, owner, helper, escort):
    fits = make_need(person=owner, community=community, category=escort)
    child = make_need(person=owner, community=community, category=escort, age_band="child")
    private = make_need(person=owner, community=community, category=escort)
    private.is_private = True
    private.save(update_fields=["is_private"])
    offer = make_offer(person=helper, community=community, category=escort)

    found = queries.considered_for_offer(offer=offer, community=community, at=AT)

    assert [(one.intent, one.refusals) for one in found] == [(fits, ()), (child, ("not_checked",))]
