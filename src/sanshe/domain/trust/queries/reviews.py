"""Reviews: for the two sides, for the page of the reviewed, for who decides about reports."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from sanshe.domain.exchange import queries as exchange
from sanshe.domain.exchange.choices import Side
from sanshe.domain.exchange.models import Agreement
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.choices import WORKERS
from sanshe.domain.people.models import Person
from sanshe.domain.people.queries import running_roles_of_kinds
from sanshe.domain.trust import rules
from sanshe.domain.trust.models import Review, ReviewReport

HIDDEN_LATELY, HIDDEN_SHOWN = timedelta(days=90), 20
PARTS = (
    "agreement__community",
    "agreement__need",
    "agreement__offer",
    "agreement__receiver",
    "agreement__provider",
    "agreement__provider_organization",
    "author",
    "author_organization",
    "about",
    "about_organization",
    "reply",
)


def reviews_of(*, agreement: Agreement) -> dict[str, Review]:
    """Return what was written about an agreement, by side; who may read which, `rules` say."""
    return {one.side: one for one in Review.objects.filter(agreement=agreement).select_related(*PARTS)}


def review_for(*, actor: Person | None, pk: UUID, at: datetime) -> Review | None:
    """Return a review to whoever may read it."""
    review = Review.objects.filter(pk=pk).select_related(*PARTS).first()
    return review if review and rules.may_read_review(person=actor, review=review, at=at) else None


def shown_reviews(
    *, at: datetime, about: Person | None = None, about_organization: Organization | None = None
) -> QuerySet[Review]:
    """Return what everybody who opens a record reads there, the newest first.

    Not among it: what is still closed, what was hidden, and what was arranged in confidence.
    """
    return (
        Review.objects.filter(
            Q(agreement__need=None) | Q(agreement__need__is_private=False),
            about=about,
            about_organization=about_organization,
            opens_at__lte=at,
            hidden_at=None,
        )
        .select_related(*PARTS)
        .order_by("-opens_at", "-id")
    )


def reported_reviews(*, person: Person, at: datetime) -> QuerySet[Review]:
    """Return the reviews with reports to decide where somebody works, each with `waiting`, the oldest first."""
    waiting = ReviewReport.objects.filter(decided_at=None).select_related("reporter")
    works_in = running_roles_of_kinds(person=person, kinds=WORKERS, at=at).values("community")
    return (
        Review.objects.filter(Exists(waiting.filter(review=OuterRef("pk"))), agreement__community__in=works_in)
        .exclude(Q(agreement__receiver=person) | Q(agreement__provider__isnull=False, agreement__provider=person))
        .select_related(*PARTS)
        .prefetch_related(Prefetch("reports", queryset=waiting, to_attr="waiting"))
        .order_by("written_at", "id")
    )


def hidden_reviews(*, person: Person, at: datetime) -> list[Review]:
    """Return the reviews that were hidden lately where somebody works, the latest first, at most twenty."""
    works_in = running_roles_of_kinds(person=person, kinds=WORKERS, at=at).values("community")
    hidden = Review.objects.filter(hidden_at__gt=at - HIDDEN_LATELY, agreement__community__in=works_in)
    sides = Q(agreement__receiver=person) | Q(agreement__provider__isnull=False, agreement__provider=person)
    return list(hidden.exclude(sides).select_related(*PARTS).order_by("-hidden_at", "-id")[:HIDDEN_SHOWN])


def reviews_waiting_of(*, person: Person, at: datetime) -> QuerySet[Agreement]:
    """Return the agreements that ended lately and of which somebody has not said how it was, the newest first."""
    written = Review.objects.filter(agreement=OuterRef("pk"))
    receives = Q(receiver=person) & ~Exists(written.filter(side=Side.RECEIVER))
    gives = ~Q(receiver=person) & ~Exists(written.filter(side=Side.PROVIDER))
    other_is_open = Exists(written.filter(opens_at__lte=at))
    return (
        exchange.agreements_of(person=person, at=at)
        .filter(receives | gives, state__in=rules.REVIEWABLE, ended_at__gt=at - rules.REVIEWED_FOR)
        .exclude(other_is_open)
        .order_by(F("ended_at").desc(), "-id")
    )
