"""People, their roles and codes; their homes; and what was made one of two."""

from sanshe.domain.people.models.homes import Household, HouseholdMember, ResidenceCode, ResidenceVerification
from sanshe.domain.people.models.merges import PersonMerge
from sanshe.domain.people.models.persons import (
    Consent,
    Person,
    PersonManager,
    PersonQuerySet,
    Representation,
    Role,
    SignInCode,
)
from sanshe.domain.people.models.safeguards import Check, SafeguardCheck

__all__ = [
    "Check",
    "Consent",
    "Household",
    "HouseholdMember",
    "Person",
    "PersonManager",
    "PersonMerge",
    "PersonQuerySet",
    "Representation",
    "ResidenceCode",
    "ResidenceVerification",
    "Role",
    "SafeguardCheck",
    "SignInCode",
]
