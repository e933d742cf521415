"""A need is handed to an organisation with consent, until a deadline, and every way it can go comes to an end."""

from datetime import timedelta

import pytest

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.exchange.choices import ClosedAs
from sanshe.domain.exchange.errors import NotOnBoard
from sanshe.domain.notifications.models import Notification
from sanshe.domain.referrals import jobs, operations, queries, rules
from sanshe.domain.referrals.choices import RUNNING, TRANSITIONS, ReferralState
from sanshe.domain.referrals.errors import (
    AlreadyReferred,
    ConsentMissing,
    DeadlineUnfit,
    MovedOn,
    NotYours,
    OrganizationGone,
    OutcomeMissing,
    ReasonMissing,
)
from sanshe.domain.referrals.models import Referral
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_community, make_need, make_organization, make_person, make_worker
from tests.factories.organisations import make_group
from tests.factories.referrals import make_referral

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STEPS = {
    "accept": lambda who: operations.accept_referral(**who),
    "decline": lambda who: operations.decline_referral(**who, reason="full"),
    "close": lambda who: operations.close_referral(**who, outcome="helped"),
    "withdraw": lambda who: operations.withdraw_referral(**who),
    "solved": lambda who: operations.say_solved(**who, is_solved=True),
}


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def owner(community):
    return make_person(community=community, name="王阿姨")


@pytest.fixture
def worker(community):
    return make_worker(community=community)


@pytest.fixture
def staff(community):
    return make_person(community=community, name="郑姐")


@pytest.fixture
def body(community, staff):
    return make_organization(staff=(staff,), community=community)


@pytest.fixture
def need(owner, community):
    return make_need(person=owner, community=community)


@pytest.fixture
def referral(worker, need, body):
    return make_referral(actor=worker, need=need, organization=body)


def act(step, actor, referral, at=AT + HOUR):
    return STEPS[step]({"actor": actor, "referral_id": referral.pk, "at": at})


def told(kind):
    return {one.person for one in Notification.objects.filter(kind=kind).select_related("person")}


def journalled():
    return list(
        JournalEntry.objects.filter(operation__startswith="referrals.")
        .order_by("id")
        .values_list("operation", flat=True)
    )


def test_worker_hands_on_with_consent_and_the_organisation_is_told(worker, need, body, staff):
    referral = make_referral(actor=worker, need=need, organization=body, message="请早点回话")

    assert (referral.state, referral.consent_how, referral.message) == ("sent", "spoken", "请早点回话")
    assert referral.due_at == AT + 3 * DAY
    assert told("referral_sent") == {staff}
    assert journalled() == ["referrals.refer"]


@pytest.mark.parametrize("how", ["", "telepathy"])
def test_without_consent_nothing_is_handed_on(worker, need, body, how):
    with pytest.raises(ConsentMissing):
        make_referral(actor=worker, need=need, organization=body, consent_how=how)

    assert Referral.objects.count() == 0


def test_owners_own_click_is_consent(owner, need, body):
    assert make_referral(actor=owner, need=need, organization=body, consent_how="").consent_how == "on_screen"


def test_strangers_hand_nothing_on(community, need, body, staff):
    others = [staff, make_person(community=community), make_worker(community=make_community(name="别处社区"))]

    for other in others:
        with pytest.raises(NotYours):
            make_referral(actor=other, need=need, organization=body)


@pytest.mark.parametrize("due_in", [timedelta(0), -HOUR, 30 * DAY + HOUR])
def test_deadline_lies_within_thirty_days(worker, need, body, due_in):
    with pytest.raises(DeadlineUnfit):
        make_referral(actor=worker, need=need, organization=body, due_at=AT + due_in)


def test_closed_need_and_closed_or_empty_organisations_are_refused(worker, owner, need, body, staff, community):
    nobody_there = make_organization(name="没有人", community=community)
    with pytest.raises(OrganizationGone):
        make_referral(actor=worker, need=need, organization=nobody_there)
    group = make_group(community=community, officers=(staff,), closed_at=AT)
    with pytest.raises(OrganizationGone):
        make_referral(actor=worker, need=need, organization=group)
    exchange.close_need(actor=owner, need_id=need.pk, closed_as=ClosedAs.SOLVED_ELSEWHERE, at=AT)

    with pytest.raises(NotOnBoard):
        make_referral(actor=worker, need=need, organization=body)


def test_one_referral_runs_per_organisation_and_another_after_its_end(worker, need, body, staff, referral):
    with pytest.raises(AlreadyReferred):
        make_referral(actor=worker, need=need, organization=body)

    act("decline", staff, referral)

    assert make_referral(actor=worker, need=need, organization=body, at=AT + DAY).state == "sent"


def test_organisation_takes_over_and_community_and_owner_are_told(referral, staff, owner, worker):
    done = operations.accept_referral(actor=staff, referral_id=referral.pk, answer=" 明天 就来 ", at=AT + HOUR)

    assert (done.state, done.answered_by, done.answered_at, done.answer) == ("accepted", staff, AT + HOUR, "明天 就来")
    assert told("referral_answered") == {owner, worker}
    assert journalled() == ["referrals.refer", "referrals.accept_referral"]


def test_organisation_declines_with_a_reason_only(referral, staff, owner, worker):
    with pytest.raises(ReasonMissing):
        operations.decline_referral(actor=staff, referral_id=referral.pk, reason="", at=AT)

    done = act("decline", staff, referral)

    assert (done.state, done.declined_because, done.ended_by) == ("declined", "full", staff)
    assert told("referral_answered") == {owner, worker}


def test_organisation_closes_with_an_outcome_only(referral, staff, owner, worker):
    act("accept", staff, referral)
    with pytest.raises(OutcomeMissing):
        operations.close_referral(actor=staff, referral_id=referral.pk, outcome="", at=AT)

    done = act("close", staff, referral)

    assert (done.state, done.outcome, done.ended_by, done.is_solved) == ("closed", "helped", staff, None)
    assert told("referral_ended") == {owner, worker}


@pytest.mark.parametrize("step", ["accept", "decline", "close"])
def test_only_the_organisation_answers(referral, owner, worker, staff, community, step):
    if step == "close":
        act("accept", staff, referral)

    for other in (owner, worker, make_person(community=community)):
        with pytest.raises(NotYours):
            act(step, other, referral)


def test_only_owner_or_worker_takes_back(referral, staff, owner, community):
    for other in (staff, make_person(community=community)):
        with pytest.raises(NotYours):
            act("withdraw", other, referral)

    assert act("withdraw", owner, referral).state == "withdrawn"
    assert told("referral_ended") == {staff}
    act("withdraw", owner, referral)
    assert journalled() == ["referrals.refer", "referrals.withdraw_referral"]


def test_what_was_taken_back_opens_to_the_organisation_no_more(referral, staff, worker, body):
    act("accept", staff, referral)
    act("withdraw", worker, referral)

    assert queries.referral_for(actor=staff, pk=referral.pk, at=AT) is None
    assert queries.referral_for(actor=worker, pk=referral.pk, at=AT) == referral
    assert [list(queries.referrals_to(organization=body, is_over=over)) for over in (False, True)] == [[], []]


def test_answer_after_the_deadline_is_refused_even_before_the_job_ran(referral, staff):
    with pytest.raises(MovedOn):
        act("accept", staff, referral, at=referral.due_at)


def test_job_lets_late_referrals_come_to_nothing_and_tells_the_community(referral, owner, worker):
    late = int((referral.due_at + HOUR).timestamp())

    assert [jobs.watch_deadlines(late), jobs.watch_deadlines(late)] == [1, 0]
    referral.refresh_from_db()
    assert (referral.state, referral.ended_at) == ("expired", referral.due_at + HOUR)
    assert told("referral_ended") == {owner, worker}


def test_job_reminds_once_within_the_last_day(referral, staff):
    early, soon = referral.due_at - DAY - HOUR, referral.due_at - HOUR

    assert [operations.remind_referrals(at=at) for at in (early, soon, soon)] == [0, 1, 0]
    assert told("referral_reminder") == {staff}


def test_taken_over_is_neither_late_nor_reminded_of(referral, staff):
    act("accept", staff, referral)

    assert operations.remind_referrals(at=referral.due_at - HOUR) == 0
    assert operations.expire_referrals(at=referral.due_at + DAY) == 0


def test_contact_is_seen_by_the_organisation_from_taking_over_until_the_end(referral, staff, worker):
    def sees(person):
        referral.refresh_from_db()
        return rules.sees_contact(person=person, referral=referral, at=AT)

    seen = [sees(staff)]
    act("accept", staff, referral)
    seen += [sees(staff), sees(worker)]
    act("close", staff, referral)

    assert [*seen, sees(staff)] == [False, True, False, False]


def test_solved_closes_the_need_and_unsolved_leaves_it(referral, staff, owner, worker, need):
    act("accept", staff, referral)
    with pytest.raises(NotYours):
        act("solved", owner, referral)
    act("close", staff, referral)
    for other in (staff, worker):
        with pytest.raises(NotYours):
            act("solved", other, referral)

    operations.say_solved(actor=owner, referral_id=referral.pk, is_solved=False, at=AT + DAY)
    need.refresh_from_db()
    assert need.is_open
    act("solved", owner, referral, at=AT + DAY)
    need.refresh_from_db()
    assert (need.is_open, need.closed_as) == (False, "solved_elsewhere")
    referral.refresh_from_db()
    assert referral.is_solved is True


def test_every_state_leads_to_an_end_and_only_ends_stand_still():
    def ends_from(state):
        return {state} if not TRANSITIONS[state] else set().union(*map(ends_from, TRANSITIONS[state]))

    assert set(TRANSITIONS) == set(ReferralState)
    assert {state for state in ReferralState if TRANSITIONS[state]} == set(RUNNING)
    for state in ReferralState:
        assert ends_from(state)
        assert not ends_from(state) & set(RUNNING)


@pytest.mark.parametrize("end", ["declined", "expired", "withdrawn", "closed"])
def test_after_an_end_no_step_is_left(referral, staff, worker, end):
    if end == "closed":
        act("accept", staff, referral)
        act("close", staff, referral)
    elif end == "expired":
        operations.expire_referrals(at=referral.due_at)
    else:
        act(*{"declined": ("decline", staff), "withdrawn": ("withdraw", worker)}[end], referral)
    referral.refresh_from_db()
    assert referral.state == end

    for step in ("accept", "decline", "close"):
        with pytest.raises(MovedOn):
            act(step, staff, referral)
    if end != "withdrawn":
        with pytest.raises(MovedOn):
            act("withdraw", worker, referral)


def test_look_of_others_is_written_down_and_ones_own_is_not(referral, owner, staff):
    for actor in (owner, staff):
        operations.look_at_referral(actor=actor, referral=referral, at=AT)

    assert journalled() == ["referrals.refer", "referrals.look_at_person"]


def test_unknown_referral_is_refused(staff, need):
    with pytest.raises(MovedOn):
        operations.accept_referral(actor=staff, referral_id=need.pk, at=AT)
