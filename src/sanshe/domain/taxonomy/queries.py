"""Every read of the taxonomies."""

import hashlib
import json
import logging
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from sanshe.domain.taxonomy.choices import CATEGORIES
from sanshe.domain.taxonomy.models import RoutingModel, TaxonomyTerm
from sanshe.engines.language.routing import Category, Router, blended, router_from_bytes
from sanshe.engines.language.tokens import own_words
from sanshe.kernel.prepared import read

logger = logging.getLogger(__name__)

SHIPPED = Path(__file__).with_name("terms.toml")


# Whatever changes a category changes one of these.
_STATE = """
    SELECT count(*), count(retired_at), max(changed_at), max(id::text),
           (SELECT id::text FROM taxonomy_routingmodel WHERE activated_at IS NOT NULL AND ended_at IS NULL)
      FROM taxonomy_taxonomyterm WHERE taxonomy = %(taxonomy)s
"""


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
    """What sorts sentences into our categories, the code above each, and which ask for a checked provider.

    `id_of` and `code_of` lead from the code of a category to its row and back. `words` are the district's own: those
    said of its categories that no dictionary knows.
    """

    router: Router
    parent_of: Mapping[str, str]
    for_checked_providers: frozenset[str] = frozenset()
    id_of: Mapping[str, UUID] = field(default_factory=dict)
    code_of: Mapping[UUID, str] = field(default_factory=dict)
    words: frozenset[str] = frozenset()


def sorting() -> Sorting:
    """Return how sentences are sorted, built once per state of the taxonomy and model in force."""
    ((*state, model),) = read(_STATE, {"taxonomy": CATEGORIES})
    return _sorting(str(state), model)


def router() -> Router:
    """Return what sorts a sentence into our categories."""
    return sorting().router


def sorted_into() -> tuple[Category, ...]:
    """Return the categories that sentences are sorted into: the leaves in use, with their words."""
    return _leaves(list(every_category()))


def digest_of(categories: Sequence[Category]) -> str:
    """Return a short sign of the categories and their words; other words, another sign."""
    rows = sorted((one.code, one.name, *one.words) for one in categories)
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def model_in_force() -> RoutingModel | None:
    """Return the model by which sentences are sorted, without its content; none where the words alone decide."""
    return _in_force().defer("content").first()


def routing_models() -> QuerySet[RoutingModel]:
    """Return every model that was learned, the newest first, without their content."""
    return RoutingModel.objects.defer("content")


def _in_force() -> QuerySet[RoutingModel]:
    return RoutingModel.objects.filter(activated_at__isnull=False, ended_at=None)


@lru_cache(maxsize=4)
def _sorting(_state: str, model: str | None) -> Sorting:
    terms = list(every_category())
    leaves = _leaves(terms)
    learned = _learned(model) if model else None
    return Sorting(
        router=blended(learned, leaves) if learned else Router.from_words(leaves),
        parent_of={term.code: term.parent.code for term in terms if term.parent},
        for_checked_providers=frozenset(term.code for term in terms if term.needs_checked_provider),
        id_of={term.code: term.id for term in terms},
        code_of={term.id: term.code for term in terms},
        words=own_words(word for leaf in leaves for word in leaf.words),
    )


@lru_cache(maxsize=2)
def _learned(pk: str) -> Router | None:
    """Return a stored model, read once; none where a version before this one wrote it: then the words decide."""
    content = RoutingModel.objects.filter(pk=pk).values_list("content", flat=True).first()
    try:
        return router_from_bytes(bytes(content or b""))
    except ValueError:
        logger.warning("routing model %s cannot be read by this version; the words of the categories decide", pk)
        return None


def _leaves(terms: Sequence[TaxonomyTerm]) -> tuple[Category, ...]:
    parents = {term.parent_id for term in terms}
    retired = {term.id for term in terms if term.retired_at}
    return tuple(
        Category(code=term.code, name=term.name_zh, words=(term.name_zh, *term.words_zh, *term.words_en))
        for term in terms
        if term.id not in parents and not {term.id, term.parent_id} & retired
    )
