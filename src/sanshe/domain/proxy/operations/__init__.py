"""Every write of the proxy area, one function per use case."""

from sanshe.domain.proxy.operations.checking import (
    amend_entry,
    check_entry,
    discard_entry,
    note_look,
    return_entry,
)
from sanshe.domain.proxy.operations.claiming import Signed, become_helper, open_receipt, propose_the_same, sign_in
from sanshe.domain.proxy.operations.entering import Agreed, Issued, Newcomer, enter
from sanshe.domain.proxy.operations.receipts import reissue_receipt
from sanshe.domain.proxy.operations.sheets import print_sheets

__all__ = [
    "Agreed",
    "Issued",
    "Newcomer",
    "Signed",
    "amend_entry",
    "become_helper",
    "check_entry",
    "discard_entry",
    "enter",
    "note_look",
    "open_receipt",
    "print_sheets",
    "propose_the_same",
    "reissue_receipt",
    "return_entry",
    "sign_in",
]
