"""The demo hands needs on, in every way that it can go, and promises calls."""

from datetime import timedelta

import pytest

from sanshe.cli.demo import referrals
from sanshe.domain.referrals.models import CallAttempt, CallBack, Referral
from tests.factories import AT, make_community, make_need, make_organization, make_person, make_worker

pytestmark = pytest.mark.django_db


def test_referrals_wait_were_taken_and_declined_and_calls_are_promised():
    community = make_community()
    people = {"p005": make_worker(community=community), "p009": make_person(community=community, name="郑姐")}
    for number in range(4):
        make_need(person=make_person(community=community), community=community, sentence=f"想找人帮个忙 {number}")
    organizations = {
        "g01": make_organization(name="没有人的机构", community=community),
        "g02": make_organization(staff=(people["p009"],), community=community),
    }

    referrals.load(
        communities={"fangyuan": community}, people=people, organizations=organizations, at=AT + timedelta(days=7)
    )

    assert sorted(Referral.objects.values_list("state", flat=True)) == ["accepted", "declined", "sent"]
    assert {one.organization for one in Referral.objects.all()} == {organizations["g02"]}
    assert CallBack.objects.filter(state="open").count() == len(referrals.CALLS)
    assert CallAttempt.objects.count() == 1
