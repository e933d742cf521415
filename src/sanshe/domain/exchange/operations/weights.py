"""Changing what the ranking counts: proposed, looked at on the needs of the day before, then put into force."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from procrastinate.contrib.django import app

from sanshe.domain.exchange import queries, rules
from sanshe.domain.exchange.errors import (
    PreviewMissing,
    PreviewStale,
    WeightsForbidden,
    WeightsUnchanged,
    WeightsUnfit,
)
from sanshe.domain.exchange.models import Weighting
from sanshe.domain.exchange.queries.weights import previewed_day, previewed_needs
from sanshe.domain.people.models import Person
from sanshe.engines.matching.score import PARTS, Weights
from sanshe.kernel import journal
from sanshe.kernel.fields import plain_text

PREVIEW_TASK = "sanshe.domain.exchange.jobs.answers.preview_weights"
WHOLE = 100
NOTE_MAX = 200
CHUNK = 25
# Side by side stand the first three before and after.
TOP = 3
FRESH = timedelta(days=2)
# What was learned is looked at on the needs of a week.
LEARNED_DAYS = 7


def propose_weights(*, actor: Person, points: Mapping[str, int], at: datetime, note: str = "") -> Weighting:
    """Propose what each part of the ranking is to count, in points of a hundred; a worker makes the preview.

    Nothing changes for anybody until `activate_weights`.

    Raises
    ------
    WeightsForbidden
        The actor is neither district officer nor operator.
    WeightsUnfit
        The points do not make 100, one is negative, or a part is missing.
    WeightsUnchanged
        These weights are in force.
    """
    if not rules.may_weigh(person=actor, at=at):
        raise WeightsForbidden
    total = sum(points.get(name, 0) for name in PARTS)
    if set(points) != set(PARTS) or min(points.values()) < 0 or total != WHOLE:
        raise WeightsUnfit(total=total)
    with transaction.atomic():
        lock()
        if points_of(queries.weights_in_force()) == dict(points):
            raise WeightsUnchanged
        return draft(points=points, at=at, actor=actor, note=" ".join(plain_text(note).split())[:NOTE_MAX])


def draft(
    *,
    points: Mapping[str, int],
    at: datetime,
    actor: Person | None = None,
    note: str = "",
    learned: dict[str, Any] | None = None,
) -> Weighting:
    """Write a proposal down, by somebody or learned, and let its preview be made; within `lock`."""
    last = Weighting.objects.aggregate(Max("number"))["number__max"] or 0
    weighting = Weighting.objects.create(
        number=last + 1,
        note=note,
        proposed_by=actor,
        learned=learned,
        proposed_at=at,
        **{name: points[name] / WHOLE for name in PARTS},
    )
    _start_preview(weighting, at=at)
    _record("propose_weights", weighting, actor=actor, at=at, points=dict(points))
    return weighting


def renew_preview(*, actor: Person, weighting_id: UUID, at: datetime) -> Weighting:
    """Let the preview of a proposal be made anew, compared with what is in force now.

    Raises
    ------
    WeightsForbidden
        The actor may not, or there is no such proposal.
    WeightsUnchanged
        It is in force.
    """
    with transaction.atomic():
        weighting = _locked(weighting_id, actor=actor, at=at)
        if weighting.activated_at is not None:
            raise WeightsUnchanged
        weighting.preview = weighting.previewed_at = None
        weighting.save(update_fields=["preview", "previewed_at"])
        _start_preview(weighting, at=at)
        _record("renew_preview", weighting, actor=actor, at=at)
    return weighting


def activate_weights(*, actor: Person, weighting_id: UUID, at: datetime) -> Weighting:
    """Put proposed weights into force, once somebody could see what they change; those before them end.

    Doing it twice is once. Weights that were in force before are proposed anew, so that they are looked at anew.

    Raises
    ------
    WeightsForbidden
        The actor may not, or there is no such proposal.
    PreviewMissing
        The preview is not ready.
    PreviewStale
        It is some days old, or others came into force since.
    """
    with transaction.atomic():
        weighting = _locked(weighting_id, actor=actor, at=at)
        if weighting.activated_at is not None and weighting.ended_at is None:
            return weighting
        if weighting.previewed_at is None or weighting.preview is None:
            raise PreviewMissing
        running = queries.weighting_in_force()
        against = running.number if running else 0
        is_old = at - weighting.previewed_at > FRESH
        if weighting.activated_at is not None or is_old or weighting.preview["against"] != against:
            raise PreviewStale
        before = points_of(queries.weights_in_force())
        if running:
            running.ended_at = max(at, running.activated_at or at)
            running.save(update_fields=["ended_at"])
        weighting.activated_at = at
        weighting.save(update_fields=["activated_at"])
        after = points_of(queries.weights_of(weighting))
        _record("activate_weights", weighting, actor=actor, at=at, before=before, after=after)
    return weighting


def preview_weights(*, weighting_id: UUID, at: datetime) -> int:
    """Look for the needs of the day before whom proposed weights would name first; return how many were looked at.

    Each chunk is kept once it is done, so a worker that died goes on where it stood, and two do not get in each
    other's way. The needs of that day are looked at as if they hung on the board now.
    """
    looked_at = 0
    while (work := _next_chunk(weighting_id, at=at)) is not None:
        start, ids, before, after = work
        rows = _compare(ids, before=before, after=after, at=at)
        _keep_chunk(weighting_id, start=start, rows=rows, at=at)
        looked_at += len(ids)
    return looked_at


def points_of(weights: Weights) -> dict[str, int]:
    """Return weights in points of a hundred, as people set them."""
    return {name: round(getattr(weights, name) * WHOLE) for name in PARTS}


def _next_chunk(weighting_id: UUID, *, at: datetime) -> tuple[int, list[UUID], Weights, Weights] | None:
    """Return what is to be looked at next, or None where the preview is ready; the first call finds the needs."""
    with transaction.atomic():
        weighting = Weighting.objects.select_for_update(of=["self"]).filter(pk=weighting_id).first()
        if weighting is None or weighting.previewed_at is not None:
            return None
        if weighting.preview is None:
            weighting.preview = _empty_preview(at=at, days=LEARNED_DAYS if weighting.learned else 1)
        preview = weighting.preview
        if preview["seen"] >= len(preview["ids"]):
            weighting.previewed_at = at
        weighting.save(update_fields=["preview", "previewed_at"])
        if weighting.previewed_at is not None:
            return None
        start = preview["seen"]
        ids = [UUID(pk) for pk in preview["ids"][start : start + CHUNK]]
        return start, ids, queries.weights_in_force(), queries.weights_of(weighting)


def _empty_preview(*, at: datetime, days: int) -> dict[str, Any]:
    day = previewed_day(at=at)
    since = day - timedelta(days=days - 1) if day else None
    ids, of = previewed_needs(since=since, until=day) if since and day else ([], 0)
    running = queries.weighting_in_force()
    return {
        "since": since.isoformat() if since else "",
        "day": day.isoformat() if day else "",
        "against": running.number if running else 0,
        "ids": [str(pk) for pk in ids],
        "of": of,
        "seen": 0,
        "changed": 0,
        "rows": [],
    }


def _compare(ids: Sequence[UUID], *, before: Weights, after: Weights, at: datetime) -> list[dict[str, Any]]:
    needs = list(queries.needs_with(ids=ids).order_by("pk"))
    rows = []
    was = queries.considered_for_needs(needs=needs, at=at, limit=TOP, weights=before)
    becomes = queries.considered_for_needs(needs=needs, at=at, limit=TOP, weights=after)
    for need in needs:
        old, new = ([str(one.intent.pk) for one in found[need.pk].answers[:TOP]] for found in (was, becomes))
        if old != new:
            rows.append({"need": str(need.pk), "before": old, "after": new})
    return rows


def _keep_chunk(weighting_id: UUID, *, start: int, rows: list[dict[str, Any]], at: datetime) -> None:
    with transaction.atomic():
        weighting = Weighting.objects.select_for_update(of=["self"]).get(pk=weighting_id)
        preview = weighting.preview
        if preview is None or preview["seen"] != start:
            return  # another worker was faster, or the preview is made anew
        preview["seen"] = min(start + CHUNK, len(preview["ids"]))
        preview["rows"] += rows
        preview["changed"] = len(preview["rows"])
        if preview["seen"] == len(preview["ids"]):
            weighting.previewed_at = at
        weighting.save(update_fields=["preview", "previewed_at"])


def _start_preview(weighting: Weighting, *, at: datetime) -> None:
    app.configure_task(PREVIEW_TASK).defer(weighting_id=str(weighting.pk), at=at.isoformat())


def _locked(weighting_id: UUID, *, actor: Person, at: datetime) -> Weighting:
    lock()
    weighting = Weighting.objects.select_for_update(of=["self"]).filter(pk=weighting_id).first()
    if weighting is None or not rules.may_weigh(person=actor, at=at):
        raise WeightsForbidden
    return weighting


def lock() -> None:
    """Let nobody else propose weights or put them into force until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('sanshe.exchange.weights', 0))")


def _record(operation: str, weighting: Weighting, *, actor: Person | None, at: datetime, **detail: Any) -> None:
    journal.record(
        operation=f"exchange.{operation}",
        subject=weighting,
        actor=actor,
        at=at,
        detail={"number": weighting.number, **detail},
    )
