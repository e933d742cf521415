"""Offices given, handed over and taken over; invitations to them."""

from datetime import timedelta

import pytest

from sanshe.domain.notifications.models import Notification
from sanshe.domain.organisations import operations, queries, rules
from sanshe.domain.organisations.errors import (
    CannotBeOneself,
    GroupLookedAfter,
    KindForbidden,
    LastHead,
    NotAMember,
    NothingToDecide,
    OfficerStays,
    OrganizationForbidden,
    TooManyInvitations,
)
from sanshe.domain.organisations.models import Invitation, JoinRequest, Membership
from sanshe.domain.people.errors import PhoneUnreadable
from tests.factories import AT, make_community, make_person, make_worker
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


def running(person):
    return Membership.objects.get(person=person, ends_at=None)


def test_handing_over_ends_the_old_office_and_starts_the_new_one_at_once(community, chen, li):
    group = make_group(community=community, officers=(chen,), members=(li,))

    operations.hand_over(actor=chen, organization_id=group.pk, to_person_id=li.pk, note="我搬去儿子家", at=LATER)

    new, old = queries.offices_over_time(organization=group)
    assert (new.person, new.title, new.starts_at, new.ends_at, new.succeeds) == (li, "组长", LATER, None, old)
    assert (old.person, old.ends_at, old.ended_as, old.end_note) == (chen, LATER, "handed_over", "我搬去儿子家")
    assert (running(chen).kind, rules.may_manage(person=chen, organization_id=group.pk, at=LATER)) == ("member", False)
    assert Notification.objects.get(person=li).kind == "office_given"


def test_whoever_hands_over_may_leave_with_it(community, chen, li):
    group = make_group(community=community, officers=(chen,), members=(li,))

    operations.hand_over(actor=chen, organization_id=group.pk, to_person_id=li.pk, stays=False, at=LATER)

    assert not Membership.objects.filter(person=chen, ends_at=None).exists()


def test_manager_hands_over_to_staff_and_stays_as_staff(community, chen, li):
    body = make_body(community=community, managers=(chen,), staff=(li,))

    operations.hand_over(actor=chen, organization_id=body.pk, to_person_id=li.pk, at=LATER)

    assert (running(li).kind, running(chen).kind) == ("manager", "staff")


def test_office_is_handed_over_by_its_holder_to_another_member_only(community, chen, li):
    group = make_group(community=community, officers=(chen,), members=(li,))
    stranger = make_person(community=community)

    with pytest.raises(OrganizationForbidden):
        operations.hand_over(actor=li, organization_id=group.pk, to_person_id=chen.pk, at=LATER)
    with pytest.raises(CannotBeOneself):
        operations.hand_over(actor=chen, organization_id=group.pk, to_person_id=chen.pk, at=LATER)
    with pytest.raises(NotAMember):
        operations.hand_over(actor=chen, organization_id=group.pk, to_person_id=stranger.pk, at=LATER)


def test_member_becomes_treasurer_and_the_day_can_be_read(community, chen, li):
    group = make_group(community=community, officers=(chen,), members=(li,))

    operations.give_office(actor=chen, membership_id=running(li).pk, kind="officer", title="管账", at=LATER)

    assert (running(li).office, running(li).starts_at) == ("管账", LATER)
    assert not rules.may_manage(person=li, organization_id=group.pk, at=LATER - timedelta(seconds=1))
    assert rules.may_manage(person=li, organization_id=group.pk, at=LATER)


def test_officer_steps_down_only_where_another_stays(community, chen, li):
    make_group(community=community, officers=(chen, li))

    with pytest.raises(OfficerStays):
        operations.give_office(actor=chen, membership_id=running(li).pk, kind="member", title="", at=LATER)
    operations.give_office(actor=li, membership_id=running(li).pk, kind="member", title="", at=LATER)
    with pytest.raises(LastHead):
        operations.give_office(actor=chen, membership_id=running(chen).pk, kind="member", title="", at=LATER)


@pytest.mark.parametrize("kind", ["manager", "staff", "x"])
def test_group_knows_members_and_officers_only(community, chen, li, kind):
    make_group(community=community, officers=(chen,), members=(li,))

    with pytest.raises(KindForbidden):
        operations.give_office(actor=chen, membership_id=running(li).pk, kind=kind, title="", at=LATER)


def test_last_manager_does_not_leave_and_another_manager_ends_staff(community, chen, li):
    body = make_body(community=community, managers=(chen,), staff=(li,))

    with pytest.raises(LastHead):
        operations.leave_organization(actor=chen, organization_id=body.pk, at=LATER)
    operations.remove_member(actor=chen, membership_id=running(li).pk, reason="合同到期", at=LATER)

    assert not rules.acts_for(person=li, organization_id=body.pk, at=LATER)


def test_officer_of_a_body_changes_its_page_but_names_nobody(community, chen, li):
    body = make_body(community=community, managers=(chen,))
    operations.start_membership(person=li, organization=body, kind="officer", at=AT, actor=None)

    with pytest.raises(OrganizationForbidden):
        operations.invite(actor=li, organization_id=body.pk, phone="13900000001", kind="staff", at=LATER)
    assert rules.may_manage(person=li, organization_id=body.pk, at=LATER)


def test_invitation_waits_for_whoever_signs_in_with_the_phone(community, chen):
    body = make_body(community=community, managers=(chen,))
    operations.invite(actor=chen, organization_id=body.pk, phone="139 0000 7788", kind="staff", title="护工", at=AT)
    newcomer = make_person(community=community, phone="+8613900007788")

    (invitation,) = queries.invitations_for(person=newcomer)
    operations.accept_invitation(actor=newcomer, invitation_id=invitation.pk, at=LATER)

    assert (running(newcomer).kind, running(newcomer).office) == ("staff", "护工")
    assert queries.invitations_for(person=newcomer) == []


def test_invitation_of_another_phone_is_not_accepted(community, chen, li):
    body = make_body(community=community, managers=(chen,))
    invitation = operations.invite(actor=chen, organization_id=body.pk, phone="13900007788", kind="manager", at=AT)

    with pytest.raises(NothingToDecide):
        operations.accept_invitation(actor=li, invitation_id=invitation.pk, at=LATER)
    assert not rules.is_member(person=li, organization_id=body.pk, at=LATER)


def test_invitation_is_answered_once_and_can_be_taken_back(community, chen, li):
    body = make_body(community=community, managers=(chen,))
    about = {"actor": chen, "organization_id": body.pk, "phone": li.phone, "kind": "staff"}
    declined = operations.invite(**about, at=AT)
    operations.decline_invitation(actor=li, invitation_id=declined.pk, at=LATER)
    withdrawn = operations.invite(**about, at=LATER)
    operations.withdraw_invitation(actor=chen, invitation_id=withdrawn.pk, at=LATER)

    for invitation in (declined, withdrawn):
        with pytest.raises(NothingToDecide):
            operations.accept_invitation(actor=li, invitation_id=invitation.pk, at=LATER)
    assert list(Invitation.objects.order_by("id").values_list("outcome", flat=True)) == ["refused", "withdrawn"]


def test_inviting_a_phone_again_changes_what_it_is_invited_as(community, chen, li):
    body = make_body(community=community, managers=(chen,))
    for kind in ("staff", "manager"):
        operations.invite(actor=chen, organization_id=body.pk, phone=li.phone, kind=kind, at=AT)

    assert [one.kind for one in queries.invitations_for(person=li)] == ["manager"]


def test_staff_who_accept_to_manage_become_managers(community, chen, li):
    body = make_body(community=community, managers=(chen,), staff=(li,))
    invitation = operations.invite(actor=chen, organization_id=body.pk, phone=li.phone, kind="manager", at=AT)

    operations.accept_invitation(actor=li, invitation_id=invitation.pk, at=LATER)

    assert running(li).kind == "manager"


def test_what_is_typed_as_a_phone_has_to_be_one_and_a_day_has_its_limit(community, chen):
    body = make_body(community=community, managers=(chen,))

    with pytest.raises(PhoneUnreadable):
        operations.invite(actor=chen, organization_id=body.pk, phone="号码\x00", kind="staff", at=AT)
    for number in range(30):
        operations.invite(actor=chen, organization_id=body.pk, phone=f"139000010{number:02d}", kind="staff", at=AT)
    with pytest.raises(TooManyInvitations):
        operations.invite(actor=chen, organization_id=body.pk, phone="13900009999", kind="staff", at=AT)


def test_worker_names_the_first_manager_of_a_body_that_has_none(community, li):
    worker, body = make_worker(community=community), make_body(community=community)
    elsewhere = make_worker(community=make_community())

    with pytest.raises(OrganizationForbidden):
        operations.invite(actor=elsewhere, organization_id=body.pk, phone=li.phone, kind="manager", at=AT)
    invitation = operations.invite(actor=worker, organization_id=body.pk, phone=li.phone, kind="manager", at=AT)
    operations.accept_invitation(actor=li, invitation_id=invitation.pk, at=LATER)

    with pytest.raises(OrganizationForbidden):
        operations.invite(actor=worker, organization_id=body.pk, phone="13900000009", kind="manager", at=LATER)


def test_member_takes_over_a_group_whose_officers_are_gone(community, chen, li):
    group, worker = make_group(community=community, officers=(chen,), members=(li,)), make_worker(community=community)
    with pytest.raises(GroupLookedAfter):
        operations.ask_to_take_over(actor=li, organization_id=group.pk, at=AT)
    chen.closed_at = AT
    chen.save()

    request = operations.ask_to_take_over(actor=li, organization_id=group.pk, words="我来管", at=AT)
    waiting = list(queries.takeovers_to_decide(person=worker, at=LATER))
    operations.decide_takeover(actor=worker, request_id=request.pk, is_accepted=True, note="大家都同意", at=LATER)

    new, old = queries.offices_over_time(organization=group)
    assert waiting == [request]
    assert (new.person, new.title, new.succeeds, old.ended_as) == (li, "组长", old, "handed_over")
    assert set(Notification.objects.values_list("person", "kind")) == {
        (worker.pk, "join_requested"),
        (li.pk, "office_given"),
        (li.pk, "join_decided"),
    }


def test_takeover_is_for_members_and_not_decided_by_them(community, chen, li):
    worker = make_worker(community=community)
    group = make_group(community=community, members=(li, worker))
    with pytest.raises(NotAMember):
        operations.ask_to_take_over(actor=chen, organization_id=group.pk, at=AT)
    request = operations.ask_to_take_over(actor=li, organization_id=group.pk, at=AT)

    with pytest.raises(OrganizationForbidden):
        operations.decide_takeover(actor=worker, request_id=request.pk, is_accepted=True, at=LATER)
    assert list(queries.takeovers_to_decide(person=worker, at=LATER)) == []
    assert JoinRequest.objects.get().outcome == ""
