"""Keeping the records of unmet needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from procrastinate.contrib.django import app

from sanshe.domain.exchange.choices import ClosedAs
from sanshe.domain.exchange.models import Need
from sanshe.domain.insight import queries, rules
from sanshe.domain.insight.errors import EvidenceBeingMade, EvidenceForbidden
from sanshe.domain.insight.models import EvidenceRun, UnmetRecord
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.kernel import journal

BATCH = 1000
TASK = "sanshe.domain.insight.jobs.keep_evidence_now"
# A run not finished by then has lost its worker for good.
GIVEN_UP_AFTER = timedelta(hours=1)
UPDATED = ("category", "age_band", "cause", "households", "is_private", "resolved_at")


def start_evidence_run(*, actor: Person, community: Community, at: datetime) -> EvidenceRun:
    """Have the records of unmet needs brought up to date now, by the job queue; the run tells how far it is.

    Raises
    ------
    EvidenceForbidden
        The desk of this community is not open to the actor.
    EvidenceBeingMade
        Another run is under way.
    """
    if not rules.may_refresh_evidence(person=actor, community=community, at=at):
        raise EvidenceForbidden
    with transaction.atomic():
        _lock()
        EvidenceRun.objects.filter(finished_at=None, started_at__lte=at - GIVEN_UP_AFTER).update(finished_at=at)
        if EvidenceRun.objects.filter(finished_at=None).exists():
            raise EvidenceBeingMade
        run = EvidenceRun.objects.create(
            requested_by=actor, started_at=at, total=queries.needs_to_look_at(at=at).count()
        )
        journal.record(
            operation="insight.start_evidence_run", subject=run, actor=actor, at=at, community_code=community.code
        )
        app.configure_task(TASK).defer(run_id=str(run.pk), at=at.isoformat())
    return run


def keep_evidence(*, at: datetime, run_id: UUID | None = None) -> int:
    """Record which needs are unmet and why, and which unmet ones were met; return how many records were written.

    It can be repeated and cut off at any point: what is recorded stays as it is, the rest follows next time. Each batch
    is a transaction of its own, and two runs take turns.
    """
    written = 0
    for needs in queries.batches(needs=queries.needs_to_look_at(at=at), size=BATCH):
        written += _keep(needs, at, run_id)
    written += _resolve(at)
    with transaction.atomic():
        _lock()
        EvidenceRun.objects.filter(pk=run_id, finished_at=None).update(finished_at=at, done=F("total"))
        if written:
            journal.record(operation="insight.keep_evidence", subject=None, at=at, detail={"written": written})
    return written


@dataclass(frozen=True)
class CountedBefore:
    """Households that found nobody for something, counted on paper before there were needs here."""

    community: Community
    category: TaxonomyTerm | None
    age_band: str
    cause: str
    households: int
    first_unmet_at: datetime


def take_over_counts(*, counts: Sequence[CountedBefore], source: str, actor: Person | None, at: datetime) -> int:
    """Take over what a survey or a list on paper counted, for an installation that begins with it; return how many.

    The same source is taken over once: again, it replaces what it said before.
    """
    with transaction.atomic():
        _lock()
        UnmetRecord.objects.filter(source=source, need=None).delete()
        UnmetRecord.objects.bulk_create(
            UnmetRecord(
                source=source,
                community=one.community,
                category=one.category,
                age_band=one.age_band,
                cause=one.cause,
                households=one.households,
                first_unmet_at=one.first_unmet_at,
            )
            for one in counts
        )
        journal.record(
            operation="insight.take_over_counts",
            subject=None,
            actor=actor,
            at=at,
            detail={"source": source, "rows": len(counts)},
        )
    return len(counts)


def _keep(needs: list[UUID], at: datetime, run_id: UUID | None) -> int:
    with transaction.atomic():
        _lock()
        # Read again behind the lock: another run, or a resident, may have been quicker.
        found = queries.unmet_among(needs=needs, at=at)
        known = UnmetRecord.objects.in_bulk([one.need_id for one in found], field_name="need_id")
        changed = [row for one in found if (row := _row(one, known.get(one.need_id)))]
        UnmetRecord.objects.bulk_create(changed, update_conflicts=True, unique_fields=["need"], update_fields=UPDATED)
        if run_id is not None:
            _advance(run_id, len(needs))
    return len(changed)


def _row(one: queries.Unmet, known: UnmetRecord | None) -> UnmetRecord | None:
    """Return the record of an unmet need where it is new or says something else than before."""
    said = {
        "category_id": one.category_id,
        "age_band": one.age_band,
        "cause": one.cause,
        "households": one.households,
        "is_private": one.is_private,
        "resolved_at": None,
    }
    if known is None:
        return UnmetRecord(
            need_id=one.need_id, community_id=one.community_id, first_unmet_at=one.first_unmet_at, **said
        )
    if all(getattr(known, name) == value for name, value in said.items()):
        return None
    for name, value in said.items():
        setattr(known, name, value)
    return known


def _resolve(at: datetime) -> int:
    """Close the records of needs that were met or can be met again; let go of those of needs that were the same."""
    with transaction.atomic():
        _lock()
        of_needs = UnmetRecord.objects.filter(need__isnull=False)
        twice, _by_model = of_needs.filter(need__closed_as=ClosedAs.MERGED).delete()
        needs = Need.objects.filter(pk__in=of_needs.filter(resolved_at=None).values("need"))
        met = dict(needs.filter(queries.MET).values_list("pk", "closed_at"))
        can_be_met = needs.filter(status="open").exclude(queries.unmet(at=at))
        closing = {**dict.fromkeys(can_be_met.values_list("pk", flat=True), at), **met}
        rows = list(of_needs.filter(need__in=list(closing)))
        for row in rows:
            row.resolved_at = max(closing[row.need_id] or at, row.first_unmet_at)
        UnmetRecord.objects.bulk_update(rows, ["resolved_at"], batch_size=BATCH)
    return twice + len(rows)


def _advance(run_id: UUID, count: int) -> None:
    """Move the progress on; what came about since the run began makes it longer."""
    EvidenceRun.objects.filter(Q(pk=run_id), finished_at=None).update(
        done=F("done") + count, total=Greatest(F("total"), F("done") + count)
    )


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('sanshe.insight.evidence', 0))")
