"""Forms with which somebody puts right, changes or ends what is kept about them."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from sanshe.domain.people.choices import Language
from sanshe.domain.privacy.choices import Writings


class EntryForm(forms.Form):
    """How somebody is called, their name, year of birth, and the language they are written to in."""

    form_of_address = forms.CharField(
        label=_("What do the neighbours call you?"),
        max_length=20,
        error_messages={"required": _("Please say what the neighbours call you.")},
        help_text=_("Only this is shown to others."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    full_name = forms.CharField(
        label=_("Full name"),
        max_length=40,
        required=False,
        help_text=_("Only the workers of your community read it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        required=False,
        min_value=1900,
        max_value=2100,
        help_text=_("So that we suggest what is meant for your age. Nobody else sees it."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"}),
    )
    language = forms.ChoiceField(label=_("In which language do we write to you?"), choices=Language.choices)


class NewPhoneForm(forms.Form):
    """The phone that somebody wants to have from now on."""

    phone = forms.CharField(
        label=_("Your new phone number"),
        max_length=24,
        error_messages={"required": _("Please type your phone number.")},
        help_text=_("We send a six-digit code to it, so that nobody else’s number gets in."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )


class NewPhoneCodeForm(forms.Form):
    """The code that came to the new phone."""

    code = forms.CharField(
        label=_("The six digits from the message"),
        max_length=12,
        error_messages={"required": _("Please type the six digits from the message.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class CloseForm(forms.Form):
    """That somebody really wants to go: what becomes of their words, a tick, and a word."""

    writings = forms.ChoiceField(
        label=_("What shall become of what you wrote on boards?"),
        choices=Writings.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the two.")},
    )
    is_understood = forms.BooleanField(
        label=_("I have read what goes, what stays, and that after two weeks nobody can bring it back."),
        error_messages={"required": _("Please read it and tick it.")},
    )
    word = forms.CharField(
        label=_("To be sure: please type the word “close”"),
        max_length=20,
        error_messages={"required": _("Please type the word.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off"}),
    )

    def clean_word(self) -> str:
        """Take the word in the language of the page, in whatever case."""
        word = self.cleaned_data["word"].strip().casefold()
        if word != pgettext("word to type", "close").casefold():
            raise forms.ValidationError(_("That is another word. Please type “close”."))
        return word
