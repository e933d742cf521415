"""Boards, who belongs to them, and who wants their news."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from sanshe.domain.boards.choices import Readers
from sanshe.domain.boards.models import Board, Following, Post
from sanshe.domain.boards.rules import KEEPERS
from sanshe.domain.organisations.choices import MANAGING
from sanshe.domain.organisations.models import Membership
from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.models import Person, Role
from sanshe.domain.people.rules import WORKERS

NAMES_OFFERED = 8


@dataclass(frozen=True)
class BoardInSight:
    """A board of somebody's own, and how many notices of others came since they last looked."""

    board: Board
    unread: int


def running(at: datetime) -> Q:
    """Return the condition that a role or membership runs at this instant."""
    return Q(starts_at__lte=at) & (Q(ends_at=None) | Q(ends_at__gt=at))


def board(*, pk: UUID) -> Board | None:
    """Return one board with whose it is."""
    return _boards().filter(pk=pk).first()


def boards_of(*, person: Person, at: datetime) -> list[BoardInSight]:
    """Return the boards of the person's groups and communities that are open, with what is new on each."""
    groups = Membership.objects.filter(running(at), person=person).values("organization")
    communities = Role.objects.filter(running(at), person=person).exclude(community=None).values("community")
    followed = Following.objects.filter(person=person, wants_news=True).values("board")
    found = list(
        _boards()
        .filter(Q(organization__in=groups) | Q(community__in=communities) | Q(pk__in=followed))
        .order_by(F("community").asc(nulls_last=True), "organization__name", "pk")
    )
    counts = _unread_counts(person=person, boards=found)
    return [BoardInSight(one, counts.get(one.pk, 0)) for one in found]


def following(*, person: Person, board: Board) -> Following | None:
    """Return what the person has seen of the board and whether they want its news."""
    return Following.objects.filter(person=person, board=board).first()


def members_of(*, board: Board, at: datetime) -> QuerySet[Person]:
    """Return the people who belong to the board's group or community."""
    if board.organization_id:
        belonging = Membership.objects.filter(running(at), organization=board.organization_id)
    else:
        belonging = Role.objects.filter(
            running(at), community=board.community_id, kind__in=(RoleKind.RESIDENT, *KEEPERS)
        )
    return Person.objects.filter(pk__in=belonging.values("person"), closed_at=None)


def followers_of(*, board: Board, at: datetime) -> QuerySet[Person]:
    """Return whom a new notice is told.

    A group's members are told unless they said no; a community's board is told to those who asked for it.
    """
    said = Following.objects.filter(board=board)
    members = members_of(board=board, at=at)
    if board.organization_id:
        return members.exclude(pk__in=said.filter(wants_news=False).values("person"))
    return members.filter(pk__in=said.filter(wants_news=True).values("person"))


def moderators_of(*, board: Board, at: datetime) -> QuerySet[Person]:
    """Return who is told that something was reported: the group's officers and who keeps the peace there."""
    offices = Membership.objects.filter(running(at), organization=board.organization_id, kind__in=MANAGING)
    return Person.objects.filter(
        Q(pk__in=offices.values("person")) | Q(pk__in=peacekeepers_of(board=board, at=at)), closed_at=None
    )


def peacekeepers_of(*, board: Board, at: datetime) -> QuerySet[Person]:
    """Return who decides objections there: the community's workers and the officers of the district."""
    roles = Role.objects.filter(running(at))
    workers = roles.filter(kind__in=WORKERS, community=board.place) if board.place else roles.none()
    district = roles.filter(kind=RoleKind.DISTRICT_OFFICER)
    if board.place:
        district = district.filter(Q(community=board.place) | Q(community=None))
    return Person.objects.filter(
        Q(pk__in=workers.values("person")) | Q(pk__in=district.values("person")), closed_at=None
    )


def readers_among(*, people: QuerySet[Person], board: Board, at: datetime) -> QuerySet[Person]:
    """Return those of these people to whom the board opens, as `rules.may_read` has it."""
    if board.who_reads == Readers.EVERYBODY:
        return people
    return people.filter(
        Q(pk__in=members_of(board=board, at=at).values("pk")) | Q(pk__in=moderators_of(board=board, at=at).values("pk"))
    )


def names_beginning(*, board: Board, words: str, at: datetime) -> list[str]:
    """Return how members are called whose form of address begins so, each name once."""
    if not words:
        return []
    named = members_of(board=board, at=at).filter(form_of_address__istartswith=words)
    return list(named.order_by("form_of_address").values_list("form_of_address", flat=True).distinct()[:NAMES_OFFERED])


def _boards() -> QuerySet[Board]:
    return Board.objects.select_related("organization__community", "community")


def _unread_counts(*, person: Person, boards: list[Board]) -> dict[UUID, int]:
    seen = dict(Following.objects.filter(person=person, board__in=boards).values_list("board", "seen_at"))
    unread = Q(pk__in=[])
    for one in boards:
        since = seen.get(one.pk)
        unread |= Q(board=one, posted_at__gt=since) if since else Q(board=one)
    posts = Post.objects.filter(unread, taken_down_at=None, hiding=None).exclude(author=person)
    return dict(posts.order_by().values_list("board").annotate(Count("pk")))
