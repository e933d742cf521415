"""What is typed and sent about places."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshe.domain.places.choices import YEAR_MAX, YEAR_MIN
from sanshe.formats.geojson import System
from sanshe.formats.spreadsheets.unpacking import BYTES_MAX

OUTLINE_BYTES_MAX = 2 * 1024 * 1024
SYSTEMS = (
    (System.WGS84.value, _("WGS-84: drawn here, OpenStreetMap, 天地图, GPS")),
    (System.GCJ02.value, _("GCJ-02: 高德, 腾讯")),
    (System.BD09.value, _("BD-09: 百度")),
)


class LimitedFile(forms.FileField):
    """A file that is refused by its size before anybody reads it."""

    default_error_messages = {
        "invalid": _("Please choose the file again."),
        "empty": _("This file is empty. Please choose another one."),
        "too_big": _("This file is too large. At most %(limit)s MB are possible."),
    }

    def __init__(self, *, bytes_max: int, **kwargs) -> None:
        super().__init__(**kwargs)
        self.bytes_max = bytes_max

    def clean(self, data, initial=None):
        """Return the file, or refuse one that is too large."""
        file = super().clean(data, initial)
        if file and file.size > self.bytes_max:
            limit = self.bytes_max // 1024**2
            raise forms.ValidationError(self.error_messages["too_big"], params={"limit": limit}, code="too_big")
        return file


class BoundaryForm(forms.Form):
    """An outline: drawn or pasted as text, or as a file."""

    text = forms.CharField(
        label=_("The outline as GeoJSON"),
        help_text=_("Drawing on the map fills this in. You can also paste it here."),
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = LimitedFile(
        label=_("Or a file (.geojson, .json)"),
        required=False,
        bytes_max=OUTLINE_BYTES_MAX,
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )
    system = forms.ChoiceField(
        label=_("On which map was it drawn?"),
        help_text=_("Chinese maps are shifted by some hundred metres; we put that right."),
        choices=SYSTEMS,
        initial=System.WGS84.value,
    )

    def clean(self):
        """Ask for a text or a file."""
        given = super().clean()
        if not self.errors and not given.get("text") and not given.get("file"):
            raise forms.ValidationError(_("Please draw the outline on the map, paste it, or choose a file."))
        return given

    @property
    def content(self) -> bytes | str:
        """What was sent: a file comes before the text."""
        file = self.cleaned_data.get("file")
        return file.read() if file else self.cleaned_data["text"]


class PopulationForm(forms.Form):
    """The people of a community in a year, as a workbook."""

    year = forms.IntegerField(
        label=_("Year of the count"),
        min_value=YEAR_MIN,
        max_value=YEAR_MAX,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    file = LimitedFile(
        label=_("The filled-in Excel file (.xlsx)"),
        bytes_max=BYTES_MAX,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
    is_replacing = forms.BooleanField(
        label=pgettext_lazy("population", "These take the place of the figures of this year"), required=False
    )
