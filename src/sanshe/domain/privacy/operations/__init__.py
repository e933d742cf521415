"""Every write of the privacy area, one function per use case."""

from sanshe.domain.privacy.operations.anonymising import close_account, close_due_accounts
from sanshe.domain.privacy.operations.closing import CLOSES_AFTER, ask_to_close, clear_board, take_back_closing
from sanshe.domain.privacy.operations.consenting import agree, take_consent_back
from sanshe.domain.privacy.operations.correcting import correct_entry
from sanshe.domain.privacy.operations.phones import ask_phone_change, change_phone
from sanshe.domain.privacy.operations.retaining import apply_retention
from sanshe.domain.privacy.operations.showing import Export, export_kept, look_at_kept

__all__ = [
    "CLOSES_AFTER",
    "Export",
    "agree",
    "apply_retention",
    "ask_phone_change",
    "ask_to_close",
    "change_phone",
    "clear_board",
    "close_account",
    "close_due_accounts",
    "correct_entry",
    "export_kept",
    "look_at_kept",
    "take_back_closing",
    "take_consent_back",
]
