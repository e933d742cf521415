"""Every write to the taxonomies, and to what was learned of sorting by them."""

from sanshe.domain.taxonomy.operations.routing import keep_model
from sanshe.domain.taxonomy.operations.terms import (
    add_leaf,
    change_category,
    load_terms,
    move_category,
    retire_category,
    revive_category,
    store_foreign_terms,
)

__all__ = [
    "add_leaf",
    "change_category",
    "keep_model",
    "load_terms",
    "move_category",
    "retire_category",
    "revive_category",
    "store_foreign_terms",
]
