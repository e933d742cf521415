"""What was shown is kept with its place and chance; from what was chosen of it, weights are learned and proposed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sanshe.domain.exchange import operations, queries
from sanshe.domain.exchange.models import Showing
from sanshe.domain.exchange.operations.learning import LEAST_ANSWERED, propose_learned_weights
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.people.operations import give_consent
from sanshe.engines.matching.score import PARTS, Weights
from tests.factories import AT, make_category, make_community, make_need, make_offer, make_person
from tests.factories.answers import make_district_officer, run_queue
from tests.factories.showings import make_answered_lists, make_showing

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEARNESS = Weights(text=0.15, category=0.10, distance=0.55, time=0.10, trust=0.05, turn=0.05)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def escort():
    return make_category(code="escort_to_doctor", name="陪诊", words=("陪诊", "看病"))


@pytest.fixture
def need(community, escort):
    return make_need(
        person=make_person(community=community), community=community, sentence="想找人陪我妈看病", category=escort
    )


@pytest.fixture
def alike(community, escort):
    """Make three offers that fit equally well."""
    return [
        make_offer(
            person=make_person(community=community, name=name),
            community=community,
            sentence="可以陪老人看病",
            category=escort,
        )
        for name in ("甲", "乙", "丙")
    ]


def shown(need, at=AT):
    answers = queries.answers_to_need(need=need, at=at)
    operations.note_shown(need=need, answers=answers, at=at)
    return answers


def test_list_is_kept_as_it_was_shown(need, alike):
    answers = shown(need)

    rows = list(Showing.objects.order_by("place"))
    assert [row.offer_id for row in rows] == [answer.intent.pk for answer in answers]
    assert [(row.place, row.chance) for row in rows] == [(answer.place, answer.chance) for answer in answers]
    assert [{name: getattr(row, name) for name in PARTS} for row in rows] == [dict(one.values) for one in answers]


def test_offers_that_are_level_take_turns_from_day_to_day_but_not_within_one(need, alike):
    orders = {tuple(answer.intent.pk for answer in shown(need, AT + number * DAY)) for number in range(20)}
    again = {tuple(answer.intent.pk for answer in shown(need, AT + timedelta(hours=hour))) for hour in range(8)}

    assert len(orders) > 1
    assert len(again) == 1


def test_second_look_on_the_same_day_is_not_kept_again(need, alike):
    shown(need)
    shown(need, AT + timedelta(hours=1))
    shown(need, AT + DAY)

    assert Showing.objects.count() == 6


def test_what_is_told_in_confidence_is_never_kept(community, escort, alike):
    owner = make_person(community=community)
    give_consent(person=owner, kind=ConsentKind.SENSITIVE_DATA, wording="我同意", at=AT, actor=owner)
    private = make_need(person=owner, community=community, category=escort, is_private=True)

    assert shown(private)

    assert Showing.objects.count() == 0


def test_showing_with_an_impossible_chance_is_refused_by_the_database(need, alike):
    with pytest.raises(IntegrityError, match="showing_had_a_chance"), transaction.atomic():
        make_showing(need=need, offer=alike[0], chance=0.0)


def test_exposure_says_how_evenly_places_were_shared_out(community, need, alike):
    other = make_need(person=make_person(community=community), community=community, sentence="陪我去看病")
    for one in (need, other):
        make_showing(need=one, offer=alike[0], place=1)
        make_showing(need=one, offer=alike[1], place=2)

    found = queries.exposure(at=AT)

    assert (found.lists, found.providers, found.share_percent) == (2, 2, 100)
    assert found.gini == pytest.approx(0.5 - 1 / (1 + 1.584962500721156))


def test_nothing_shown_is_even(community):
    found = queries.exposure(at=AT)

    assert (found.lists, found.providers, found.gini, found.largest_share) == (0, 0, 0.0, 0.0)


def test_choice_belongs_to_the_list_looked_at_last_before_it(community):
    (agreement,) = make_answered_lists(community=community, count=1, chosen_by=NEARNESS)
    make_showing(need=agreement.need, offer=agreement.offer, place=9, at=AT - DAY)
    make_showing(need=agreement.need, offer=agreement.offer, place=8, at=AT + DAY)

    found = queries.choices_made(since=(AT - 30 * DAY).date())

    (seen,) = found.lists
    assert found.answered == 1
    assert [one.place for one in seen] == [1, 2, 3]
    assert [one.is_chosen for one in seen].count(True) == 1


def test_fewer_than_fifty_answers_teach_nothing(community):
    make_answered_lists(community=community, count=LEAST_ANSWERED - 1, chosen_by=NEARNESS)

    assert propose_learned_weights(at=AT + DAY) is None


def test_fifty_answers_propose_weights_that_a_person_puts_into_force(community):
    make_answered_lists(community=community, count=LEAST_ANSWERED + 10, chosen_by=NEARNESS)
    before = queries.weights_in_force()

    proposed = propose_learned_weights(at=AT + DAY)
    run_queue()

    assert proposed.distance > before.distance
    assert queries.weights_in_force() == before
    low, high = proposed.learned["intervals"]["distance"]
    assert low <= proposed.distance * 100 <= high
    assert (proposed.learned["answered"], proposed.learned["lists"]) == (LEAST_ANSWERED + 10, LEAST_ANSWERED + 10)
    assert proposed.learned["firsts"] >= proposed.learned["firsts_in_force"]
    operations.activate_weights(actor=make_district_officer(), weighting_id=proposed.pk, at=AT + DAY)
    assert queries.weights_in_force() == queries.weights_of(proposed)


def test_learned_weights_are_looked_at_on_the_needs_of_a_week(community):
    for days in (1, 4, 7, 9):
        make_need(person=make_person(community=community), community=community, at=AT - days * DAY)
    make_answered_lists(community=community, count=LEAST_ANSWERED, chosen_by=NEARNESS, at=AT)

    proposed = propose_learned_weights(at=AT + timedelta(hours=5))
    run_queue()

    proposed.refresh_from_db()
    assert len(proposed.preview["ids"]) == 3
    assert proposed.preview["since"] < proposed.preview["day"]


def test_learned_weights_are_not_proposed_again_within_a_month(community):
    make_answered_lists(community=community, count=LEAST_ANSWERED, chosen_by=NEARNESS)

    first = propose_learned_weights(at=AT + DAY)

    assert first is not None
    assert propose_learned_weights(at=AT + 8 * DAY) is None
    assert propose_learned_weights(at=AT + 30 * DAY) is not None


def test_choices_that_agree_with_the_weights_in_force_change_little(community):
    make_answered_lists(community=community, count=LEAST_ANSWERED, chosen_by=queries.weights_in_force())

    proposed = propose_learned_weights(at=AT + DAY)

    points = operations.points_of(queries.weights_of(proposed)) if proposed else operations.points_of(Weights())
    assert all(abs(points[name] - now) <= 12 for name, now in operations.points_of(Weights()).items())
