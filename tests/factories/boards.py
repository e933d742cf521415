"""Boards with something on them."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

from PIL import Image

from sanshe.domain.boards import operations
from sanshe.domain.boards.models import Board, Comment, ModerationAct, Picture, Post
from sanshe.domain.organisations.models import Membership, Organization
from sanshe.domain.people.models import Person, Role
from sanshe.domain.places.models import Community
from tests.factories import AT, make_community, make_organization, make_person, make_worker

LONG_AGO = AT - timedelta(days=200)


def settled(person: Person) -> Person:
    """Let somebody have lived here, and belonged to their groups, for long."""
    person.joined_at = LONG_AGO
    person.save(update_fields=["joined_at"])
    Role.objects.filter(person=person).update(starts_at=LONG_AGO)
    Membership.objects.filter(person=person).update(starts_at=LONG_AGO)
    return person


def make_group(
    *, community: Community | None = None, name: str = "棋友会", **people: tuple[Person, ...]
) -> Organization:
    """Make a residents' group; `member=(…)`, `officer=(…)` are its people by kind."""
    group = make_organization(name=name, community=community)
    group.kind = "self_organised_group"
    group.save(update_fields=["kind"])
    for kind, those in people.items():
        for person in those:
            Membership.objects.create(organization=group, person=person, kind=kind, starts_at=AT)
    return group


def make_board(*, organization: Organization | None = None, community: Community | None = None) -> Board:
    """Open the board of a group or a community."""
    return operations.open_board(organization=organization, community=community, at=AT, actor=None)


def make_post(*, board: Board, author: Person, text: str = "周三晚上七点下棋，老地方。", **fields) -> Post:
    """Put up a notice."""
    return operations.post_notice(actor=author, board=board, text=text, at=fields.pop("at", AT), **fields)


def make_comment(*, post: Post, author: Person, text: str = "我来。", **fields) -> Comment:
    """Answer a notice."""
    return operations.post_comment(actor=author, post_id=post.pk, text=text, at=fields.pop("at", AT), **fields)


def picture_bytes(*, colour: tuple[int, int, int] = (180, 65, 43), size: tuple[int, int] = (640, 400)) -> BytesIO:
    """Return a photo as a phone sends it."""
    stream = BytesIO()
    Image.new("RGB", size, colour).save(stream, "JPEG")
    stream.seek(0)
    stream.name = "photo.jpg"
    return stream


def make_picture(*, person: Person, **look) -> Picture:
    """Upload a picture; `settings.MEDIA_ROOT` has to be a folder of the test's own."""
    return operations.store_picture(actor=person, file=picture_bytes(**look), at=AT)


def make_hiding(*, writing: Post | Comment, moderator: Person, words: str = "请不要骂人", at=AT) -> ModerationAct:
    """Let a moderator hide something."""
    return operations.hide_writing(actor=moderator, writing=writing, reason="insulting", words=words, at=at)


def make_neighbourhood() -> SimpleNamespace:
    """Make neighbours known for long, a newcomer, a group with its officer, workers, a stranger, and two boards."""
    community = make_community()
    wang = make_person(community=community, name="王阿姨")
    li = make_person(community=community, name="李师傅")
    chen = make_person(community=community, name="陈大姐")
    officer = make_person(community=community, name="周会长")
    group = make_group(community=community, member=(wang, li), officer=(officer,))
    for person in (wang, li, chen, officer):
        settled(person)
    return SimpleNamespace(
        community=community,
        wang=wang,
        li=li,
        chen=chen,
        officer=officer,
        newcomer=make_person(community=community, name="小新"),
        stranger=make_person(name="路人"),
        worker=settled(make_worker(community=community, name="小刘")),
        other_worker=settled(make_worker(community=community, name="小赵")),
        group=group,
        group_board=make_board(organization=group),
        board=make_board(community=community),
    )
