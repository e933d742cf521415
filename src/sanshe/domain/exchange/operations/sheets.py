"""Lists of services and needs that a worker sends: looked through first, then taken in, the whole or nothing.

What would become of a row is found out by doing it and undoing it: so nothing that the preview calls right is refused
later for a reason that could have been told. A row is known by what it says (`source_id`), so the same list may come
again and makes no doubles.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app

from sanshe.domain.exchange.choices import SheetKind, SheetState
from sanshe.domain.exchange.errors import SheetForbidden, SheetMovedOn
from sanshe.domain.exchange.models import SheetImport
from sanshe.domain.exchange.models.sheets import FILE_NAME_MAX
from sanshe.domain.exchange.operations.sheet_rows import NeedRows, Outcome, ServiceRows
from sanshe.domain.people import queries as people
from sanshe.domain.people.models import Person
from sanshe.domain.people.rules import is_worker
from sanshe.domain.places.models import Community
from sanshe.kernel import journal

CHECK_TASK = "sanshe.domain.exchange.jobs.sheets.check_sheet"
TAKE_IN_TASK = "sanshe.domain.exchange.jobs.sheets.take_in_sheet"
# A list as short as this is looked through while its sender waits.
AT_ONCE = 40
CHUNK = 40
# Nobody puts more than this right in one go; the rest shows when the list comes again.
PROBLEMS_MAX = 500
# Names of residents do not stay longer than this in a list that nobody took in.
KEPT = timedelta(days=14)
ROWS_OF = {SheetKind.NEEDS: NeedRows, SheetKind.SERVICES: ServiceRows}


@dataclass(frozen=True)
class _Work:
    """The next rows to look at, and what was read of the rows before them."""

    sheet: SheetImport
    start: int
    rows: list[dict[str, Any]]
    prints: dict[str, int]


class _Stopped(Exception):
    """The list was put aside while it was being taken in."""


class _Refused(Exception):
    """Rows that could not be taken in after all."""

    def __init__(self, problems: list[dict[str, Any]]) -> None:
        super().__init__()
        self.problems = problems


def receive_sheet(
    *,
    actor: Person,
    community: Community,
    kind: str,
    file_name: str,
    digest: str,
    rows: Sequence[Mapping[str, Any]],
    problems: Sequence[Mapping[str, Any]] = (),
    headings: Mapping[str, str] | None = None,
    at: datetime,
) -> SheetImport:
    """Take a list as it was read from a file, and look it through; nothing of it is taken in yet.

    `problems` (row, column, code, params) are those of cells that could not be read; `headings` says how the file
    calls the columns. A short list is looked through at
    once, a longer one by the queue. The same file that still waits here is not taken twice.

    Raises
    ------
    SheetForbidden
        The actor does not work for the community.
    """
    if not is_worker(person=actor, community=community, at=at):
        raise SheetForbidden
    unreadable = {problem["row"] for problem in problems}
    with transaction.atomic():
        _lock(f"receive {community.pk} {digest}")
        waiting = SheetImport.objects.filter(
            community=community,
            kind=kind,
            digest=digest,
            state__in=(SheetState.CHECKING, SheetState.READY, SheetState.IMPORTING),
        )
        if found := waiting.first():
            return found
        sheet = SheetImport.objects.create(
            kind=SheetKind(kind),
            community=community,
            sent_by=actor,
            sent_at=at,
            file_name=file_name[-FILE_NAME_MAX:],
            digest=digest,
            headings=dict(headings or {}),
            rows=[{"row": row["row"], "is_unread": True} if row["row"] in unreadable else dict(row) for row in rows],
            row_count=len(rows),
            problems=list(problems[:PROBLEMS_MAX]),
        )
        is_long = len(rows) > AT_ONCE
        if is_long:
            app.configure_task(CHECK_TASK).defer(sheet_id=str(sheet.pk), at=at.isoformat())
        _record("receive_sheet", sheet, actor=actor, at=at)
    if not is_long:
        check_sheet(sheet_id=sheet.pk, at=at)
        sheet.refresh_from_db()
    return sheet


def check_sheet(*, sheet_id: UUID, at: datetime) -> int:
    """Look a list through, a few rows at a time; return how many rows were looked at.

    Each chunk is kept once it is done, so a worker that died goes on where it stood.
    """
    looked_at = 0
    while (work := _next_chunk(sheet_id)) is not None:
        outcomes = _look(work, at=at)
        _keep_chunk(work, outcomes)
        looked_at += len(work.rows)
    return looked_at


def import_sheet(*, actor: Person, sheet_id: UUID, at: datetime) -> SheetImport:
    """Take a list in that was looked through and has no fault left; a long one is left to the queue. Twice is once.

    Raises
    ------
    SheetForbidden, SheetMovedOn
        The actor does not work there; or something has to be put right first, or it was put aside.
    """
    with transaction.atomic():
        sheet = _locked(sheet_id, actor=actor, at=at)
        if sheet.state in (SheetState.IMPORTING, SheetState.DONE):
            return sheet
        if sheet.state != SheetState.READY:
            raise SheetMovedOn
        sheet.state = SheetState.IMPORTING
        sheet.save(update_fields=["state"])
        is_long = sheet.row_count > AT_ONCE
        if is_long:
            app.configure_task(TAKE_IN_TASK).defer(sheet_id=str(sheet.pk), actor_id=str(actor.pk), at=at.isoformat())
    if not is_long:
        take_in_sheet(sheet_id=sheet.pk, actor_id=actor.pk, at=at)
        sheet.refresh_from_db()
    return sheet


def take_in_sheet(*, sheet_id: UUID, actor_id: UUID, at: datetime) -> int:
    """Take in every row of a list in one go, or none of them where one is refused; return how many were new.

    Rows that are here already are left as they are. Whoever puts the list aside meanwhile stops it: nothing came in.
    """
    try:
        with transaction.atomic():
            return _take_in(sheet_id, actor_id, at=at)
    except _Stopped:
        return 0
    except _Refused as refused:
        with transaction.atomic():
            sheet = SheetImport.objects.select_for_update(of=["self"]).get(pk=sheet_id)
            if sheet.state == SheetState.IMPORTING:
                sheet.state, sheet.problems = SheetState.REFUSED, refused.problems[:PROBLEMS_MAX]
                sheet.save(update_fields=["state", "problems"])
    return 0


def discard_sheet(*, actor: Person, sheet_id: UUID, at: datetime) -> SheetImport:
    """Put a list aside; what stood in it is gone. Putting it aside twice is once.

    Raises
    ------
    SheetForbidden, SheetMovedOn
        The actor does not work there, or it was taken in.
    """
    with transaction.atomic():
        sheet = _locked(sheet_id, actor=actor, at=at)
        if sheet.state == SheetState.DISCARDED:
            return sheet
        if sheet.state == SheetState.DONE:
            raise SheetMovedOn
        _put_aside(sheet, at=at)
        _record("discard_sheet", sheet, actor=actor, at=at)
    return sheet


def forget_sheets(*, at: datetime) -> int:
    """Put lists aside that nobody took in for two weeks, for they name residents; return how many."""
    with transaction.atomic():
        old = SheetImport.objects.select_for_update().filter(sent_at__lt=at - KEPT, ended_at=None)
        sheets = list(old.exclude(state=SheetState.IMPORTING).select_related("community"))
        for sheet in sheets:
            _put_aside(sheet, at=at)
            _record("discard_sheet", sheet, actor=None, at=at)
    return len(sheets)


def _next_chunk(sheet_id: UUID) -> _Work | None:
    with transaction.atomic():
        sheet = (
            SheetImport.objects.select_for_update(of=["self"])
            .select_related("community", "sent_by")
            .filter(pk=sheet_id, state=SheetState.CHECKING)
            .first()
        )
        if sheet is None:
            return None
        if sheet.checked_count >= sheet.row_count:
            sheet.state = SheetState.REFUSED if sheet.problems else SheetState.READY
            sheet.save(update_fields=["state"])
            return None
        start = sheet.checked_count
        prints = {row["print"]: row["row"] for row in sheet.rows[:start] if row.get("print")}
        return _Work(sheet, start, sheet.rows[start : start + CHUNK], prints)


def _look(work: _Work, *, at: datetime) -> list[Outcome]:
    """Do what the rows say, and undo it."""
    with transaction.atomic():
        outcomes = list(_outcomes(work.sheet, work.rows, prints=work.prints, actor=work.sheet.sent_by, at=at))
        transaction.set_rollback(True)
    return outcomes


def _outcomes(
    sheet: SheetImport, rows: Sequence[Mapping[str, Any]], *, prints: dict[str, int], actor: Person, at: datetime
) -> Iterable[Outcome]:
    readable = [row for row in rows if not row.get("is_unread")]
    taking = ROWS_OF[SheetKind(sheet.kind)](rows=readable, community=sheet.community, actor=actor, at=at)
    for row in rows:
        if row.get("is_unread"):
            yield Outcome()
            continue
        outcome = taking.take(row, prints=prints)
        if outcome.print:
            prints.setdefault(outcome.print, row["row"])
        yield outcome


def _keep_chunk(work: _Work, outcomes: Sequence[Outcome]) -> None:
    with transaction.atomic():
        sheet = SheetImport.objects.select_for_update().get(pk=work.sheet.pk)
        if sheet.state != SheetState.CHECKING or sheet.checked_count != work.start:
            return  # another worker was faster, or it was put aside
        for row, outcome in zip(sheet.rows[work.start :], outcomes, strict=False):
            row |= outcome.said
        sheet.checked_count += len(outcomes)
        sheet.new_count += sum(one.is_new for one in outcomes)
        sheet.known_count += sum(one.is_known for one in outcomes)
        found = [problem for one in outcomes for problem in one.problems]
        sheet.problems = sorted([*sheet.problems, *found], key=lambda one: one["row"])[:PROBLEMS_MAX]
        sheet.save(update_fields=["rows", "checked_count", "new_count", "known_count", "problems"])


def _take_in(sheet_id: UUID, actor_id: UUID, *, at: datetime) -> int:
    # Not the row but the community is locked while the rows come in, so that the list can still be put aside.
    sheet = SheetImport.objects.select_related("community").get(pk=sheet_id)
    _lock(f"take in {sheet.community_id}")
    sheet.refresh_from_db(fields=["state", "rows"])
    if sheet.state != SheetState.IMPORTING:
        return 0
    actor = people.person(pk=actor_id)
    if actor is None or not is_worker(person=actor, community=sheet.community, at=at):
        raise _Refused([{"row": 1, "column": "", "code": SheetForbidden.code, "params": {}}])
    outcomes: list[Outcome] = []
    prints: dict[str, int] = {}
    for start in range(0, sheet.row_count, CHUNK):
        outcomes += _outcomes(sheet, sheet.rows[start : start + CHUNK], prints=prints, actor=actor, at=at)
    problems = [problem for one in outcomes for problem in one.problems]
    if problems:
        raise _Refused(problems)
    if not SheetImport.objects.select_for_update().filter(pk=sheet_id, state=SheetState.IMPORTING).exists():
        raise _Stopped
    sheet.new_count = sum(one.is_new for one in outcomes)
    sheet.known_count = sum(one.is_known for one in outcomes)
    sheet.state, sheet.rows, sheet.ended_at = SheetState.DONE, [], at
    sheet.save(update_fields=["state", "rows", "ended_at", "new_count", "known_count"])
    _record("import_sheet", sheet, actor=actor, at=at)
    return sheet.new_count


def _locked(sheet_id: UUID, *, actor: Person, at: datetime) -> SheetImport:
    sheet = SheetImport.objects.select_for_update(of=["self"]).select_related("community").filter(pk=sheet_id).first()
    if sheet is None or not is_worker(person=actor, community=sheet.community, at=at):
        raise SheetForbidden
    return sheet


def _lock(what: str) -> None:
    """Let nobody do the same beside this one: each has to see what the other made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sanshe.exchange.sheets {what}"])


def _put_aside(sheet: SheetImport, *, at: datetime) -> None:
    sheet.state, sheet.rows, sheet.problems, sheet.ended_at = SheetState.DISCARDED, [], [], at
    sheet.save(update_fields=["state", "rows", "problems", "ended_at"])


def _record(operation: str, sheet: SheetImport, *, actor: Person | None, at: datetime) -> None:
    journal.record(
        operation=f"exchange.{operation}",
        subject=sheet,
        actor=actor,
        at=at,
        community_code=sheet.community.code,
        detail={
            "kind": sheet.kind,
            "digest": sheet.digest,
            "rows": sheet.row_count,
            "new": sheet.new_count,
            "known": sheet.known_count,
        },
    )
