"""What goes with a step of an agreement: a few words, another time, which meeting, what was found."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sanshe.domain.exchange.models import Agreement
from sanshe.web.exchange.when import when_in_words

WEEKS_MAX = 52
HOURS_MAX = 12
YES, NO = "yes", "no"


class StepForm(forms.Form):
    """A step that needs no words; what it says to the operation is `said`."""

    def __init__(self, *args, agreement: Agreement, **kwargs):
        super().__init__(*args, **kwargs)
        self.agreement = agreement

    def said(self) -> dict:
        """Return what the operation is to be told."""
        return dict(self.cleaned_data)


class ReasonForm(StepForm):
    """A few words that go with a no, a cancellation or a complaint."""

    reason = forms.CharField(
        label=_("Why, in a few words"),
        max_length=200,
        error_messages={"required": _("Please say in a few words why, so that the other side understands.")},
    )


class DeliveryForm(StepForm):
    """How it went, if one likes."""

    note = forms.CharField(label=_("A word to go with it"), max_length=200, required=False)
    duration = forms.DecimalField(
        label=_("How many hours it took"),
        help_text=_("For example 1.5"),
        min_value=0.25,
        max_value=HOURS_MAX,
        decimal_places=2,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.25", "min": "0.25", "max": HOURS_MAX}),
    )

    def said(self) -> dict:
        """Return the note, and the hours as minutes."""
        hours = self.cleaned_data["duration"]
        return {"note": self.cleaned_data["note"], "duration_min": round(hours * 60) if hours else None}


class SolvedForm(StepForm):
    """The receiver's word: whether it solved the need, and thanks."""

    solved = forms.ChoiceField(
        label=_("Is your need solved with it?"),
        choices=[(YES, _("Yes, it is solved")), (NO, _("It was done, but I still need help"))],
        initial=YES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose whether your need is solved.")},
    )
    thanks = forms.CharField(label=_("A word of thanks"), max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.agreement.need_id is None:
            del self.fields["solved"]

    def said(self) -> dict:
        """Return the thanks and whether it is solved."""
        return {
            "thanks": self.cleaned_data["thanks"],
            "is_solved": self.cleaned_data.get("solved", YES) == YES,
        }


class SolvedDeliveryForm(SolvedForm):
    """The receiver says in one step that it was done and whether it solved the need."""

    def said(self) -> dict:
        """Return the words as the note of the delivery."""
        words = super().said()
        return {"note": words["thanks"], "is_solved": words["is_solved"]}


class TimeForm(StepForm):
    """Another time, once or every week."""

    on_date = forms.DateField(
        label=_("Which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Please choose a day.")},
    )
    from_time = forms.TimeField(
        label=_("From"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Please say from when.")},
    )
    to_time = forms.TimeField(
        label=_("Until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    weeks = forms.IntegerField(
        label=_("For how many weeks, once a week"),
        min_value=1,
        max_value=WEEKS_MAX,
        initial=1,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    message = forms.CharField(label=_("A word to go with it"), max_length=200, required=False)

    def clean(self) -> dict:
        """Put day and hours together to instants."""
        cleaned = super().clean()
        day, begin, end = cleaned.get("on_date"), cleaned.get("from_time"), cleaned.get("to_time")
        if day and begin:
            zone = timezone.get_current_timezone()
            cleaned["starts_at"] = datetime.combine(day, begin, tzinfo=zone)
            cleaned["ends_at"] = (
                datetime.combine(day, end, tzinfo=zone) if end else cleaned["starts_at"] + timedelta(hours=2)
            )
            if cleaned["ends_at"] <= cleaned["starts_at"]:
                self.add_error("to_time", _("The end is before the start. Please look at the time again."))
        return cleaned

    def said(self) -> dict:
        """Return the instants and, for several weeks, the rule that repeats them."""
        weeks = self.cleaned_data["weeks"] or 1
        return {
            "starts_at": self.cleaned_data["starts_at"],
            "ends_at": self.cleaned_data["ends_at"],
            "recurrence": f"FREQ=WEEKLY;COUNT={weeks}" if weeks > 1 else "",
            "message": self.cleaned_data["message"],
        }


class MeetingForm(ReasonForm):
    """Which meeting of a series, and why."""

    meeting = forms.ChoiceField(label=_("Which day"), error_messages={"required": _("Please choose a day.")})
    field_order = ("meeting", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"].choices = [
            (str(one.pk), when_in_words(one.starts_at, one.ends_at))
            for one in self.agreement.commitments.all()
            if one.is_planned
        ]

    def said(self) -> dict:
        """Return the meeting and the reason."""
        return {"commitment_id": self.cleaned_data["meeting"], "reason": self.cleaned_data["reason"]}


class CorrectionForm(DeliveryForm):
    """What really was, of a delivery that was written down wrongly."""

    def said(self) -> dict:
        """Return the corrected words for the latest delivery."""
        return {**super().said(), "delivery_id": self.agreement.latest_delivery.pk}
