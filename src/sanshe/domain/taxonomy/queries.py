"""Every read of the taxonomies."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db.models import Count, F, Max, Prefetch, Q, QuerySet, TextField
from django.db.models.functions import Cast, Coalesce

from sanshe.domain.taxonomy.choices import CATEGORIES
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.engines.language.routing import Category, Router

SHIPPED = Path(__file__).with_name("terms.toml")


def shipped_terms() -> tuple[list[dict], list[dict]]:
    """Return the fields and categories that the project ships, in their order."""
    content = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    return content["field"], content["category"]


def categories() -> list[TaxonomyTerm]:
    """Return our categories that are in use, with their parents: a top category, then what is below it."""
    in_use = Q(retired_at=None) & (Q(parent=None) | Q(parent__retired_at=None))
    return list(every_category().filter(in_use))


def every_category() -> QuerySet[TaxonomyTerm]:
    """Return all of our categories, retired ones among them, with their parents, in the same order."""
    return (
        TaxonomyTerm.objects.filter(taxonomy=CATEGORIES)
        .select_related("parent", "field")
        .order_by(
            Coalesce("parent__position", "position"),
            Coalesce("parent__code", "code"),
            F("parent").asc(nulls_first=True),
            "position",
            "code",
        )
    )


def top_categories() -> list[TaxonomyTerm]:
    """Return the top categories in use, with their leaves in use prefetched."""
    leaves = Prefetch("children", queryset=TaxonomyTerm.objects.filter(retired_at=None))
    return list(
        TaxonomyTerm.objects.filter(taxonomy=CATEGORIES, parent=None, retired_at=None)
        .prefetch_related(leaves)
        .order_by("position", "code")
    )


def category(*, code: str) -> TaxonomyTerm | None:
    """Return one of our categories by its code."""
    return TaxonomyTerm.objects.filter(taxonomy=CATEGORIES, code=code).select_related("parent").first()


@dataclass(frozen=True)
class Sorting:
    """What sorts sentences into our categories, the code above each, and which ask for a checked provider."""

    router: Router
    parent_of: Mapping[str, str]
    for_checked_providers: frozenset[str] = frozenset()


def sorting() -> Sorting:
    """Return how sentences are sorted, built once per state of the taxonomy."""
    state = TaxonomyTerm.objects.filter(taxonomy=CATEGORIES).aggregate(
        Count("pk"), Count("retired_at"), Max("changed_at"), newest=Max(Cast("pk", TextField()))
    )
    return _sorting(str(state))


def router() -> Router:
    """Return what sorts a sentence into our categories."""
    return sorting().router


@lru_cache(maxsize=4)
def _sorting(_state: str) -> Sorting:
    terms = list(every_category())
    parents = {term.parent_id for term in terms}
    retired = {term.id for term in terms if term.retired_at}
    leaves = tuple(
        Category(code=term.code, name=term.name_zh, words=(term.name_zh, *term.words_zh, *term.words_en))
        for term in terms
        if term.id not in parents and not {term.id, term.parent_id} & retired
    )
    return Sorting(
        router=Router.from_words(leaves),
        parent_of={term.code: term.parent.code for term in terms if term.parent},
        for_checked_providers=frozenset(term.code for term in terms if term.needs_checked_provider),
    )
