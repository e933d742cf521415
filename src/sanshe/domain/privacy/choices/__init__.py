"""What is kept about a person, for how long, and what becomes of it when they go."""

from sanshe.domain.privacy.choices.parts import AtClosing, Obstacle, Part, Writings
from sanshe.domain.privacy.choices.relations import ENTRY_FIELDS, RELATIONS, UNSHOWN, Kept
from sanshe.domain.privacy.choices.retention import RETENTION, Retention
from sanshe.domain.privacy.choices.words import FIELD_WORDS

__all__ = [
    "ENTRY_FIELDS",
    "FIELD_WORDS",
    "RELATIONS",
    "RETENTION",
    "UNSHOWN",
    "AtClosing",
    "Kept",
    "Obstacle",
    "Part",
    "Retention",
    "Writings",
]
