"""Everything that belongs to one entry of a person, moved to another and back, in whatever area it stands.

The rows are found by walking the models: an area above this one need not be known here. A row moves where the database
lets it. Where it does not, what runs twice is ended once; what is never changed, or marks the same thing twice, stays
with the merged entry; and what binds the two to one another stops the merge.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import Q, UniqueConstraint
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sanshe.domain.people.errors import MergeBlocked, UndoBlocked
from sanshe.domain.people.models import Person, PersonMerge
from sanshe.domain.people.operations.leaving import after
from sanshe.kernel.fields import uuid7

UNIQUE, EXCLUDED, CHECKED = "23505", "23P01", "23514"
# A trigger said no to any change, or the application's role may not change the table.
NEVER_CHANGED = frozenset({"23000", "23001", "P0001", "42501"})

WHAT_STANDS_BETWEEN = {
    "agreement_has_two_sides": _("an agreement with one another"),
    "agreement_one_request_per_offer": _("both asked for the same offer"),
    "agreement_one_hand_per_need": _("both answered the same need"),
}


@dataclass
class Moved:
    """What a merge did with the rows; `mark` is older than every row made later."""

    mark: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    ended: list[dict[str, Any]] = field(default_factory=list)
    left: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored with the merge."""
        return asdict(self)


def move_rows(*, merged: Person, kept: Person, at: datetime) -> Moved:
    """Let every row that names the merged person name the kept one; inside the caller's transaction.

    Raises
    ------
    MergeBlocked
        Something binds the two to one another.
    """
    moved = Moved(mark=str(uuid7()))
    for model, name in _fields_naming_people():
        _move_field(model, name, merged.pk, kept.pk, at, moved)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        raise MergeBlocked(what=_between(error, Person)) from error
    return moved


def move_rows_back(*, merged: Person, kept: Person, moved: dict[str, Any]) -> None:
    """Let exactly the rows that a merge moved name the merged person again, and run again what it ended.

    A row that was removed since stays removed.

    Raises
    ------
    UndoBlocked
        A row belongs to somebody else by now, or things were done since with what would go back.
    """
    for batch in moved["rows"]:
        _refuse_later_acts(apps.get_model(batch["model"]), batch["pks"], kept, moved["mark"])
    for batch in moved["rows"]:
        rows = apps.get_model(batch["model"])._base_manager.filter(pk__in=batch["pks"])
        if rows.exclude(**{batch["field"]: kept.pk}).exists():
            raise UndoBlocked(what=gettext("something that was moved belongs to somebody else by now"))
        try:
            with transaction.atomic():
                rows.update(**{batch["field"]: merged.pk})
        except IntegrityError as error:
            raise UndoBlocked(what=_between(error, rows.model)) from error
    for row in moved["ended"]:
        found = apps.get_model(row["model"])._base_manager.filter(pk=row["pk"], **{row["field"]: row["value"]})
        found.update(**{row["field"]: None})


def _fields_naming_people() -> Iterator[tuple[type[models.Model], str]]:
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda one: one._meta.label_lower):
        if model is PersonMerge or not model._meta.managed:
            continue  # a merge tells what happened to whom: that stays as it was
        for one in model._meta.local_concrete_fields:
            if one.is_relation and one.related_model is Person:
                yield model, one.attname


def _move_field(model: type[models.Model], name: str, merged: UUID, kept: UUID, at: datetime, moved: Moved) -> None:
    pks = list(model._base_manager.filter(**{name: merged}).order_by("pk").values_list("pk", flat=True))
    if not pks:
        return
    if _refusal(model, name, pks, kept) is None:
        gone = pks
    else:
        gone = [pk for pk in pks if _move_row(model, name, pk, kept, at, moved)]
    if gone:
        moved.rows.append({"model": model._meta.label_lower, "field": name, "pks": [str(pk) for pk in gone]})


def _move_row(model: type[models.Model], name: str, pk: Any, kept: UUID, at: datetime, moved: Moved) -> bool:
    """Move one row, or settle why it cannot be moved; return whether it moved."""
    refusal = _refusal(model, name, [pk], kept)
    if refusal is None:
        return True
    state, constraint = _said(refusal)
    end = _end_field(model)
    if state in (UNIQUE, EXCLUDED):
        found = next((one for one in model._meta.constraints if one.name == constraint), None)
        if end and found is not None and _is_about_running(found, end):
            _end(model, pk, end, at, moved)
            return _refusal(model, name, [pk], kept) is None or _leave(model, name, pk, moved)
        if found is None or getattr(found, "condition", None) is None or not model.__module__.startswith("sanshe."):
            return _leave(model, name, pk, moved)  # both marked the same thing: the kept one's mark counts
    elif state == CHECKED and end:
        if _is_party(model, name, end):  # what one did for the other is nothing one does for oneself
            _end(model, pk, end, at, moved)
        return _leave(model, name, pk, moved)
    elif state in NEVER_CHANGED and not constraint:
        return _leave(model, name, pk, moved)
    raise MergeBlocked(what=_between(refusal, model)) from refusal


def _refusal(model: type[models.Model], name: str, pks: list[Any], kept: UUID) -> DatabaseError | None:
    try:
        with transaction.atomic():
            model._base_manager.filter(pk__in=pks).update(**{name: kept})
    except DatabaseError as error:
        if _said(error)[0] in {UNIQUE, EXCLUDED, CHECKED, *NEVER_CHANGED}:
            return error
        raise
    return None


def _end(model: type[models.Model], pk: Any, end: str, at: datetime, moved: Moved) -> None:
    row = model._base_manager.get(pk=pk)
    if getattr(row, end) is not None:
        return
    value = after(row.starts_at, at) if hasattr(row, "starts_at") else at
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=pk).update(**{end: value})
    except IntegrityError as error:
        raise MergeBlocked(what=_between(error, model)) from error
    moved.ended.append({"model": model._meta.label_lower, "field": end, "pk": str(pk), "value": value.isoformat()})


def _leave(model: type[models.Model], name: str, pk: Any, moved: Moved) -> bool:
    moved.left.append({"model": model._meta.label_lower, "field": name, "pk": str(pk)})
    return False


def _end_field(model: type[models.Model]) -> str | None:
    """Return the field that is null while a row of this model runs, as its own constraint says."""
    for one in model._meta.constraints:
        if isinstance(one, UniqueConstraint) and one.condition is not None:
            for name in ("ends_at", "withdrawn_at", "left_at", "ended_at"):
                if _is_about_running(one, name):
                    return name
    return None


def _is_party(model: type[models.Model], name: str, end: str) -> bool:
    """Tell whether this field says whose running thing it is, rather than who wrote it down."""
    return any(
        model._meta.get_field(one).attname == name
        for constraint in model._meta.constraints
        if isinstance(constraint, UniqueConstraint) and _is_about_running(constraint, end)
        for one in constraint.fields
    )


def _is_about_running(constraint: models.BaseConstraint, end: str) -> bool:
    return getattr(constraint, "condition", None) in (Q(**{end: None}), Q(**{f"{end}__isnull": True}))


def _refuse_later_acts(model: type[models.Model], pks: list[str], kept: Person, mark: str) -> None:
    """Refuse where the kept person did something since with a row that would go back: nobody knows whose act it was."""
    for other in apps.get_models():
        if other is PersonMerge or not isinstance(other._meta.pk, models.UUIDField):
            continue
        fields = [one for one in other._meta.local_concrete_fields if one.is_relation]
        by = [one.attname for one in fields if one.related_model is Person]
        about = [one.attname for one in fields if one.related_model is model and model is not Person]
        if not by or not about:
            continue
        did = Q(*[(name, kept.pk) for name in by], _connector=Q.OR)
        touched = Q(*[(f"{name}__in", pks) for name in about], _connector=Q.OR)
        if other._base_manager.filter(did, touched, pk__gt=mark).exists():
            raise UndoBlocked(
                what=gettext("since then something was done with what would go back (%(kind)s)")
                % {"kind": gettext(capfirst(str(other._meta.verbose_name)))}
            )


def _said(error: BaseException) -> tuple[str, str]:
    """Return the state and the constraint that the database named."""
    cause = error.__cause__
    diagnosis = getattr(cause, "diag", None)
    return getattr(cause, "sqlstate", "") or "", getattr(diagnosis, "constraint_name", None) or ""


def _between(error: BaseException, model: type[models.Model]) -> str:
    constraint = _said(error)[1]
    if constraint in WHAT_STANDS_BETWEEN:
        return str(WHAT_STANDS_BETWEEN[constraint])
    return gettext("two entries of the kind “%(kind)s” that exclude each other") % {
        "kind": gettext(capfirst(str(model._meta.verbose_name)))
    }
