"""Weights of the ranking: proposed, seen on yesterday's needs, put into force, and journalled each time."""

from datetime import timedelta

import pytest

from sanshe.domain.exchange import operations, queries
from sanshe.domain.exchange.errors import (
    PreviewMissing,
    PreviewStale,
    WeightsForbidden,
    WeightsUnchanged,
    WeightsUnfit,
)
from sanshe.domain.exchange.models import Weighting
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_category, make_community, make_need, make_offer, make_person, make_worker
from tests.factories.answers import make_district_officer, make_weighting, points, run_queue

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def officer():
    return make_district_officer()


@pytest.fixture
def yesterday():
    """Post a need that the near helper and the wordy one would both meet, a day before."""
    community = make_community()
    escort = make_category(code="escort_to_doctor", name="陪诊", words=("陪诊", "看病"))
    for name, sentence in (("甲", "可以陪老人看病拿药"), ("乙", "陪诊")):
        make_offer(
            person=make_person(community=community, name=name),
            community=community,
            sentence=sentence,
            category=escort,
            at=AT - 3 * DAY,
        )
    return make_need(
        person=make_person(community=community),
        community=community,
        sentence="想找人陪我妈看病拿药",
        category=escort,
        at=AT - DAY,
    )


def test_weights_change_nothing_until_they_are_put_into_force(officer, yesterday):
    before = queries.weights_in_force()
    proposed = make_weighting(actor=officer, text=10, turn=29)
    run_queue()
    seen = queries.weights_in_force()
    operations.activate_weights(actor=officer, weighting_id=proposed.pk, at=AT)

    assert seen == before
    assert operations.points_of(queries.weights_in_force()) == points(text=10, turn=29)


def test_preview_looks_at_the_needs_of_the_day_before(officer, yesterday):
    proposed = make_weighting(actor=officer, text=0, turn=39)
    run_queue()

    proposed.refresh_from_db()
    assert proposed.preview["ids"] == [str(yesterday.pk)]
    assert (proposed.preview["seen"], proposed.previewed_at is not None) == (1, True)


def test_weights_cannot_come_into_force_unseen(officer):
    proposed = make_weighting(actor=officer, text=10, turn=29)

    with pytest.raises(PreviewMissing):
        operations.activate_weights(actor=officer, weighting_id=proposed.pk, at=AT)


def test_old_preview_is_made_anew_first(officer, yesterday):
    proposed = make_weighting(actor=officer, text=10, turn=29)
    run_queue()

    with pytest.raises(PreviewStale):
        operations.activate_weights(actor=officer, weighting_id=proposed.pk, at=AT + 30 * DAY)


def test_preview_against_weights_no_longer_in_force_is_stale(officer, yesterday):
    first = make_weighting(actor=officer, text=10, turn=29)
    second = make_weighting(actor=officer, text=20, turn=19)
    run_queue()
    operations.activate_weights(actor=officer, weighting_id=first.pk, at=AT)

    with pytest.raises(PreviewStale):
        operations.activate_weights(actor=officer, weighting_id=second.pk, at=AT)


@pytest.mark.parametrize("wrong", [{"text": 35}, {"text": -1, "turn": 40}, {"text": 1000}])
def test_points_make_a_hundred(officer, wrong):
    with pytest.raises(WeightsUnfit):
        make_weighting(actor=officer, **wrong)


def test_weights_in_force_are_not_proposed_again(officer):
    with pytest.raises(WeightsUnchanged):
        make_weighting(actor=officer)


def test_only_the_district_weighs():
    for stranger in (make_person(community=make_community()), make_worker(community=make_community())):
        with pytest.raises(WeightsForbidden):
            make_weighting(actor=stranger, text=10, turn=29)


def test_one_set_of_weights_is_in_force_and_the_one_before_has_ended(officer, yesterday):
    for text in (10, 20):
        proposed = make_weighting(actor=officer, text=text, turn=39 - text)
        run_queue()
        operations.activate_weights(actor=officer, weighting_id=proposed.pk, at=AT)
        operations.activate_weights(actor=officer, weighting_id=proposed.pk, at=AT)

    assert Weighting.objects.filter(activated_at__isnull=False, ended_at=None).count() == 1
    assert Weighting.objects.filter(ended_at__isnull=False).count() == 1


def test_each_change_stands_in_the_journal(officer, yesterday):
    proposed = make_weighting(actor=officer, text=10, turn=29)
    run_queue()
    operations.activate_weights(actor=officer, weighting_id=proposed.pk, at=AT)

    entries = JournalEntry.objects.filter(subject_id=proposed.pk).values_list("operation", flat=True)
    assert [*entries.order_by("at", "id")][:1] == ["exchange.propose_weights"]
    assert "exchange.activate_weights" in entries
