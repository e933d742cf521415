"""Loading and editing the terms of the taxonomies."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, models, transaction

from sanshe.domain.taxonomy.choices import CATEGORIES, FIELDS
from sanshe.domain.taxonomy.errors import (
    TermMissing,
    TermNameMissing,
    TermNameTaken,
    TermNameTooLong,
    TermRetired,
    TermsUnreadable,
    TermWordsUnfit,
)
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.kernel import journal
from sanshe.kernel.fields import plain_text

CHANGEABLE = (
    "name_zh",
    "name_en",
    "words_zh",
    "words_en",
    "parent",
    "field",
    "position",
    "is_sensitive",
    "needs_checked_provider",
)
NAME_MAX = 40
WORD_MAX = 60
WORDS_MAX = 200
CODE_MAX = 60


def load_terms(*, fields: Iterable[Mapping], categories: Iterable[Mapping], at: datetime) -> int:
    """Bring our own two taxonomies to what the shipped file says; return how many terms there are now.

    Each mapping holds `code`, `name_zh`, `name_en` and optionally `words_zh`, `words_en`; a category also `field`, or
    `parent` to inherit its field. Terms that the file no longer names stay, because needs may point at them; what an
    operator changed stays as well.

    Raises
    ------
    TermsUnreadable
        A code stands twice, or a parent or field is not in the file.
    """
    fields, categories = list(fields), list(categories)
    with transaction.atomic():
        by_code = {t.code: t for t in TaxonomyTerm.objects.select_for_update().filter(taxonomy=FIELDS)}
        field_of = {
            row["code"]: _store(taxonomy=FIELDS, row=row, position=position, existing=by_code, at=at)
            for position, row in enumerate(_once(fields))
        }
        by_code = {t.code: t for t in TaxonomyTerm.objects.select_for_update().filter(taxonomy=CATEGORIES)}
        stored: dict[str, TaxonomyTerm] = {}
        for position, row in enumerate(_once(categories)):
            parent = None
            if code := row.get("parent"):
                if code not in stored:
                    raise TermsUnreadable(fault=f"{row['code']}: parent {code} must stand before it")
                parent = stored[code]
            if row.get("field"):
                if row["field"] not in field_of:
                    raise TermsUnreadable(fault=f"{row['code']}: no field {row['field']}")
                field = field_of[row["field"]]
            else:
                field = parent.field if parent else None
            stored[row["code"]] = _store(
                taxonomy=CATEGORIES,
                row=row,
                position=position,
                existing=by_code,
                parent=parent,
                field=field,
                at=at,
            )
        journal.record(
            operation="taxonomy.load_terms",
            subject=None,
            at=at,
            detail={"fields": len(field_of), "categories": len(stored)},
        )
    return len(field_of) + len(stored)


def store_foreign_terms(*, taxonomy: str, rows: Iterable[tuple[str, str]], at: datetime) -> dict[str, UUID]:
    """Store another directory's terms, given as (code, English name); return the identifier of each code."""
    with transaction.atomic():
        known = dict(TaxonomyTerm.objects.filter(taxonomy=taxonomy).values_list("code", "name_en"))
        terms = [
            TaxonomyTerm(taxonomy=taxonomy, code=code, name_en=name, changed_at=at)
            for code, name in rows
            if known.get(code) != name
        ]
        TaxonomyTerm.objects.bulk_create(
            terms,
            update_conflicts=True,
            unique_fields=["taxonomy", "code"],
            update_fields=["name_en", "changed_at"],
            batch_size=1000,
        )
        return dict(TaxonomyTerm.objects.filter(taxonomy=taxonomy).values_list("code", "id"))


def change_category(
    *,
    code: str,
    name_zh: str,
    name_en: str,
    words_zh: Sequence[str],
    words_en: Sequence[str],
    is_sensitive: bool,
    needs_checked_provider: bool | None = None,
    actor: models.Model | UUID | None,
    at: datetime,
) -> TaxonomyTerm:
    """Give a category other names or words, or say that it is sensitive or for checked providers only.

    Later versions leave alone what was changed; where nothing is said of checked providers, that stays as it is.

    Raises
    ------
    TermMissing, TermNameMissing, TermNameTooLong, TermNameTaken, TermWordsUnfit
        There is no such category, or it cannot be called so.
    """
    with transaction.atomic():
        _lock_categories()
        term = _category(code=code)
        wanted = {
            **_checked_names(name_zh=name_zh, name_en=name_en, words_zh=words_zh, words_en=words_en),
            "is_sensitive": is_sensitive,
            **({} if needs_checked_provider is None else {"needs_checked_provider": needs_checked_provider}),
        }
        _refuse_twins(parent=term.parent, name_zh=wanted["name_zh"], but=term)
        changed = [name for name, value in wanted.items() if getattr(term, name) != value]
        if changed:
            for name in changed:
                setattr(term, name, wanted[name])
            _keep(term, edited=changed, at=at)
            _record("taxonomy.change_category", term, actor=actor, at=at, detail={"changed": changed})
    return term


def add_leaf(
    *,
    parent_code: str,
    name_zh: str,
    name_en: str,
    words_zh: Sequence[str],
    words_en: Sequence[str],
    is_sensitive: bool,
    needs_checked_provider: bool = False,
    actor: models.Model | UUID | None,
    at: datetime,
) -> TaxonomyTerm:
    """Add a leaf below a main category, as its last one; its code is made from its English name and never changes.

    Raises
    ------
    TermMissing, TermRetired
        The main category is not there, or not in use.
    TermNameMissing, TermNameTooLong, TermNameTaken, TermWordsUnfit
        It cannot be called so.
    """
    with transaction.atomic():
        _lock_categories()
        parent = _category(code=parent_code)
        if parent.parent_id:
            raise TermMissing
        if parent.retired_at:
            raise TermRetired
        names = _checked_names(name_zh=name_zh, name_en=name_en, words_zh=words_zh, words_en=words_en)
        _refuse_twins(parent=parent, name_zh=names["name_zh"])
        last = parent.children.aggregate(models.Max("position"))["position__max"]
        term = TaxonomyTerm.objects.create(
            taxonomy=CATEGORIES,
            code=_free_code(names["name_en"] or f"{parent.code} leaf"),
            **names,
            parent=parent,
            field=parent.field,
            is_sensitive=is_sensitive,
            needs_checked_provider=needs_checked_provider,
            position=(parent.position if last is None else last) + 1,
            edited=list(CHANGEABLE),
            changed_at=at,
        )
        _record("taxonomy.add_leaf", term, actor=actor, at=at, detail={"parent": parent.code})
    return term


def retire_category(*, code: str, actor: models.Model | UUID | None, at: datetime) -> None:
    """Take no new needs and offers in a category and what is below it; those it has keep it.

    Raises
    ------
    TermMissing
        There is no such category.
    """
    _set_retired(code=code, retired_at=at, operation="taxonomy.retire_category", actor=actor, at=at)


def revive_category(*, code: str, actor: models.Model | UUID | None, at: datetime) -> None:
    """Bring a retired category back into use.

    Raises
    ------
    TermMissing
        There is no such category.
    """
    _set_retired(code=code, retired_at=None, operation="taxonomy.revive_category", actor=actor, at=at)


def move_category(*, code: str, up: bool, actor: models.Model | UUID | None, at: datetime) -> None:
    """Let a category change places with the one before it (`up`) or after it; the first and the last stay.

    Raises
    ------
    TermMissing
        There is no such category.
    """
    with transaction.atomic():
        _lock_categories()
        term = _category(code=code)
        row = list(TaxonomyTerm.objects.filter(taxonomy=CATEGORIES, parent=term.parent).order_by("position", "code"))
        place = row.index(term)
        other = place - 1 if up else place + 1
        if not 0 <= other < len(row):
            return
        row[place], row[other] = row[other], row[place]
        positions = sorted(one.position for one in row)
        for number, one in enumerate(row):
            # Two of one position (a leaf that was added, one that a later version brought) are pulled apart.
            if number and positions[number] <= positions[number - 1]:
                positions[number] = positions[number - 1] + 1
            if one.position != positions[number]:
                one.position = positions[number]
                _keep(one, edited=["position"], at=at)
        _record("taxonomy.move_category", term, actor=actor, at=at, detail={"up": up})


def _set_retired(
    *, code: str, retired_at: datetime | None, operation: str, actor: models.Model | UUID | None, at: datetime
) -> None:
    with transaction.atomic():
        _lock_categories()
        term = _category(code=code)
        if (term.retired_at is None) != (retired_at is None):
            term.retired_at = retired_at
            _keep(term, edited=[], at=at)
            _record(operation, term, actor=actor, at=at)


def _category(*, code: str) -> TaxonomyTerm:
    term = TaxonomyTerm.objects.filter(taxonomy=CATEGORIES, code=code).select_related("parent", "field").first()
    if term is None:
        raise TermMissing
    return term


def _keep(term: TaxonomyTerm, *, edited: Sequence[str], at: datetime) -> None:
    term.edited = sorted({*term.edited, *edited})
    term.changed_at = at
    term.save()


def _record(
    operation: str,
    term: TaxonomyTerm,
    *,
    actor: models.Model | UUID | None,
    at: datetime,
    detail: Mapping[str, object] | None = None,
) -> None:
    journal.record(operation=operation, subject=term, actor=actor, at=at, detail={"code": term.code, **(detail or {})})


def _lock_categories() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('sanshe.taxonomy.categories', 0))")


def _refuse_twins(*, parent: TaxonomyTerm | None, name_zh: str, but: TaxonomyTerm | None = None) -> None:
    twins = TaxonomyTerm.objects.filter(taxonomy=CATEGORIES, parent=parent, name_zh=name_zh)
    if twins.exclude(pk=but.pk if but else None).exists():
        raise TermNameTaken(name=name_zh)


def _free_code(name: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:CODE_MAX].strip("_") or "leaf"
    taken = set(TaxonomyTerm.objects.filter(taxonomy=CATEGORIES, code__startswith=stem).values_list("code", flat=True))
    code, number = stem, 1
    while code in taken:
        number += 1
        code = f"{stem}_{number}"
    return code


def _checked_names(
    *, name_zh: str, name_en: str, words_zh: Sequence[str], words_en: Sequence[str]
) -> dict[str, str | list[str]]:
    names = {"name_zh": " ".join(plain_text(name_zh).split()), "name_en": " ".join(plain_text(name_en).split())}
    if not names["name_zh"]:
        raise TermNameMissing
    for name in names.values():
        if len(name) > NAME_MAX:
            raise TermNameTooLong(length=len(name), limit=NAME_MAX)
    return {**names, "words_zh": _checked_words(words_zh), "words_en": _checked_words(words_en)}


def _checked_words(words: Sequence[str]) -> list[str]:
    """Return the words once each, in their order."""
    kept = list(dict.fromkeys(word for raw in words if (word := " ".join(plain_text(raw).split()))))
    if len(kept) > WORDS_MAX or any(len(word) > WORD_MAX for word in kept):
        raise TermWordsUnfit(count=WORDS_MAX, length=WORD_MAX)
    return kept


def _once(rows: list[Mapping]) -> list[Mapping]:
    codes = [row["code"] for row in rows]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise TermsUnreadable(fault=f"{', '.join(twice)}: code stands twice")
    return rows


def _store(
    *,
    taxonomy: str,
    row: Mapping,
    position: int,
    existing: dict[str, TaxonomyTerm],
    at: datetime,
    parent: TaxonomyTerm | None = None,
    field: TaxonomyTerm | None = None,
) -> TaxonomyTerm:
    term = existing.get(row["code"]) or TaxonomyTerm(taxonomy=taxonomy, code=row["code"])
    wanted = {
        "name_zh": row["name_zh"],
        "name_en": row["name_en"],
        "words_zh": list(row.get("words_zh", [])),
        "words_en": list(row.get("words_en", [])),
        "parent": parent,
        "field": field,
        "position": position,
        "is_sensitive": bool(row.get("is_sensitive", False)),
        "needs_checked_provider": bool(row.get("needs_checked_provider", False)),
    }
    ours = [name for name in CHANGEABLE if name not in term.edited]
    if term._state.adding or any(getattr(term, name) != wanted[name] for name in ours):
        for name in ours:
            setattr(term, name, wanted[name])
        term.changed_at = at
        term.save()
    return term
