"""What people type about time credits."""

import secrets

from django import forms
from django.utils.translation import gettext_lazy as _

from sanshe.domain.ledger.models import FLOOR_LOWEST_MIN, FLOOR_MIN, MONTHS_LEAST, MONTHS_MOST, NOTE_MAX, TERMS_MAX
from sanshe.kernel.fields import plain_text

NUMBER, GROUP, POOL = "number", "group", "pool"
HOURS_MAX = 100


class PlainCharField(forms.CharField):
    """A text in which nothing stands that nobody types."""

    def to_python(self, value):
        if isinstance(value, str):
            value = "\n".join(plain_text(line) for line in value.splitlines())
        return super().to_python(value)


class TimeForm(forms.Form):
    """How long: hours and minutes, together at least a minute."""

    hours = forms.IntegerField(label=_("Hours"), min_value=0, max_value=HOURS_MAX, initial=1)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=59, required=False)

    def total(self) -> int:
        """Return the minutes in all."""
        return (self.cleaned_data.get("hours") or 0) * 60 + (self.cleaned_data.get("minutes") or 0)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and self.total() < 1:
            self.add_error("hours", _("Please say how long."))
        return cleaned


class GiveForm(TimeForm):
    """To whom, how long, and a word with it."""

    receiver = forms.ChoiceField(label=_("For whom?"), widget=forms.RadioSelect)
    number = PlainCharField(
        label=_("Account number"),
        help_text=_("Six digits; they stand on the neighbour's time credit page."),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    group = forms.ChoiceField(label=_("Group or organisation"), required=False)
    note = PlainCharField(label=_("A word with it"), max_length=NOTE_MAX, required=False)
    key = PlainCharField(max_length=40, required=False, widget=forms.HiddenInput)
    field_order = ("receiver", "number", "group", "hours", "minutes", "note", "key")

    def __init__(self, *args, neighbours, groups, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].choices = [
            *neighbours,
            (NUMBER, _("A neighbour, by account number")),
            *([(GROUP, _("A group or organisation"))] if groups else []),
            (POOL, _("The common pot")),
        ]
        self.fields["group"].choices = [("", "—"), *groups]
        if not groups:
            del self.fields["group"]
        self.initial.setdefault("key", secrets.token_urlsafe(12))

    def clean_number(self) -> str:
        """Return the digits alone, as people leave spaces between them."""
        return "".join(self.cleaned_data["number"].split())

    def clean(self):
        cleaned = super().clean()
        receiver = cleaned.get("receiver")
        if receiver == NUMBER and not cleaned.get("number") and "number" not in self.errors:
            self.add_error("number", _("Please type the account number."))
        if receiver == GROUP and not cleaned.get("group") and "group" not in self.errors:
            self.add_error("group", _("Please choose the group."))
        return cleaned


class GrantForm(TimeForm):
    """Out of the common pot, to whom and why."""

    number = PlainCharField(
        label=_("Account number"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    note = PlainCharField(label=_("What for? They read it."), max_length=NOTE_MAX)
    key = PlainCharField(max_length=40, required=False, widget=forms.HiddenInput)
    field_order = ("number", "hours", "minutes", "note", "key")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", secrets.token_urlsafe(12))

    def clean_number(self) -> str:
        """Return the digits alone."""
        return "".join(self.cleaned_data["number"].split())


class SchemeForm(forms.Form):
    """On which terms a community counts time."""

    floor_hours = forms.IntegerField(
        label=_("How many hours may somebody be behind?"),
        help_text=_("Who has not helped yet can still be helped. With 0, nobody can."),
        min_value=0,
        max_value=-FLOOR_LOWEST_MIN // 60,
        initial=-FLOOR_MIN // 60,
    )
    expires_after_months = forms.IntegerField(
        label=_("After how many months do credits lapse?"),
        help_text=_("Leave it empty and they never lapse. What lapses goes into the common pot."),
        min_value=MONTHS_LEAST,
        max_value=MONTHS_MOST,
        required=False,
    )
    terms = PlainCharField(
        label=_("What else your neighbours agreed on"),
        max_length=TERMS_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
