"""The demo's groups and bodies come to life through the same operations as the pages, with the demo's own people."""

from datetime import timedelta

import pytest

from sanshe.cli.demo import organisations
from sanshe.cli.demo.files import read_district
from sanshe.domain.organisations import operations, queries
from sanshe.domain.organisations.models import Invitation, JoinRequest, Membership, Organization, Verification, Wanted
from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.models import Role
from sanshe.domain.places.models import Landmark
from tests.factories import AT, make_community, make_person

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=400)


@pytest.fixture
def district():
    rows = read_district()
    communities = {row.key: make_community(name=row.name_zh) for row in rows.communities}
    for row in rows.communities:
        Landmark.objects.bulk_create(Landmark(community=communities[row.key], **vars(spot)) for spot in row.landmarks)
    people = {
        row.key: make_person(community=communities.get(row.community), name=row.form_of_address) for row in rows.people
    }
    Role.objects.create(person=people["p010"], kind=RoleKind.DISTRICT_OFFICER, starts_at=AT)
    organizations = {
        row.key: operations.register_organization(
            kind=row.kind, name=row.name_zh, community=communities.get(row.community), actor=None, at=AT
        )
        for row in rows.organizations
    }
    return {"communities": communities, "people": people, "organizations": organizations}


def test_groups_have_officers_and_something_waits(district):
    organisations.load(**district, at=LATER)

    groups = [district["organizations"][group.key] for group in organisations.GROUPS]
    assert [queries.is_dormant(organization=one, at=LATER) for one in groups] == [False] * len(groups)
    assert Organization.objects.exclude(verified_at=None).count() == len(organisations.BODIES)
    assert Wanted.objects.count() == len(organisations.WANTED)
    assert (JoinRequest.objects.count(), Invitation.objects.count()) == (1, 1)
    assert [one.name for one in Verification.objects.filter(ended_at=None)] == ["小陈自行车修理铺"]


def test_market_was_handed_over(district):
    organisations.load(**district, at=LATER)

    market, people = district["organizations"]["g35"], district["people"]
    now = [(one.person, one.title) for one in queries.officers_of(organization=market, at=LATER)]
    assert sorted(now, key=lambda one: one[1]) == [(people["p004"], "召集人"), (people["p031"], "管账")]
    assert Membership.objects.get(organization=market, ended_as="handed_over").person == people["p026"]
