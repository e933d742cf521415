"""Every write to people, roles, consents, representations and codes."""

from sanshe.domain.people.operations.consents import give_consent, withdraw_consent
from sanshe.domain.people.operations.phones import normalize_phone
from sanshe.domain.people.operations.representations import end_representation, start_representation
from sanshe.domain.people.operations.roles import end_role, enter_person, introduce_oneself, start_role
from sanshe.domain.people.operations.signing_in import redeem_sign_in_code, request_sign_in_code

__all__ = [
    "end_representation",
    "end_role",
    "enter_person",
    "give_consent",
    "introduce_oneself",
    "normalize_phone",
    "redeem_sign_in_code",
    "request_sign_in_code",
    "start_representation",
    "start_role",
    "withdraw_consent",
]
