"""Forms of referrals: to whom and how agreed, the answer, the outcome; whom to call and how it went."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sanshe.domain.people.choices import GivenHow
from sanshe.domain.referrals.choices import AttemptOutcome, DeclineReason, Outcome

WORDS_MAX = 300
DAYS_USUAL = 3


def _words(label, *, required: bool = False, help_text="") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=WORDS_MAX,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Please write a few words first.")},
    )


class ReferForm(forms.Form):
    """To which organisation, until when, and how whoever needs it agreed."""

    organization = forms.ChoiceField(
        label=_("To whom?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose an organisation.")},
    )
    message = _words(
        _("A word to go with it"), help_text=_("No telephone and no address; they see those when they take it over.")
    )
    due_on = forms.DateField(
        label=_("They are to answer by"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Please choose a day.")},
    )
    consent_how = forms.ChoiceField(
        label=_("How did they agree?"),
        choices=GivenHow.choices,
        widget=forms.RadioSelect,
        help_text=_("The organisation reads the slip, and on taking it over learns name, telephone and home."),
        error_messages={"required": _("Please ask whoever needs it first, and tick how they agreed.")},
    )

    def __init__(self, *args, organizations, is_own: bool, at: datetime, **kwargs):
        kwargs.setdefault("initial", {"due_on": timezone.localtime(at).date() + timedelta(days=DAYS_USUAL)})
        super().__init__(*args, **kwargs)
        self.fields["organization"].choices = [(str(one.pk), one.display_name) for one in organizations]
        if is_own:
            del self.fields["consent_how"]

    def due_at(self) -> datetime:
        """Return the end of the chosen day."""
        day = self.cleaned_data["due_on"]
        return datetime.combine(day, time(23, 59), tzinfo=timezone.get_current_timezone())


class AcceptForm(forms.Form):
    """A word with a yes."""

    answer = _words(_("A word to the community and to them"))


class DeclineForm(forms.Form):
    """Why not."""

    reason = forms.ChoiceField(
        label=_("Why not?"),
        choices=DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a reason, so that the others know what to look for.")},
    )
    answer = _words(_("A word to the community and to them"))


class OutcomeForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what came of it.")},
    )
    words = _words(_("In a few words"))


class CallForm(forms.Form):
    """Whom to call, about what, by when."""

    name = forms.CharField(label=_("Who?"), max_length=40, error_messages={"required": _("Please write a name.")})
    phone = forms.CharField(
        label=_("Telephone"), max_length=24, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
    )
    words = _words(_("What about?"), required=True)
    due_on = forms.DateField(
        label=_("By which day?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Please choose a day.")},
    )

    def due_at(self) -> datetime:
        """Return noon of the chosen day."""
        return datetime.combine(self.cleaned_data["due_on"], time(12), tzinfo=timezone.get_current_timezone())


class AttemptForm(forms.Form):
    """How a call went."""

    outcome = forms.ChoiceField(label=_("How did it go?"), choices=AttemptOutcome.choices, widget=forms.RadioSelect)
    words = _words(_("In a few words"))
