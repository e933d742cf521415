"""What waits for a moderator, what was decided, and how often."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncQuarter
from django.utils import timezone

from sanshe.domain.boards.choices import ModerationKind
from sanshe.domain.boards.models import Board, Comment, ModerationAct, Post, Report
from sanshe.domain.boards.queries.boards import running
from sanshe.domain.boards.rules import KEEPERS
from sanshe.domain.organisations.choices import MANAGING
from sanshe.domain.organisations.models import Membership
from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.models import Person, Role
from sanshe.domain.places.models import Community

QUARTERS_SHOWN = 8


@dataclass(frozen=True)
class Waiting:
    """Something reported, with everything that was said against it."""

    writing: Post | Comment
    reports: list[Report]

    @property
    def since(self) -> datetime:
        """Since when it waits."""
        return self.reports[0].reported_at


@dataclass(frozen=True)
class Counts:
    """How often moderators decided what within three months."""

    starts_at: datetime
    reported: int
    hidden: int
    dismissed: int
    appealed: int
    restored: int

    @property
    def quarter(self) -> int:
        """Which quarter of its year it is, from 1 to 4."""
        return (timezone.localtime(self.starts_at).month + 2) // 3


def moderates_somewhere(*, person: Person | None, at: datetime) -> bool:
    """Tell whether there is any board that the person looks after."""
    if person is None:
        return False
    offices = Membership.objects.filter(running(at), person=person, kind__in=MANAGING)
    return offices.exists() or Role.objects.filter(running(at), person=person, kind__in=KEEPERS).exists()


def reports_waiting(*, person: Person, at: datetime) -> QuerySet:
    """Return what waits for this moderator, one row per notice or answer, what waits longest first.

    Each row names `post_id` or `comment_id`; `with_writings` brings the rest of a page of them.
    """
    return (
        Report.objects.filter(settled_by=None)
        .filter(
            Q(post__in=_posts_of(person, at).exclude(author=person).filter(taken_down_at=None))
            | Q(
                comment__in=Comment.objects.filter(post__in=_posts_of(person, at), taken_down_at=None).exclude(
                    author=person
                )
            )
        )
        .order_by()
        .values("post_id", "comment_id")
        .annotate(since=Min("reported_at"))
        .order_by("since", "post_id", "comment_id")
    )


def with_writings(*, rows: Iterable[dict]) -> list[Waiting]:
    """Return the rows of `reports_waiting` with what was written and every open report."""
    rows = list(rows)
    posts = _posts_by_id([row["post_id"] for row in rows])
    comments = _comments_by_id([row["comment_id"] for row in rows])
    reports: dict[UUID, list[Report]] = defaultdict(list)
    for report in Report.objects.filter(Q(post__in=posts) | Q(comment__in=comments), settled_by=None):
        reports[report.post_id or report.comment_id].append(report)
    return [
        Waiting(posts.get(row["post_id"]) or comments[row["comment_id"]], reports[row["post_id"] or row["comment_id"]])
        for row in rows
    ]


def appeals_waiting(*, person: Person, at: datetime) -> QuerySet[ModerationAct]:
    """Return the objections that this person may decide, the oldest first."""
    posts = Post.objects.filter(_kept_by(person, at))
    return (
        _acts()
        .filter(kind=ModerationKind.APPEALED, answered_by=None)
        .filter(Q(post__in=posts) | Q(comment__post__in=posts))
        .exclude(actor=person)
        .exclude(answers__actor=person)
        .order_by("at", "pk")
    )


def decisions_lately(*, person: Person, at: datetime) -> QuerySet[ModerationAct]:
    """Return what was decided on the boards that the person looks after, the latest first."""
    posts = _posts_of(person, at)
    return (
        _acts()
        .exclude(kind=ModerationKind.APPEALED)
        .filter(Q(post__in=posts) | Q(comment__post__in=posts))
        .order_by("-at", "-pk")
    )


def open_reports(*, writing: Post | Comment) -> list[Report]:
    """Return the reports of one notice or answer that nobody has decided about, the oldest first."""
    return list(writing.reports.filter(settled_by=None))


def history_of(*, writing: Post | Comment) -> list[ModerationAct]:
    """Return every step that was taken about one notice or answer, the oldest first."""
    return list(writing.acts.select_related("actor", "answers"))


def open_appeal(*, writing: Post | Comment) -> ModerationAct | None:
    """Return the objection to the hiding that stands, while nobody has decided it, with that hiding."""
    if writing.hiding_id is None:
        return None
    return (
        ModerationAct.objects.filter(kind=ModerationKind.APPEALED, answers=writing.hiding_id, answered_by=None)
        .select_related("answers", "actor")
        .first()
    )


def quarterly_counts(*, community: Community) -> list[Counts]:
    """Return how often what was decided about the boards of a community and its groups, the latest quarter first."""
    here = Q(board__community=community) | Q(board__organization__community=community)
    posts, comments = Post.objects.filter(here), Comment.objects.filter(post__in=Post.objects.filter(here))
    where = Q(post__in=posts) | Q(comment__in=comments)
    counted: dict[datetime, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    acts = ModerationAct.objects.filter(where).order_by().annotate(quarter=TruncQuarter("at"))
    for quarter, kind, count in acts.values_list("quarter", "kind").annotate(Count("pk")):
        counted[quarter][kind] = count
    reports = Report.objects.filter(where).order_by().annotate(quarter=TruncQuarter("reported_at"))
    for quarter, count in reports.values_list("quarter").annotate(Count("pk")):
        counted[quarter]["reported"] = count
    return [
        Counts(
            starts_at=quarter,
            reported=counted[quarter]["reported"],
            hidden=counted[quarter][ModerationKind.HIDDEN],
            dismissed=counted[quarter][ModerationKind.DISMISSED],
            appealed=counted[quarter][ModerationKind.APPEALED],
            restored=counted[quarter][ModerationKind.RESTORED],
        )
        for quarter in sorted(counted, reverse=True)[:QUARTERS_SHOWN]
    ]


def _posts_of(person: Person, at: datetime) -> QuerySet[Post]:
    offices = Membership.objects.filter(running(at), person=person, kind__in=MANAGING)
    return Post.objects.filter(_kept_by(person, at) | Q(board__organization__in=offices.values("organization")))


def _kept_by(person: Person, at: datetime) -> Q:
    """Return the condition that a notice stands where the person keeps the peace, as `rules.keeps_peace` has it."""
    roles = Role.objects.filter(running(at), person=person, kind__in=KEEPERS)
    places = roles.exclude(community=None).values("community")
    everywhere = Q(pk__isnull=False) if roles.filter(community=None).exists() else Q(pk__in=[])
    district = roles.filter(kind=RoleKind.DISTRICT_OFFICER).exists()
    nowhere = Board.objects.filter(organization__isnull=False, organization__community=None)
    return (
        everywhere
        | Q(board__community__in=places)
        | Q(board__organization__community__in=places)
        | (Q(board__in=nowhere) if district else Q(pk__in=[]))
    )


def _acts() -> QuerySet[ModerationAct]:
    return ModerationAct.objects.select_related(
        "actor",
        "answers",
        "post__author",
        "post__board__organization__community",
        "post__board__community",
        "comment__author",
        "comment__post__board__organization__community",
        "comment__post__board__community",
    )


def _posts_by_id(ids: list[UUID]) -> dict[UUID, Post]:
    posts = Post.objects.filter(pk__in=[pk for pk in ids if pk])
    return {
        post.pk: post
        for post in posts.select_related(
            "author", "hiding", "board__organization__community", "board__community"
        ).prefetch_related("pictures")
    }


def _comments_by_id(ids: list[UUID]) -> dict[UUID, Comment]:
    comments = Comment.objects.filter(pk__in=[pk for pk in ids if pk])
    return {
        comment.pk: comment
        for comment in comments.select_related(
            "author", "hiding", "post__board__organization__community", "post__board__community"
        )
    }
