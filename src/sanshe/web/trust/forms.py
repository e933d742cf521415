"""Forms of trust: how it was, an answer, what is wrong, what was heard, what was found, for how long."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sanshe.domain.exchange.choices import SettledAs
from sanshe.domain.trust.choices import NOTED, StepKind

YES, NO = "yes", "no"
HIDE, LEAVE = "hide", "leave"
WORDS_MAX, STEP_MAX, FINDING_MAX = 300, 500, 200
YEAR_TOO_FAR = 9000
WORDS_MISSING = _("Please write a few words first.")
UNDECIDED = _("Please choose what was done.")


def _words(label, *, longest: int = WORDS_MAX, is_needed: bool = True, rows: int = 3, help_text="") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=is_needed,
        help_text=help_text,
        error_messages={"required": WORDS_MISSING},
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ReviewForm(forms.Form):
    """How it was."""

    is_kept = forms.ChoiceField(
        label=_("Did they keep their word?"),
        choices=[(YES, _("Yes, as agreed")), (NO, _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose yes or no.")},
    )
    words = _words(
        _("How was it?"),
        is_needed=False,
        help_text=_(
            "Others read it later. Say how it was, not what the need was about; nobody’s phone, nobody’s address."
        ),
    )

    def said(self) -> dict:
        """Return what the operation is to be told."""
        return {"is_kept": self.cleaned_data["is_kept"] == YES, "words": self.cleaned_data["words"]}


class ReplyForm(forms.Form):
    """What the reviewed answers."""

    words = _words(_("Your answer"), help_text=_("You can answer once. It stands below what was said."))


class ReportForm(forms.Form):
    """What is wrong with a review."""

    words = _words(_("What is wrong with it?"), rows=2)


class DecisionForm(forms.Form):
    """What becomes of a reported review, and why."""

    reason = _words(_("Why? Whoever wrote it reads this."), rows=2)
    # Two buttons of the page say it.
    decision = forms.ChoiceField(
        choices=[(HIDE, HIDE), (LEAVE, LEAVE)], error_messages={"required": UNDECIDED, "invalid_choice": UNDECIDED}
    )


class MediatorForm(forms.Form):
    """Who is to hear both sides."""

    mediator = forms.ChoiceField(
        label=_("Who hears both sides?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose somebody.")},
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mediator"].choices = [(str(one.pk), one.public_name) for one in people]


class StepForm(forms.Form):
    """What a side said, or what is proposed; both sides read it."""

    kind = forms.ChoiceField(
        label=_("What was done?"),
        choices=[(kind.value, kind.label) for kind in StepKind if kind in NOTED],
        widget=forms.RadioSelect,
        error_messages={"required": UNDECIDED},
    )
    words = _words(_("In a few words; both sides read them"), longest=STEP_MAX)


class FindingForm(forms.Form):
    """What was found."""

    settled_as = forms.ChoiceField(
        label=_("What did you find?"),
        choices=SettledAs.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what you found.")},
    )
    finding = _words(_("What was agreed, in a few words"), longest=FINDING_MAX, rows=2)


class TermForm(forms.Form):
    """Until when somebody hears disputes."""

    until = forms.DateField(
        label=_("Until which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Please choose a day.")},
    )

    @classmethod
    def usual(cls, at: datetime) -> dict:
        """Return what stands in the form at first: one year."""
        return {"until": timezone.localtime(at).date() + timedelta(days=365)}

    def clean_until(self):
        """Refuse a day that no term reaches."""
        day = self.cleaned_data["until"]
        if day.year >= YEAR_TOO_FAR:
            raise forms.ValidationError(_("Please choose a day between tomorrow and three years from now."))
        return day

    def ends_at(self) -> datetime:
        """Return the end of the chosen day."""
        day = self.cleaned_data["until"] + timedelta(days=1)
        return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())
