"""What is known of somebody, and how much they may write by that."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from sanshe.domain.boards import rules
from sanshe.domain.boards.choices import ModerationKind, TrustLevel
from sanshe.domain.boards.models import Board, Comment, Post
from sanshe.domain.boards.queries.boards import running
from sanshe.domain.boards.rules import Limits
from sanshe.domain.organisations.models import Membership
from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.models import Person, Role


@dataclass(frozen=True)
class Standing:
    """How much somebody may write now, and from when on they may add web addresses (null: already)."""

    level: TrustLevel
    limits: Limits
    links_from: datetime | None


def standing_of(*, person: Person, board: Board, at: datetime) -> Standing:
    """Return how much a person may write on a board, by facts alone: time, roles, and hidings that stand."""
    last_hiding = _last_hiding(person=person, at=at)
    if last_hiding:
        level, links_from = TrustLevel.WATCHED, last_hiding + rules.WATCHED_FOR
    elif rules.may_moderate(person=person, board=board, at=at):
        level, links_from = TrustLevel.KEEPER, None
    else:
        is_known = _has_been_here(person=person, board=board, since=at - rules.KNOWN_AFTER, at=at)
        level = TrustLevel.NEIGHBOUR if is_known else TrustLevel.NEWCOMER
        links_from = person.joined_at + rules.LINKS_AFTER
    limits = rules.LIMITS[level]
    return Standing(level, limits, links_from if links_from and links_from > at else None)


def is_trusted_reader(*, person: Person, board: Board, at: datetime) -> bool:
    """Tell whether a report of this person counts towards hiding: known for a month, nothing of their own hidden."""
    return _has_been_here(person=person, board=board, since=at - rules.TRUSTED_AFTER, at=at) and not _last_hiding(
        person=person, at=at
    )


def _last_hiding(*, person: Person, at: datetime) -> datetime | None:
    latest = [
        model.objects.filter(
            author=person, hiding__kind=ModerationKind.HIDDEN, hiding__at__gt=at - rules.WATCHED_FOR
        ).aggregate(latest=Max("hiding__at"))["latest"]
        for model in (Post, Comment)
    ]
    return max(filter(None, latest), default=None)


def _has_been_here(*, person: Person, board: Board, since: datetime, at: datetime) -> bool:
    if person.joined_at > since:
        return False
    belongings = [Membership.objects.filter(running(at), person=person, organization=board.organization_id)]
    if board.place:
        belongings.append(
            Role.objects.filter(running(at), person=person, kind=RoleKind.RESIDENT, community=board.place)
        )
    return any(one.filter(starts_at__lte=since).exists() for one in belongings)
