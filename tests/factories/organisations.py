"""Groups and bodies with people in them, for tests."""

from sanshe.domain.organisations.models import Membership, Organization
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from tests.factories import AT

# The example of GB 32100-2015 and codes made by its rule.
CREDIT_CODE = "91350100M000100Y43"
OTHER_CREDIT_CODE = "52510000MJ00000011"


def make_group(
    *,
    community: Community,
    officers: tuple[Person, ...] = (),
    members: tuple[Person, ...] = (),
    name: str = "象棋小组",
    join_policy: str = "asking",
    **fields,
) -> Organization:
    """Make a residents' group with its officers and members."""
    group = Organization.objects.create(
        name=name,
        kind="self_organised_group",
        community=community,
        join_policy=join_policy,
        **{"description": "周三晚上七点在黄桷树下下棋。", **fields},
    )
    for kind, people in (("officer", officers), ("member", members)):
        for person in people:
            Membership.objects.create(
                organization=group,
                person=person,
                kind=kind,
                title="组长" if kind == "officer" else "",
                starts_at=AT,
            )
    return group


def make_body(
    *, community: Community | None, managers: tuple[Person, ...] = (), staff: tuple[Person, ...] = (), **fields
) -> Organization:
    """Make a body other than a group with its managers and staff."""
    body = Organization.objects.create(
        community=community,
        **{"name": "暖巢社工服务中心", "kind": "professional_social_organisation", **fields},
    )
    for kind, people in (("manager", managers), ("staff", staff)):
        for person in people:
            Membership.objects.create(organization=body, person=person, kind=kind, starts_at=AT)
    return body
