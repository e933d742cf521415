"""Two people answer one referral, or ring one neighbour, at the same instant."""

from functools import partial

import pytest

from sanshe.domain.referrals import operations
from sanshe.domain.referrals.models import CallBack, Referral
from tests.concurrency import Racers
from tests.factories import AT, make_community, make_need, make_organization, make_person, make_worker
from tests.factories.referrals import make_call, make_referral

pytestmark = pytest.mark.django_db(transaction=True)


def kinds_of(outcomes: list[object]) -> list[str]:
    return sorted(type(outcome).__name__ for outcome in outcomes)


def test_yes_and_no_at_once_leave_one_answer():
    community = make_community()
    staff = [make_person(community=community, name=name) for name in ("郑姐", "小邓")]
    need = make_need(person=make_person(community=community), community=community)
    body = make_organization(staff=tuple(staff), community=community)
    referral = make_referral(actor=make_worker(community=community), need=need, organization=body)
    who = {"referral_id": referral.pk, "at": AT}

    with Racers(2) as racers:
        outcomes = racers.run(
            [
                partial(operations.accept_referral, actor=staff[0], **who),
                partial(operations.decline_referral, actor=staff[1], reason="full", **who),
            ]
        )

    assert kinds_of(outcomes) == ["MovedOn", "Referral"]
    (won,) = [one for one in outcomes if isinstance(one, Referral)]
    referral.refresh_from_db()
    assert (referral.state, referral.answered_by) == (won.state, won.answered_by)


def test_one_of_two_workers_takes_a_call():
    community = make_community()
    workers = [make_worker(community=community, name=name) for name in ("小何", "小邓")]
    call = make_call(actor=workers[0], community=community)

    with Racers(2) as racers:
        outcomes = racers.run([partial(operations.take_call, actor=one, call_id=call.pk, at=AT) for one in workers])

    assert kinds_of(outcomes) == ["CallBack", "CallTaken"]
    (won,) = [one for one in outcomes if isinstance(one, CallBack)]
    call.refresh_from_db()
    assert call.taken_by == won.taken_by
