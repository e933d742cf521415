"""Who may read, write and decide on boards: predicates over one person and one board or writing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sanshe.domain.boards.choices import ModerationKind, Readers, TrustLevel, Writers
from sanshe.domain.boards.models import PICTURES, Board, Comment, ModerationAct, Post
from sanshe.domain.organisations import rules as organisations
from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.models import Person
from sanshe.domain.people.rules import WORKERS, has_role

PUT_BACK_WITHIN = timedelta(days=7)
# Who keeps the peace in a community: its workers, and the district where there is no other worker.
KEEPERS = (*WORKERS, RoleKind.DISTRICT_OFFICER)


@dataclass(frozen=True)
class Limits:
    """What one person may write within 24 hours, and how many pictures go with a notice."""

    posts: int
    comments: int
    pictures: int


LIMITS = {
    TrustLevel.NEWCOMER: Limits(posts=3, comments=10, pictures=1),
    TrustLevel.NEIGHBOUR: Limits(posts=10, comments=60, pictures=PICTURES),
    TrustLevel.KEEPER: Limits(posts=30, comments=120, pictures=PICTURES),
    TrustLevel.WATCHED: Limits(posts=2, comments=5, pictures=1),
}
REPORTS_A_DAY = 10
UPLOADS_A_DAY = 40
# How long an account has to be there before it may write web addresses.
LINKS_AFTER = timedelta(days=3)
# How long somebody has to live here, or to belong to the group, to be known.
KNOWN_AFTER = timedelta(days=14)
# How long a hiding that stands is held against its author.
WATCHED_FOR = timedelta(days=90)
# So many reports of readers who are known for so long hide something until somebody has looked.
HIDING_REPORTS = 3
TRUSTED_AFTER = timedelta(days=30)


def belongs(*, person: Person | None, board: Board, at: datetime) -> bool:
    """Tell whether the board is that of the person's own group or community."""
    if board.organization_id:
        return organisations.is_member(person=person, organization_id=board.organization_id, at=at)
    return has_role(person=person, kinds=(RoleKind.RESIDENT, *KEEPERS), at=at, community=board.community)


def may_moderate(*, person: Person | None, board: Board, at: datetime) -> bool:
    """Tell whether the person looks after the board: its group's officers, the workers of its community."""
    if organisations.may_manage(person=person, organization_id=board.organization_id, at=at):
        return True
    return keeps_peace(person=person, board=board, at=at)


def keeps_peace(*, person: Person | None, board: Board, at: datetime) -> bool:
    """Tell whether the person works for the community of the board, or for the whole district."""
    if board.place is None:
        return has_role(person=person, kinds=(RoleKind.DISTRICT_OFFICER,), at=at)
    return has_role(person=person, kinds=KEEPERS, at=at, community=board.place)


def may_read(*, person: Person | None, board: Board, at: datetime) -> bool:
    """Tell whether the board opens for the person; where everybody reads, nobody has to sign in."""
    if board.who_reads == Readers.EVERYBODY:
        return True
    return belongs(person=person, board=board, at=at) or may_moderate(person=person, board=board, at=at)


def may_post(*, person: Person | None, board: Board, at: datetime) -> bool:
    """Tell whether the person may put up a notice."""
    if board.who_posts == Writers.MEMBERS and belongs(person=person, board=board, at=at):
        return True
    return may_moderate(person=person, board=board, at=at)


def may_comment(*, person: Person | None, board: Board, at: datetime) -> bool:
    """Tell whether the person may answer: who belongs to the board and, where everybody reads, who lives there."""
    if belongs(person=person, board=board, at=at):
        return True
    if board.who_reads == Readers.EVERYBODY and board.place is not None:
        return has_role(person=person, kinds=(RoleKind.RESIDENT, *KEEPERS), at=at, community=board.place)
    return keeps_peace(person=person, board=board, at=at)


def may_pin(*, person: Person | None, board: Board, at: datetime) -> bool:
    """Tell whether the person may hang a notice on top."""
    return may_moderate(person=person, board=board, at=at)


def may_edit(*, person: Person | None, post: Post) -> bool:
    """Tell whether the person may change the notice: its author, while it is shown."""
    return is_author(person=person, writing=post) and post.is_shown


def may_put_back(*, person: Person | None, writing: Post | Comment, at: datetime) -> bool:
    """Tell whether the author may still change their mind about taking it down."""
    taken_down_at = writing.taken_down_at
    return (
        is_author(person=person, writing=writing)
        and taken_down_at is not None
        and at - taken_down_at <= PUT_BACK_WITHIN
    )


def is_author(*, person: Person | None, writing: Post | Comment) -> bool:
    """Tell whether the person wrote it."""
    return person is not None and writing.author_id == person.pk


def may_see_words(*, person: Person | None, writing: Post | Comment, at: datetime) -> bool:
    """Tell whether the person who reads the board also reads this: what is hidden only author and moderators do."""
    if writing.is_shown or is_author(person=person, writing=writing):
        return True
    return writing.is_hidden and may_moderate(person=person, board=writing.board, at=at)


def may_report(*, person: Person | None, writing: Post | Comment, at: datetime) -> bool:
    """Tell whether the person may report it: who is signed in and reads it, but never its author."""
    return (
        person is not None
        and not is_author(person=person, writing=writing)
        and writing.taken_down_at is None
        and may_read(person=person, board=writing.board, at=at)
    )


def may_decide(*, person: Person | None, writing: Post | Comment, at: datetime) -> bool:
    """Tell whether the person may hide it or dismiss its reports: a moderator of the board, never its author."""
    return not is_author(person=person, writing=writing) and may_moderate(person=person, board=writing.board, at=at)


def may_decide_appeal(*, person: Person | None, writing: Post | Comment, hiding: ModerationAct, at: datetime) -> bool:
    """Tell whether the person may decide an objection: who works for the community, neither author nor who hid it."""
    return (
        person is not None
        and not is_author(person=person, writing=writing)
        and hiding.actor_id != person.pk
        and keeps_peace(person=person, board=writing.board, at=at)
    )


def may_appeal(*, person: Person | None, writing: Post | Comment) -> bool:
    """Tell whether the author may object: once somebody has hidden it, and not again after the one word.

    What readers' reports hid is looked at first by somebody; there is nobody to object to before that.
    """
    hiding = writing.hiding
    return (
        is_author(person=person, writing=writing)
        and hiding is not None
        and hiding.kind == ModerationKind.HIDDEN
        and not hiding.answered_by.exists()
    )
