"""Every write to the taxonomies."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.taxonomy.choices import CATEGORIES, FIELDS
from sanshe.domain.taxonomy.errors import TermsUnreadable
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.kernel import journal

CHANGEABLE = ("name_zh", "name_en", "words_zh", "words_en", "parent", "field", "position", "is_sensitive")


def load_terms(*, fields: Iterable[Mapping], categories: Iterable[Mapping], at: datetime) -> int:
    """Bring our own two taxonomies to what the shipped file says; return how many terms there are now.

    Each mapping holds `code`, `name_zh`, `name_en` and optionally `words_zh`, `words_en`; a category also `field`, or
    `parent` to inherit its field. Terms that the file no longer names stay, because needs may point at them.

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
    }
    if term._state.adding or any(getattr(term, name) != wanted[name] for name in CHANGEABLE):
        for name in CHANGEABLE:
            setattr(term, name, wanted[name])
        term.changed_at = at
        term.save()
    return term
