"""Founding, joining, leaving and closing groups."""

from datetime import timedelta

import pytest

from sanshe.domain.notifications.models import Notification
from sanshe.domain.organisations import operations, queries, rules
from sanshe.domain.organisations.choices import Outcome
from sanshe.domain.organisations.errors import (
    FoundedTooOften,
    GroupClosed,
    LastHead,
    NameMissing,
    NameTaken,
    NotAGroup,
    NoteMissing,
    NotHereYet,
    NothingToDecide,
    OfficerStays,
    OrganizationForbidden,
    PurposeMissing,
    ReopenTooLate,
)
from sanshe.domain.organisations.models import JoinRequest, Membership, Organization
from tests.factories import AT, make_community, make_person
from tests.factories.organisations import make_body, make_group

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def chen(community):
    return make_person(community=community, name="陈大姐")


@pytest.fixture
def li(community):
    return make_person(community=community, name="李师傅")


def found(actor, community, *, name="象棋小组", at=AT, **fields):
    return operations.found_group(
        actor=actor,
        community=community,
        name=name,
        **{"purpose": "一起下棋。", "join_policy": "asking", **fields},
        at=at,
    )


def news(person):
    return list(Notification.objects.filter(person=person).values_list("kind", flat=True))


def test_founder_is_officer_with_a_title(community, chen):
    group = found(chen, community)

    (office,) = queries.officers_of(organization=group, at=AT)
    assert (office.person, office.kind, office.title, group.founded_by) == (chen, "officer", "组长", chen)


def test_founding_with_the_same_key_is_one_group(community, chen):
    groups = {found(chen, community, idempotency_key="k").pk for _ in range(2)}

    assert groups == {Organization.objects.get().pk}


@pytest.mark.parametrize("name", ["象棋小组", "象棋 小组", " 象棋小组\u200b", "象\u3000棋小组"])
def test_running_groups_of_a_community_differ_in_name_however_it_is_written(community, chen, li, name):
    found(chen, community)

    with pytest.raises(NameTaken):
        found(li, community, name=name)


def test_names_differ_by_more_than_case_and_width(community, chen, li):
    found(chen, community, name="Chess 象棋")

    with pytest.raises(NameTaken):
        found(li, community, name="ＣＨＥＳＳ象棋")


def test_name_is_free_in_another_community_and_after_closing(community, chen, li):
    group = found(chen, community)
    other = make_community()
    there = found(make_person(community=other), other)
    operations.close_group(actor=chen, organization_id=group.pk, at=LATER)

    again = found(li, community)

    assert {there.name, again.name} == {"象棋小组"}


def test_fourth_founding_within_a_month_is_refused_and_later_allowed(community, chen):
    for number in range(3):
        found(chen, community, name=f"{number}号")

    with pytest.raises(FoundedTooOften):
        found(chen, community, name="又一个")
    assert found(chen, community, name="又一个", at=AT + timedelta(days=31)).name == "又一个"


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"name": " \u200b"}, NameMissing),
        ({"name": "长" * 61}, NameMissing),
        ({"purpose": "\x00"}, PurposeMissing),
        ({"purpose": "长" * 201}, PurposeMissing),
    ],
)
def test_group_needs_a_name_and_a_purpose(community, chen, fields, error):
    with pytest.raises(error):
        found(chen, community, **fields)


def test_group_is_founded_where_one_lives(chen):
    with pytest.raises(NotHereYet):
        found(chen, make_community())


def test_anybody_joins_where_nobody_needs_to_ask(community, chen, li):
    group = make_group(community=community, officers=(chen,), join_policy="anybody")

    joined = [operations.join_group(actor=li, organization_id=group.pk, at=AT) for _ in range(2)]

    assert {one.pk for one in joined} == {Membership.objects.get(person=li).pk}
    assert news(chen) == []


def test_asking_to_join_waits_for_an_officer_and_tells_them(community, chen, li):
    group = make_group(community=community, officers=(chen,))

    asked = [operations.join_group(actor=li, organization_id=group.pk, words="我下了三十年", at=AT) for _ in range(2)]

    assert {one.pk for one in asked} == {JoinRequest.objects.get().pk}
    assert not rules.is_member(person=li, organization_id=group.pk, at=AT)
    assert news(chen) == ["join_requested"]


def test_officer_lets_somebody_in_and_they_are_told(community, chen, li):
    group = make_group(community=community, officers=(chen,))
    request = operations.join_group(actor=li, organization_id=group.pk, at=AT)

    operations.decide_request(actor=chen, request_id=request.pk, is_accepted=True, at=LATER)

    assert rules.is_member(person=li, organization_id=group.pk, at=LATER)
    assert not rules.may_manage(person=li, organization_id=group.pk, at=LATER)
    assert news(li) == ["join_decided"]


def test_no_needs_a_word_and_can_be_asked_again(community, chen, li):
    group = make_group(community=community, officers=(chen,))
    request = operations.join_group(actor=li, organization_id=group.pk, at=AT)

    with pytest.raises(NoteMissing):
        operations.decide_request(actor=chen, request_id=request.pk, is_accepted=False, note=" ", at=LATER)
    operations.decide_request(actor=chen, request_id=request.pk, is_accepted=False, note="人满了", at=LATER)
    again = operations.join_group(actor=li, organization_id=group.pk, at=LATER)

    assert again.pk != request.pk
    assert not rules.is_member(person=li, organization_id=group.pk, at=LATER)


def test_request_is_decided_once_and_by_officers_only(community, chen, li):
    group = make_group(community=community, officers=(chen,), members=(make_person(community=community),))
    member = Membership.objects.get(organization=group, kind="member").person
    request = operations.join_group(actor=li, organization_id=group.pk, at=AT)

    with pytest.raises(OrganizationForbidden):
        operations.decide_request(actor=member, request_id=request.pk, is_accepted=True, at=LATER)
    operations.decide_request(actor=chen, request_id=request.pk, is_accepted=True, at=LATER)
    with pytest.raises(NothingToDecide):
        operations.decide_request(actor=chen, request_id=request.pk, is_accepted=False, note="不", at=LATER)


def test_taken_back_request_can_no_longer_be_decided(community, chen, li):
    group = make_group(community=community, officers=(chen,))
    request = operations.join_group(actor=li, organization_id=group.pk, at=AT)

    operations.withdraw_join_request(actor=li, organization_id=group.pk, at=LATER)

    with pytest.raises(NothingToDecide):
        operations.decide_request(actor=chen, request_id=request.pk, is_accepted=True, at=LATER)
    assert JoinRequest.objects.get().outcome == Outcome.WITHDRAWN


def test_body_is_not_joined(community, li):
    with pytest.raises(NotAGroup):
        operations.join_group(actor=li, organization_id=make_body(community=community).pk, at=AT)


def test_whoever_was_removed_asks_first(community, chen, li):
    group = make_group(community=community, officers=(chen,), members=(li,), join_policy="anybody")
    membership = Membership.objects.get(person=li)

    with pytest.raises(NoteMissing):
        operations.remove_member(actor=chen, membership_id=membership.pk, reason="", at=LATER)
    operations.remove_member(actor=chen, membership_id=membership.pk, reason="三次掀棋盘", at=LATER)
    again = operations.join_group(actor=li, organization_id=group.pk, at=LATER)

    assert isinstance(again, JoinRequest)
    membership.refresh_from_db()
    assert (membership.ended_as, membership.end_note, membership.ended_by) == ("removed", "三次掀棋盘", chen)


def test_whoever_left_joins_again_at_once(community, chen, li):
    group = make_group(community=community, officers=(chen,), members=(li,), join_policy="anybody")

    operations.leave_organization(actor=li, organization_id=group.pk, at=LATER)
    gone = rules.is_member(person=li, organization_id=group.pk, at=LATER)
    operations.join_group(actor=li, organization_id=group.pk, at=LATER)

    assert (gone, rules.is_member(person=li, organization_id=group.pk, at=LATER)) == (False, True)


def test_last_officer_stays_until_somebody_else_is_there(community, chen, li):
    group = make_group(community=community, officers=(chen, li))

    operations.leave_organization(actor=li, organization_id=group.pk, at=LATER)

    with pytest.raises(LastHead):
        operations.leave_organization(actor=chen, organization_id=group.pk, at=LATER)


def test_officer_with_a_closed_account_does_not_count(community, chen, li):
    group = make_group(community=community, officers=(chen, li))
    li.closed_at = AT
    li.save()

    with pytest.raises(LastHead):
        operations.leave_organization(actor=chen, organization_id=group.pk, at=LATER)


def test_officer_is_not_removed_by_another(community, chen, li):
    make_group(community=community, officers=(chen, li))

    with pytest.raises(OfficerStays):
        operations.remove_member(
            actor=chen, membership_id=Membership.objects.get(person=li).pk, reason="不合", at=LATER
        )


def test_closed_group_stays_readable_takes_nobody_in_and_can_be_opened_again(community, chen, li):
    group = make_group(community=community, officers=(chen,), join_policy="anybody")
    request = JoinRequest.objects.create(organization=group, person=li, asked_at=AT)

    operations.close_group(actor=chen, organization_id=group.pk, note="人散了", at=LATER)

    with pytest.raises(GroupClosed):
        operations.join_group(actor=li, organization_id=group.pk, at=LATER)
    request.refresh_from_db()
    closed = queries.organization(pk=group.pk)
    assert (closed.closed_at, closed.closing_note, request.outcome) == (LATER, "人散了", "lapsed")
    assert list(queries.organizations(community=community)) == []
    assert operations.reopen_group(actor=chen, organization_id=group.pk, at=LATER).is_running


def test_group_is_opened_again_within_thirty_days_only(community, chen):
    group = make_group(community=community, officers=(chen,))
    operations.close_group(actor=chen, organization_id=group.pk, at=AT)

    with pytest.raises(ReopenTooLate):
        operations.reopen_group(actor=chen, organization_id=group.pk, at=AT + timedelta(days=30))


def test_group_whose_name_was_taken_since_is_not_opened_again(community, chen, li):
    group = make_group(community=community, officers=(chen,))
    operations.close_group(actor=chen, organization_id=group.pk, at=AT)
    found(li, community, name=group.name)

    with pytest.raises(NameTaken):
        operations.reopen_group(actor=chen, organization_id=group.pk, at=LATER)


def test_only_officers_close_a_group(community, chen, li):
    group = make_group(community=community, officers=(chen,), members=(li,))

    with pytest.raises(OrganizationForbidden):
        operations.close_group(actor=li, organization_id=group.pk, at=LATER)
    with pytest.raises(NotAGroup):
        operations.close_group(
            actor=chen, organization_id=make_body(community=community, managers=(chen,)).pk, at=LATER
        )
