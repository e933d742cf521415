"""Forms about people, their homes and who speaks for them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sanshe.domain.people.choices import NEIGHBOURS, RoleKind
from sanshe.domain.people.models.homes import ADDRESS_MAX

EMPTY = ""


class AddressField(forms.CharField):
    """A home as people write it."""

    def __init__(self, **kwargs):
        super().__init__(
            **{
                "label": _("Home"),
                "max_length": ADDRESS_MAX,
                "help_text": _("Building, entrance and flat, as you would write it on a parcel: 3-2-501."),
                "error_messages": {"required": _("Please write down the home.")},
                "widget": forms.TextInput(attrs={"autocomplete": "off"}),
                **kwargs,
            }
        )


class NothingForm(forms.Form):
    """A step that needs no more words."""


class HomeForm(forms.Form):
    """Where somebody lives in the community at hand."""

    address = AddressField()


class OwnHomeForm(forms.Form):
    """Where one lives oneself."""

    community = forms.ChoiceField(label=_("Community"))
    address = AddressField(widget=forms.TextInput(attrs={"autocomplete": "street-address"}))

    def __init__(self, *args, communities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["community"].choices = [(one.code, one.name) for one in communities]


class LetterCodeForm(forms.Form):
    """The code from the letter."""

    code = forms.CharField(
        label=_("The eight characters from the letter"),
        max_length=20,
        error_messages={"required": _("Please type the code from the letter.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class KnownPersonForm(forms.Form):
    """Somebody known here, by phone and by name, so that a slip of the finger names no stranger."""

    phone = forms.CharField(
        label=_("Their phone number"),
        max_length=24,
        error_messages={"required": _("Please type their phone number.")},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("What they are called"),
        max_length=40,
        help_text=_("Their name, or what the neighbours call them."),
        error_messages={"required": _("Please type what they are called.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RoleForm(forms.Form):
    """A part that a worker may give."""

    kind = forms.ChoiceField(
        label=_("Part"), choices=[(kind.value, kind.label) for kind in RoleKind if kind in NEIGHBOURS]
    )


class ResidentForm(forms.Form):
    """Somebody who is to be entered."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=40,
        error_messages={"required": _("Please write down the name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    form_of_address = forms.CharField(
        label=_("What the neighbours call them"),
        max_length=20,
        required=False,
        help_text=_("For example Auntie Wang or Master Li. Only this is shown to others."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        required=False,
        min_value=1900,
        max_value=2100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    address = AddressField(required=False)
