from datetime import timedelta

import pytest

from sanshe.domain.people import operations, rules
from sanshe.domain.people.choices import GIVERS, RoleKind
from sanshe.domain.people.errors import RoleForbidden
from sanshe.domain.people.models import Role
from tests.factories import AT, make_community, make_person

pytestmark = pytest.mark.django_db

HOLDERS = [RoleKind.RESIDENT, RoleKind.ORGANISER, RoleKind.COMMUNITY_WORKER, RoleKind.ASSESSOR, RoleKind.AUDITOR]


def holder(kind, community):
    person = make_person(community=community, kinds=())
    wide = kind in (RoleKind.DISTRICT_OFFICER, RoleKind.OPERATOR, RoleKind.ASSESSOR, RoleKind.AUDITOR)
    Role.objects.create(person=person, kind=kind, community=None if wide else community, starts_at=AT)
    return person


@pytest.mark.parametrize("given", list(RoleKind))
@pytest.mark.parametrize("held", list(RoleKind))
def test_role_is_given_by_whoever_has_a_say_over_it(held, given):
    community = make_community()
    actor, person = holder(held, community), make_person(community=community, kinds=())

    may = rules.may_give_role(person=actor, to=person.pk, kind=given, community=community, at=AT)

    assert may == (held in GIVERS[given])


@pytest.mark.parametrize("held", HOLDERS)
def test_nobody_below_gives_staff_a_role(held):
    community = make_community()
    actor, person = holder(held, community), make_person(community=community)

    for kind in (RoleKind.COMMUNITY_WORKER, RoleKind.DISTRICT_OFFICER, RoleKind.OPERATOR):
        with pytest.raises(RoleForbidden):
            operations.give_role(actor=actor, person_id=person.pk, kind=kind, community=community, at=AT)
    assert set(Role.objects.filter(person=person).values_list("kind", flat=True)) == {"resident"}


def test_worker_gives_nothing_in_another_community():
    community, other = make_community(), make_community()
    actor, person = holder(RoleKind.COMMUNITY_WORKER, community), make_person(community=other)

    with pytest.raises(RoleForbidden):
        operations.give_role(actor=actor, person_id=person.pk, kind="organiser", community=other, at=AT)


def test_officer_of_one_community_gives_no_district_wide_role():
    community = make_community()
    actor = make_person(community=community, kinds=(RoleKind.OPERATOR,))

    with pytest.raises(RoleForbidden):
        operations.give_role(
            actor=actor, person_id=make_person(community=community).pk, kind="operator", community=None, at=AT
        )


def test_nobody_changes_their_own_role():
    actor = holder(RoleKind.OPERATOR, make_community())

    with pytest.raises(RoleForbidden):
        operations.give_role(actor=actor, person_id=actor.pk, kind="auditor", community=None, at=AT)
    with pytest.raises(RoleForbidden):
        operations.take_role(actor=actor, role_id=Role.objects.get(person=actor).pk, at=AT)


def test_given_role_runs_and_is_ended_and_kept():
    community = make_community()
    actor, person = holder(RoleKind.COMMUNITY_WORKER, community), make_person(community=community)
    later = AT + timedelta(days=1)

    role = operations.give_role(actor=actor, person_id=person.pk, kind="organiser", community=community, at=AT)
    operations.take_role(actor=actor, role_id=role.pk, at=later)

    assert Role.objects.get(pk=role.pk).ends_at == later
    assert not rules.has_role(person=person, kinds=("organiser",), at=later)


def test_ended_giver_gives_nothing():
    community = make_community()
    actor, person = holder(RoleKind.COMMUNITY_WORKER, community), make_person(community=community)
    Role.objects.filter(person=actor).update(ends_at=AT + timedelta(hours=1))

    with pytest.raises(RoleForbidden):
        operations.give_role(
            actor=actor, person_id=person.pk, kind="organiser", community=community, at=AT + timedelta(hours=2)
        )
