"""Paper: receipts, blank forms and letters for doors, set as PDF in the look of the board.

Each function takes sheets whose texts are already in the reader's language and returns the bytes of one PDF: the same
sheets give the same bytes. Texts travel to the typesetter as data, so nothing that people write can break a page.
"""

from sanshe.formats.print.errors import FontMissing
from sanshe.formats.print.setting import blank_forms, door_letters, receipt
from sanshe.formats.print.sheets import BlankForm, DoorLetter, PrintField, ReceiptSheet

__all__ = [
    "BlankForm",
    "DoorLetter",
    "FontMissing",
    "PrintField",
    "ReceiptSheet",
    "blank_forms",
    "door_letters",
    "receipt",
]
