"""Every write to people, roles, homes, consents, representations, merges and codes."""

from sanshe.domain.people.operations.consents import give_consent, withdraw_consent
from sanshe.domain.people.operations.homes import enter_home, enter_resident, move_home, verify_residence
from sanshe.domain.people.operations.letters import (
    PrintedLetter,
    ask_for_letter,
    print_letters,
    redeem_residence_code,
)
from sanshe.domain.people.operations.looking import look_at_merge, look_at_person, look_at_residents
from sanshe.domain.people.operations.merges import (
    claim_second_entry,
    end_sessions,
    gather_stragglers,
    merge_people,
    propose_merge,
    propose_second_entry,
    refuse_merge,
    undo_merge,
)
from sanshe.domain.people.operations.phones import normalize_phone
from sanshe.domain.people.operations.representations import (
    confirm_guardian,
    end_representation,
    grant_helper,
    start_representation,
    stop_representation,
)
from sanshe.domain.people.operations.roles import (
    choose_language,
    end_role,
    enter_person,
    give_role,
    introduce_oneself,
    start_role,
    take_role,
)
from sanshe.domain.people.operations.safeguards import checked_expiry, end_check, record_check
from sanshe.domain.people.operations.signing_in import redeem_sign_in_code, request_sign_in_code, use_code

__all__ = [
    "PrintedLetter",
    "ask_for_letter",
    "checked_expiry",
    "choose_language",
    "claim_second_entry",
    "confirm_guardian",
    "end_check",
    "end_representation",
    "end_role",
    "end_sessions",
    "enter_home",
    "enter_person",
    "enter_resident",
    "gather_stragglers",
    "give_consent",
    "give_role",
    "grant_helper",
    "introduce_oneself",
    "look_at_merge",
    "look_at_person",
    "look_at_residents",
    "merge_people",
    "move_home",
    "normalize_phone",
    "print_letters",
    "propose_merge",
    "propose_second_entry",
    "record_check",
    "redeem_residence_code",
    "redeem_sign_in_code",
    "refuse_merge",
    "request_sign_in_code",
    "start_representation",
    "start_role",
    "stop_representation",
    "take_role",
    "undo_merge",
    "use_code",
    "verify_residence",
    "withdraw_consent",
]
