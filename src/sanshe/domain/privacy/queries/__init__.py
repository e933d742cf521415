"""Every read of what is kept about somebody: itself, who looked, and how an account is closed."""

from sanshe.domain.privacy.queries.closing import (
    Hindrance,
    closing_of,
    closings_due,
    closings_waiting,
    has_signed_in_since,
    hindrances,
)
from sanshe.domain.privacy.queries.kept import (
    FieldValue,
    KeptRow,
    Section,
    counts,
    entries_of,
    entry_row,
    relations,
    rows_of,
    section,
    sections,
)
from sanshe.domain.privacy.queries.looks import Look, looks_at, shown_looks
from sanshe.domain.privacy.queries.wards import person_to_see, wards

__all__ = [
    "FieldValue",
    "Hindrance",
    "KeptRow",
    "Look",
    "Section",
    "closing_of",
    "closings_due",
    "closings_waiting",
    "counts",
    "entries_of",
    "entry_row",
    "has_signed_in_since",
    "hindrances",
    "looks_at",
    "person_to_see",
    "relations",
    "rows_of",
    "section",
    "sections",
    "shown_looks",
    "wards",
]
