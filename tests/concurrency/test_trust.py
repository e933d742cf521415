"""Both sides write at once, two phones vouch for the last neighbour one can know, two workers name a mediator."""

from datetime import timedelta
from functools import partial

import pytest

from sanshe.domain.exchange.errors import StateChanged
from sanshe.domain.people.choices import RoleKind
from sanshe.domain.trust import operations, rules
from sanshe.domain.trust.choices import StepKind
from sanshe.domain.trust.errors import AlreadyAnswered, NotDisputed, TooManyVouches
from sanshe.domain.trust.models import Admission, Hearing, HearingStep, Reply, Review, Vouch
from tests.concurrency import Racers
from tests.factories import AT, make_community, make_person, make_worker
from tests.factories.trust import make_dispute, make_kept

pytestmark = pytest.mark.django_db(transaction=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROUNDS = 8


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def receiver(community):
    return make_person(community=community, name="王阿姨")


@pytest.fixture
def provider(community):
    return make_person(community=community, name="李师傅")


def test_both_sides_that_write_at_once_read_each_other_at_once(community, receiver, provider):
    with Racers(2) as racers:
        for turn in range(ROUNDS):
            kept = make_kept(receiver=receiver, provider=provider, community=community, sentence=f"帮忙{turn}")
            write = partial(operations.write_review, agreement_id=kept.pk, is_kept=True, words="好", at=AT + HOUR)
            racers.run([partial(write, actor=receiver), partial(write, actor=provider)])

    assert set(Review.objects.values_list("opens_at", flat=True)) == {AT + HOUR}
    assert Review.objects.count() == 2 * ROUNDS


def test_one_answer_from_two_phones(community, receiver, provider):
    outcomes = []
    with Racers(2) as racers:
        for turn in range(ROUNDS):
            kept = make_kept(receiver=receiver, provider=provider, community=community, sentence=f"帮忙{turn}")
            said = operations.write_review(actor=receiver, agreement_id=kept.pk, is_kept=True, at=AT + HOUR)
            answer = partial(operations.reply_to_review, actor=provider, review_id=said.pk, at=AT + 15 * DAY)
            came = racers.run([partial(answer, words="谢谢"), partial(answer, words="应该的")])
            outcomes.append((sum(isinstance(one, Reply) for one in came), {type(one) for one in came}))

    assert outcomes == [(1, {Reply, AlreadyAnswered})] * ROUNDS


def test_nobody_vouches_for_one_more_from_two_phones(community, provider):
    worker = make_worker(community=community)
    operations.start_vouching(actor=worker, community=community, at=AT)
    neighbours = [make_person(community=community) for _ in range(rules.VOUCHES_MAX + 1)]
    vouch = partial(operations.vouch, actor=provider, community=community, at=AT)
    for one in neighbours[: rules.VOUCHES_MAX - 1]:
        vouch(person_id=one.pk)
    outcomes = []
    with Racers(2) as racers:
        for _ in range(ROUNDS):
            came = racers.run([partial(vouch, person_id=one.pk) for one in neighbours[rules.VOUCHES_MAX - 1 :]])
            outcomes.append({type(one) for one in came})
            Vouch.objects.filter(vouched__in=neighbours[rules.VOUCHES_MAX - 1 :]).delete()

    assert outcomes == [{Vouch, TooManyVouches}] * ROUNDS


def test_two_workers_who_name_at_once_leave_one_hearing_with_both_steps(community, receiver, provider):
    worker = make_worker(community=community)
    mediators = [make_person(community=community, kinds=(RoleKind.RESIDENT, RoleKind.MEDIATOR)) for _ in range(2)]
    with Racers(2) as racers:
        for turn in range(ROUNDS):
            disputed = make_dispute(receiver=receiver, provider=provider, community=community, sentence=f"搬米{turn}")
            name = partial(operations.name_mediator, actor=worker, agreement_id=disputed.pk, at=AT)
            came = racers.run([partial(name, mediator_id=one.pk) for one in mediators])
            assert {type(one) for one in came} == {Hearing}

    assert Hearing.objects.count() == ROUNDS
    assert HearingStep.objects.filter(kind=StepKind.NAMED).count() == 2 * ROUNDS


def test_dispute_that_is_settled_twice_at_once_ends_once(community, receiver, provider):
    worker = make_worker(community=community)
    mediator = make_person(community=community, kinds=(RoleKind.RESIDENT, RoleKind.MEDIATOR))
    outcomes = []
    with Racers(2) as racers:
        for turn in range(ROUNDS):
            disputed = make_dispute(receiver=receiver, provider=provider, community=community, sentence=f"搬米{turn}")
            operations.name_mediator(actor=worker, agreement_id=disputed.pk, mediator_id=mediator.pk, at=AT)
            settle = partial(
                operations.settle_hearing,
                actor=mediator,
                agreement_id=disputed.pk,
                finding="说好了",
                at=AT + 8 * DAY,
            )
            came = racers.run([partial(settle, settled_as="kept"), partial(settle, settled_as="not_kept")])
            ended = sum(isinstance(one, Hearing) for one in came)
            outcomes.append((ended, sum(isinstance(one, (NotDisputed, StateChanged)) for one in came)))

    assert outcomes == [(1, 1)] * ROUNDS
    assert HearingStep.objects.filter(kind=StepKind.SETTLED).count() == ROUNDS


def test_counting_admissions_from_two_queues_at_once_admits_each_once(community, provider):
    worker = make_worker(community=community)
    operations.start_vouching(actor=worker, community=community, at=AT)
    with Racers(2) as racers:
        for turn in range(ROUNDS):
            operations.vouch(actor=worker, person_id=make_person(community=community).pk, community=community, at=AT)
            count = partial(operations.count_admissions, community=community, at=AT + turn * HOUR)
            came = racers.run([count, count])
            assert not [one for one in came if isinstance(one, Exception)]

    assert Admission.objects.filter(ends_at=None).count() == ROUNDS + 1
    assert Admission.objects.count() == ROUNDS + 1
