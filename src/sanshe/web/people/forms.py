"""Forms for signing in and for introducing oneself."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PhoneForm(forms.Form):
    """Which phone the code goes to."""

    phone = forms.CharField(
        label=_("Your phone number"),
        max_length=24,
        error_messages={"required": _("Please type your phone number.")},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "autofocus": True}),
        help_text=_("We send a six-digit code to it. No password to remember."),
    )


class CodeForm(forms.Form):
    """The code that came."""

    code = forms.CharField(
        label=_("The six digits from the message"),
        max_length=12,
        error_messages={"required": _("Please type the six digits from the message.")},
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "autofocus": True,
                "pattern": r"[0-9 ]*",
            }
        ),
    )


class WelcomeForm(forms.Form):
    """How neighbours call somebody new, and where they live."""

    form_of_address = forms.CharField(
        label=_("What do the neighbours call you?"),
        max_length=20,
        error_messages={"required": _("Please say what the neighbours call you.")},
        help_text=_("For example Auntie Wang or Master Li. Only this is shown to others."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        required=False,
        min_value=1900,
        max_value=2100,
        help_text=_("So that we suggest what is meant for your age. Nobody else sees it."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"}),
    )
    community = forms.ChoiceField(label=_("Which community do you live in?"), widget=forms.RadioSelect)

    def __init__(self, *args, communities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["community"].choices = [(one.code, one.name) for one in communities]
