"""The demo's notice boards come to life through the same operations as the pages, with the demo's own people."""

from datetime import timedelta

import pytest

from sanshe.cli.demo import boards
from sanshe.cli.demo.files import read_district
from sanshe.domain.boards.models import Comment, Mention, ModerationAct, Picture, Post, Report
from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.models import Role
from tests.factories import make_community, make_organization, make_person
from tests.factories.boards import AT, LONG_AGO, settled

pytestmark = pytest.mark.django_db


def test_boards_are_loaded_with_talk_a_pin_and_what_waits(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    district = read_district()
    communities = {row.key: make_community(name=row.name_zh) for row in district.communities}
    people = {
        row.key: settled(
            make_person(
                community=communities.get(row.community), name=row.form_of_address, phone="" if row.phone else None
            )
        )
        for row in district.people
    }
    for member in district.cast:
        if member.role in RoleKind and member.role != RoleKind.RESIDENT:
            community = communities.get(member.community)
            Role.objects.get_or_create(
                person=people[member.person],
                kind=member.role,
                community=community,
                defaults={"starts_at": LONG_AGO},
            )
    organizations = {
        row.key: make_organization(name=row.name_zh, community=communities.get(row.community))
        for row in district.organizations
    }
    for key in boards.GROUPS:
        organizations[key].kind = "self_organised_group"
        organizations[key].save()

    boards.load(communities=communities, people=people, organizations=organizations, at=AT + timedelta(days=1))

    assert Post.objects.count() == len(boards.NOTICES) + 3
    assert Comment.objects.count() == sum(len(said.answers) for said in boards.NOTICES) + 1
    assert (Post.objects.exclude(pin=None).count(), Picture.objects.count()) == (1, 1)
    assert [act.kind for act in ModerationAct.objects.all()] == ["hidden", "appealed", "restored", "hidden", "appealed"]
    assert Report.objects.filter(settled_by=None).count() == 2
    assert Mention.objects.count() == sum("@" in text for said in boards.NOTICES for _, _, text in said.answers)
    writers = {post.author for post in Post.objects.all()} | {one.author for one in Comment.objects.all()}
    assert [person.form_of_address for person in writers if person.phone is None] == []
