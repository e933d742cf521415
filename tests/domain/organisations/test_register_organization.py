"""Entering organisations and who acts for them."""

import pytest

from sanshe.domain.organisations import operations
from tests.factories import AT, make_community, make_organization, make_person


@pytest.mark.django_db
def test_register_organization_keeps_what_was_said():
    community = make_community()

    organization = operations.register_organization(
        kind="self_organised_group",
        name="棋友会",
        seal_text="棋",
        community=community,
        actor=None,
        at=AT,
    )

    assert (organization.kind, organization.seal, organization.community) == (
        "self_organised_group",
        "棋",
        community,
    )


@pytest.mark.django_db
def test_start_membership_twice_is_one_membership():
    organization, person = make_organization(), make_person()

    memberships = [
        operations.start_membership(person=person, organization=organization, kind="staff", actor=None, at=AT)
        for _ in range(2)
    ]

    assert memberships[0].pk == memberships[1].pk
