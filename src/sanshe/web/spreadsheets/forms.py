"""The form with which a list is sent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sanshe.formats.spreadsheets.unpacking import BYTES_MAX
from sanshe.web.places.forms import LimitedFile

ENDINGS = ".xlsx,.xls,.ods,.csv"


class SheetForm(forms.Form):
    """A list that was filled in."""

    file = LimitedFile(
        label=_("The filled-in list"),
        help_text=_("An Excel file (.xlsx, .xls), or .ods or .csv; at most 10 MB and 2000 rows."),
        bytes_max=BYTES_MAX,
        widget=forms.FileInput(attrs={"accept": ENDINGS}),
    )
