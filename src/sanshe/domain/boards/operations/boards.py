"""Opening boards, setting them up, following them."""

from datetime import datetime

from django.db import transaction

from sanshe.domain.boards import rules
from sanshe.domain.boards.choices import Readers, Writers
from sanshe.domain.boards.errors import ModerationForbidden
from sanshe.domain.boards.models import Board, Following
from sanshe.domain.organisations.choices import OrganizationKind
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.kernel import journal


def open_board(
    *, at: datetime, organization: Organization | None = None, community: Community | None = None, actor: Person | None
) -> Board:
    """Return the board of a group or a community, made when somebody first comes for it.

    A residents' group begins among itself; a body with an office shows its notices to everybody and writes them itself;
    a community's board is everybody's to read and its residents' to write on.
    """
    found = (
        Board.objects.select_related("organization__community", "community")
        .filter(organization=organization, community=community)
        .first()
    )
    if found:
        return found
    is_group = organization is not None and organization.kind in ("", OrganizationKind.SELF_ORGANISED_GROUP)
    with transaction.atomic():
        board, is_new = Board.objects.get_or_create(
            organization=organization,
            community=community,
            defaults={
                "who_reads": Readers.MEMBERS if is_group else Readers.EVERYBODY,
                "who_posts": Writers.MEMBERS if is_group or community else Writers.OFFICERS,
                "opened_at": at,
            },
        )
        if is_new:
            journal.record(
                operation="boards.open_board", subject=board, actor=actor, at=at, community_code=board.place_code
            )
    return board


def set_board(*, actor: Person, board: Board, who_reads: str, who_posts: str, at: datetime) -> Board:
    """Set who reads a board and who puts notices on it; a community's own board stays open to read.

    Raises
    ------
    ModerationForbidden
        The actor does not look after the board.
    """
    with transaction.atomic():
        board = (
            Board.objects.select_for_update(of=["self"])
            .select_related("organization__community", "community")
            .get(pk=board.pk)
        )
        if not rules.may_moderate(person=actor, board=board, at=at):
            raise ModerationForbidden
        board.who_reads = Readers.EVERYBODY if board.community_id else who_reads
        board.who_posts = who_posts
        board.save(update_fields=["who_reads", "who_posts"])
        journal.record(
            operation="boards.set_board",
            subject=board,
            actor=actor,
            at=at,
            community_code=board.place_code,
            detail={"who_reads": board.who_reads, "who_posts": board.who_posts},
        )
    return board


def follow_board(*, actor: Person, board: Board, wants_news: bool, at: datetime) -> None:
    """Let somebody be told of a board's new notices, or no longer.

    Raises
    ------
    ModerationForbidden
        The board is not the actor's to read.
    """
    if not rules.may_read(person=actor, board=board, at=at):
        raise ModerationForbidden
    with transaction.atomic():
        Following.objects.update_or_create(person=actor, board=board, defaults={"wants_news": wants_news})
        journal.record(
            operation="boards.follow_board",
            subject=board,
            actor=actor,
            at=at,
            community_code=board.place_code,
            detail={"wants_news": wants_news},
        )


def note_visit(*, actor: Person, board: Board, at: datetime) -> datetime | None:
    """Remember that somebody saw a board now; return when they saw it before.

    The journal does not learn who reads what.
    """
    with transaction.atomic():
        row, is_new = Following.objects.select_for_update().get_or_create(
            person=actor, board=board, defaults={"seen_at": at}
        )
        before = None if is_new else row.seen_at
        if not is_new and (before is None or before < at):
            row.seen_at = at
            row.save(update_fields=["seen_at"])
    return before
