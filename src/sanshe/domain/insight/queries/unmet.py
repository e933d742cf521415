"""Which needs are unmet, since when, why, and for how many households; and the records kept of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from sanshe.domain.exchange.choices import AGE_BAND_YEARS, AgreementState, ClosedAs, IntentStatus, SettledAs, Side
from sanshe.domain.exchange.models import Need
from sanshe.domain.insight.choices import PATIENCE
from sanshe.domain.insight.models import EvidenceRun, UnmetRecord
from sanshe.domain.places.models import Community
from sanshe.engines import demand

BEYOND_HELP = (ClosedAs.GIVEN_UP, ClosedAs.EXPIRED)
MET = Q(status=IntentStatus.MET) | Q(closed_as=ClosedAs.SOLVED_ELSEWHERE)
FOR_WHOM = ("community", "category", "category__parent", "need", "need__person")


@dataclass(frozen=True)
class Unmet:
    """A need that found nobody, as a record keeps it."""

    need_id: UUID
    community_id: UUID
    category_id: UUID | None
    age_band: str
    cause: str
    households: int
    is_private: bool
    first_unmet_at: datetime


def unmet(*, at: datetime) -> Q:
    """Return the condition that a need is unmet: it lacks a hand and cannot find one, or it was closed without any.

    It cannot find one when its time is over, when no offer answers it, or when it has no deadline and has stood for two
    weeks. A need that recurs has no deadline.
    """
    is_dated = Q(recurrence="") & (Q(starts_at__isnull=False) | Q(ends_at__isnull=False))
    is_over = Q(recurrence="") & (Q(ends_at__lte=at) | Q(ends_at=None, starts_at__lte=at))
    is_lacking = Q(status=IntentStatus.OPEN, helpers_taken__lt=F("helpers_wanted"))
    stands_long = ~is_dated & Q(posted_at__lte=at - PATIENCE)
    return is_lacking & (is_over | Q(answer_count=0) | stands_long) | Q(closed_as__in=BEYOND_HELP)


def needs_to_look_at(*, at: datetime) -> QuerySet[Need]:
    """Return the needs whose record is to be written or brought up to date, in a fixed order.

    A need that was closed without help is looked at once: its record is history then.
    """
    recorded = UnmetRecord.objects.filter(need=OuterRef("pk"))
    closed_and_kept = Q(closed_as__in=BEYOND_HELP) & Exists(recorded.filter(resolved_at=None))
    return Need.objects.filter(unmet(at=at)).exclude(closed_and_kept).order_by("pk")


def unmet_among(*, needs: Sequence[UUID], at: datetime) -> list[Unmet]:
    """Return which of these needs are unmet, each with its cause and its households, in two queries."""
    by_helper = Q(
        agreements__state__in=(AgreementState.CANCELLED, AgreementState.MISSED), agreements__ended_by="provider"
    )
    not_kept = Q(agreements__state=AgreementState.SETTLED, agreements__settled_as=SettledAs.NOT_KEPT)
    asked = Q(agreements__asked_by_receiver=True)
    waits_for_helper = Q(agreements__state=AgreementState.REQUESTED, agreements__turn=Side.PROVIDER)
    rows = list(
        Need.objects.filter(unmet(at=at), pk__in=needs)
        .annotate(
            declined=Count(
                "agreements", filter=asked & Q(agreements__state=AgreementState.DECLINED) | by_helper | not_kept
            ),
            unanswered=Count(
                "agreements", filter=asked & Q(agreements__state=AgreementState.LAPSED) | waits_for_helper
            ),
        )
        .order_by("pk")
        .defer("lexemes")
    )
    households = _households([need.pk for need in rows], at)
    return [
        Unmet(
            need_id=need.pk,
            community_id=need.community_id,
            category_id=need.category_id,
            age_band=need.age_band or _band_of(need.age_years),
            cause=demand.cause_of(
                declined=need.declined,
                unanswered=need.unanswered,
                answer_count=need.answer_count,
                refusal_counts=need.refusal_counts,
            ),
            households=households[need.pk],
            is_private=need.is_private,
            first_unmet_at=_since(need, at),
        )
        for need in rows
    ]


def batches(*, needs: QuerySet[Need], size: int) -> Iterator[list[UUID]]:
    """Yield the keys of these needs, so many at a time, each read when it is wanted."""
    after: UUID | None = None
    while True:
        found = needs if after is None else needs.filter(pk__gt=after)
        keys = list(found.order_by("pk").values_list("pk", flat=True)[:size])
        if not keys:
            return
        yield keys
        after = keys[-1]


def evidence_run() -> EvidenceRun | None:
    """Return the latest going over all needs."""
    return EvidenceRun.objects.first()


@dataclass(frozen=True)
class Wanted:
    """Which records are looked for; None: whatever it is. An empty category or age is one of its own: not said."""

    since: datetime
    category: UUID | str | None = None
    age_band: str | None = None
    cause: str | None = None
    is_resolved: bool | None = None


def records(*, community: Community, wanted: Wanted, with_private: bool) -> QuerySet[UnmetRecord]:
    """Return the records of a community, the latest first; those in confidence only where asked for."""
    found = UnmetRecord.objects.filter(community=community, first_unmet_at__gte=wanted.since).select_related(*FOR_WHOM)
    if not with_private:
        found = found.filter(is_private=False)
    if wanted.category is not None:
        found = found.filter(category=wanted.category or None)
    if wanted.age_band is not None:
        found = found.filter(age_band=wanted.age_band)
    if wanted.cause is not None:
        found = found.filter(cause=wanted.cause)
    if wanted.is_resolved is not None:
        found = found.filter(resolved_at__isnull=not wanted.is_resolved)
    return found


def cause_counts(*, community: Community, wanted: Wanted, with_private: bool) -> dict[str, int]:
    """Return how many of the records looked for there are of each cause."""
    rows = records(community=community, wanted=wanted, with_private=with_private).order_by().values_list("cause")
    return dict(rows.annotate(Count("pk")))


def _since(need: Need, at: datetime) -> datetime:
    """Return the first instant at which the need was unmet, as far as it is known."""
    moments = [at]
    if need.closed_as in BEYOND_HELP and need.closed_at:
        moments.append(need.closed_at)
    end = need.ends_at or need.starts_at
    if not need.recurrence and end:
        moments.append(end)
    else:
        moments.append(need.posted_at + PATIENCE)
    if need.answer_count == 0 and need.answers_counted_at:
        moments.append(need.answers_counted_at)
    return max(min(moments), need.posted_at)


def _band_of(age_years: int | None) -> str:
    if age_years is None:
        return ""
    return next((band.value for band, (low, high) in AGE_BAND_YEARS.items() if low <= age_years <= high), "")


def _households(needs: Iterable[UUID], at: datetime) -> dict[UUID, int]:
    """Return how many homes have each need: the one that said it, and those that said "me too".

    Somebody whose home is not known is one of their own.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT voice.need_id, count(DISTINCT coalesce(home.household_id, voice.person_id, voice.need_id))
              FROM (SELECT id AS need_id, person_id FROM exchange_need WHERE id = ANY(%(needs)s)
                     UNION
                    SELECT need_id, person_id FROM exchange_metoo WHERE need_id = ANY(%(needs)s)) voice
              LEFT JOIN LATERAL (
                    SELECT household_id FROM people_householdmember
                     WHERE person_id = voice.person_id AND starts_at <= %(at)s
                       AND (ends_at IS NULL OR ends_at > %(at)s)
                     ORDER BY household_id LIMIT 1) home ON true
             GROUP BY voice.need_id
            """,
            {"needs": list(needs), "at": at},
        )
        return dict(cursor.fetchall())
