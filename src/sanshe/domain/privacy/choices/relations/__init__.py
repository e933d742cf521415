"""What each foreign key to a person means for that person.

The page, the export and the closing of an account walk all models and look here what to do; a test fails for a key that
is not declared, and for a field that is neither shown nor said to be of no interest.
"""

from sanshe.domain.privacy.choices.relations import community, exchange, persons
from sanshe.domain.privacy.choices.relations.kept import Kept
from sanshe.domain.privacy.choices.relations.persons import ENTRY_FIELDS

__all__ = ["ENTRY_FIELDS", "RELATIONS", "UNSHOWN", "Kept"]

RELATIONS: dict[str, Kept] = persons.RELATIONS | exchange.RELATIONS | community.RELATIONS
# Of the rows that are about somebody: what says nothing about them, or something about another.
UNSHOWN: dict[str, frozenset[str]] = persons.UNSHOWN | exchange.UNSHOWN | community.UNSHOWN
