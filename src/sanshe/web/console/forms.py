"""Forms of the console."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from sanshe.domain.texts.errors import TextMissing
from sanshe.domain.texts.operations import BODY_MAX

BETWEEN_WORDS = re.compile(r"[\n,，、;；]+")


class WordsField(forms.CharField):
    """Words, parted by commas or lines."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value) -> list[str]:
        """Return the single words."""
        return [word.strip() for word in BETWEEN_WORDS.split(super().to_python(value) or "") if word.strip()]

    def prepare_value(self, value):
        """Show the words in one line."""
        if not isinstance(value, (list, tuple)):
            return value
        return (", " if all(word.isascii() for word in value) else "、").join(value)


class CommunityNamesForm(forms.Form):
    """What a community is called, and one line about it."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    portrait_zh = forms.CharField(label=_("One line about it, in Chinese"), max_length=200, required=False)
    portrait_en = forms.CharField(label=_("One line about it, in English"), max_length=300, required=False)


class FoundCommunityForm(CommunityNamesForm):
    """A new community with its code and its place on the map."""

    code = forms.RegexField(
        label=_("The 12 digits of its statistical code"),
        regex=r"^[0-9]{12}$",
        error_messages={"invalid": _("The code has exactly 12 digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    longitude = forms.FloatField(
        label=_("Longitude, in degrees east"),
        min_value=-180,
        max_value=180,
        help_text=_("For example 104.0657"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    latitude = forms.FloatField(
        label=_("Latitude, in degrees north"),
        min_value=-90,
        max_value=90,
        help_text=_("For example 30.6595"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    field_order = ("code", "name_zh", "name_en", "longitude", "latitude", "portrait_zh", "portrait_en")


class CategoryForm(forms.Form):
    """What a category is called, the words people use for it, and whether it is sensitive."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=40)
    name_en = forms.CharField(label=_("Name in English"), max_length=40, required=False)
    words_zh = WordsField(
        label=_("Words people really use, in Chinese"),
        required=False,
        help_text=_("Parted by commas. Sentences with these words are sorted here."),
    )
    words_en = WordsField(label=_("Words in English"), required=False)
    is_sensitive = forms.BooleanField(
        label=_("Sensitive: only the community's workers and the asker read it"), required=False
    )
    needs_checked_provider = forms.BooleanField(
        label=_("Only helpers whose papers a worker has seen are proposed: children, care at home"), required=False
    )


class TextForm(forms.Form):
    """New words for one text."""

    body = forms.CharField(
        label=_("The words"),
        error_messages={"required": TextMissing.message},
        max_length=BODY_MAX,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("An empty line parts paragraphs. Nothing else is formatted."),
    )
    based_on = forms.UUIDField(required=False, widget=forms.HiddenInput)


class GiveRoleForm(forms.Form):
    """A part for somebody to play."""

    kind = forms.ChoiceField(label=_("Role"))
    community = forms.ChoiceField(
        label=_("In which community"), required=False, help_text=_("Leave it open for the whole district.")
    )

    def __init__(self, *args, kinds, communities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds
        self.fields["community"].choices = [("", _("The whole district"))] + [
            (one.code, one.name) for one in communities
        ]
