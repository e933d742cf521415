"""Disputes: heard by somebody named who stands near neither side, in steps with dates, settled with a finding."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sanshe.domain.exchange.choices import SettledAs
from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.models import Role
from sanshe.domain.trust import operations, queries
from sanshe.domain.trust.choices import Due, StepKind
from sanshe.domain.trust.errors import NoMediator, NotAdmissible, NotDisputed, NotHeardYet, NotImpartial, NotYours
from sanshe.domain.trust.models import HearingStep
from tests.factories import AT, make_community, make_paper_resident, make_person, make_representation, make_worker
from tests.factories.people import make_home
from tests.factories.trust import make_dispute

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def receiver(community):
    return make_person(community=community, name="王阿姨")


@pytest.fixture
def provider(community):
    return make_person(community=community, name="李师傅")


@pytest.fixture
def worker(community):
    return make_worker(community=community)


@pytest.fixture
def mediator(community):
    return make_person(community=community, name="赵老师", kinds=(RoleKind.RESIDENT, RoleKind.MEDIATOR))


@pytest.fixture
def disputed(receiver, provider, community):
    return make_dispute(receiver=receiver, provider=provider, community=community)


@pytest.fixture
def hearing(disputed, worker, mediator):
    return operations.name_mediator(actor=worker, agreement_id=disputed.pk, mediator_id=mediator.pk, at=AT)


def hear_both(agreement, mediator, *, at=AT + DAY):
    for kind in (StepKind.HEARD_RECEIVER, StepKind.HEARD_PROVIDER):
        operations.note_step(actor=mediator, agreement_id=agreement.pk, kind=kind, words="听了经过", at=at)


def test_dispute_waits_for_a_mediator_then_for_both_sides_then_for_the_finding(disputed, worker, mediator):
    found = [queries.dispute_of(agreement=disputed)]
    operations.name_mediator(actor=worker, agreement_id=disputed.pk, mediator_id=mediator.pk, at=AT)
    found.append(queries.dispute_of(agreement=disputed))
    hear_both(disputed, mediator)
    found.append(queries.dispute_of(agreement=disputed))

    assert [(one.due, one.due_at) for one in found] == [
        (Due.MEDIATOR, AT + 3 * DAY),
        (Due.HEARING, AT + 7 * DAY),
        (Due.FINDING, AT + 21 * DAY),
    ]
    assert [one.is_overdue(AT + 8 * DAY) for one in found] == [True, True, False]


def test_mediator_settles_with_a_finding_after_hearing_both(disputed, mediator, hearing):
    hear_both(disputed, mediator)

    operations.settle_hearing(
        actor=mediator,
        agreement_id=disputed.pk,
        settled_as=SettledAs.BOTH_AGREED,
        finding="说好下周再来一次",
        at=AT + 2 * DAY,
    )

    disputed.refresh_from_db()
    hearing.refresh_from_db()
    assert (disputed.state, hearing.ended_at) == ("settled", AT + 2 * DAY)
    assert [step.kind for step in HearingStep.objects.order_by("at", "id")] == [
        StepKind.NAMED,
        StepKind.HEARD_RECEIVER,
        StepKind.HEARD_PROVIDER,
        StepKind.SETTLED,
    ]
    with pytest.raises(NotDisputed):
        operations.note_step(
            actor=mediator, agreement_id=disputed.pk, kind=StepKind.PROPOSAL, words="再说", at=AT + 3 * DAY
        )


def settle(agreement, mediator, at):
    operations.settle_hearing(
        actor=mediator, agreement_id=agreement.pk, settled_as=SettledAs.NOT_KEPT, finding="没有来", at=at
    )


def test_who_was_not_heard_has_until_the_day_and_is_then_left_out(disputed, mediator, hearing):
    with pytest.raises(NotHeardYet):
        settle(disputed, mediator, AT + 2 * DAY)
    settle(disputed, mediator, AT + 8 * DAY)

    disputed.refresh_from_db()
    assert disputed.state == "settled"


@pytest.mark.parametrize("who", ["party", "kin", "housemate", "stranger"])
def test_who_stands_near_a_side_hears_nothing(disputed, worker, receiver, provider, community, who):
    named = make_person(community=community, kinds=(RoleKind.RESIDENT, RoleKind.MEDIATOR))
    expected = NotImpartial
    if who == "party":
        Role.objects.create(person=provider, kind=RoleKind.MEDIATOR, community=community, starts_at=AT)
        named = provider
    elif who == "kin":
        make_representation(principal=receiver, representative=named)
    elif who == "housemate":
        home = make_home(person=receiver, community=community, verified_by=worker)
        household = getattr(home, "household", home)
        household.members.create(person=named, starts_at=AT)
    else:
        named, expected = make_person(community=community), NoMediator

    with pytest.raises(expected):
        operations.name_mediator(actor=worker, agreement_id=disputed.pk, mediator_id=named.pk, at=AT)
    assert named not in queries.who_may_hear(agreement=disputed, at=AT)


def test_only_a_worker_who_is_no_party_names_and_only_the_named_hears(disputed, mediator, receiver, hearing, worker):
    with pytest.raises(NotYours):
        operations.name_mediator(actor=receiver, agreement_id=disputed.pk, mediator_id=mediator.pk, at=AT)
    with pytest.raises(NotYours):
        operations.note_step(
            actor=worker, agreement_id=disputed.pk, kind=StepKind.PROPOSAL, words="和解吧", at=AT + DAY
        )


def test_another_mediator_begins_anew(disputed, worker, mediator, hearing, community):
    hear_both(disputed, mediator)
    other = make_person(community=community, kinds=(RoleKind.RESIDENT, RoleKind.MEDIATOR))

    operations.name_mediator(actor=worker, agreement_id=disputed.pk, mediator_id=other.pk, at=AT + 2 * DAY)

    assert queries.dispute_of(agreement=disputed).due == Due.HEARING
    with pytest.raises(NotYours):
        settle(disputed, mediator, AT + 9 * DAY)


def test_dispute_told_in_confidence_is_heard_by_workers_only(receiver, provider, community, worker, mediator):
    disputed = make_dispute(receiver=receiver, provider=provider, community=community, is_private=True)

    assert queries.who_may_hear(agreement=disputed, at=AT) == [worker]


def test_step_is_never_changed(hearing):
    for change in (lambda: HearingStep.objects.update(words="改了"), lambda: HearingStep.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_mediator_is_appointed_for_a_term_and_only_whose_home_is_known(worker, receiver, provider, community):
    make_home(person=receiver, community=community, verified_by=worker)
    role = operations.appoint_mediator(
        actor=worker, person_id=receiver.pk, community=community, until=AT + 365 * DAY, at=AT
    )

    assert [one.person for one in queries.mediators(community=community, at=AT)] == [receiver]
    assert queries.mediators(community=community, at=AT + 366 * DAY) == []
    with pytest.raises(NotAdmissible):
        operations.appoint_mediator(
            actor=worker, person_id=provider.pk, community=community, until=AT + 365 * DAY, at=AT
        )
    operations.dismiss_mediator(actor=worker, role_id=role.pk, at=AT + DAY)
    assert queries.mediators(community=community, at=AT + 2 * DAY) == []


def test_disputes_cost_the_same_however_many_there_are(disputed, provider, community, worker, mediator):
    operations.name_mediator(actor=worker, agreement_id=disputed.pk, mediator_id=mediator.pk, at=AT)
    with CaptureQueriesContext(connection) as one:
        queries.disputes(community=community, at=AT)
    for _ in range(3):
        other = make_dispute(
            receiver=make_person(community=community), provider=provider, community=community, sentence="再来一张"
        )
        operations.name_mediator(actor=worker, agreement_id=other.pk, mediator_id=mediator.pk, at=AT)

    with CaptureQueriesContext(connection) as four:
        assert len(queries.disputes(community=community, at=AT)) == 4
    assert len(four) == len(one)


def test_worker_who_writes_for_somebody_without_a_telephone_may_still_let_them_be_heard(
    provider, community, worker, mediator
):
    grandma = make_paper_resident(community=community)
    disputed = make_dispute(receiver=grandma, provider=provider, community=community)

    operations.name_mediator(actor=worker, agreement_id=disputed.pk, mediator_id=mediator.pk, at=AT)

    assert worker in queries.who_may_hear(agreement=disputed, at=AT)
