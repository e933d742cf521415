"""Forms of clearing: which week, and another time for a line."""

from datetime import date, datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanshe.domain.clearing import rules

DAYS = 7


def week_in_words(monday: date) -> str:
    """Return a week as somebody would name it."""
    days = {"first": date_format(monday, "MONTH_DAY_FORMAT"), "last": date_format(_sunday(monday), "MONTH_DAY_FORMAT")}
    return _("%(first)s to %(last)s") % days


def _sunday(monday: date) -> date:
    return monday + timedelta(days=DAYS - 1)


class WeekForm(forms.Form):
    """Which week to plan."""

    week = forms.ChoiceField(
        label=gettext_lazy("Which week?"),
        error_messages={
            "required": gettext_lazy("Please choose a week."),
            "invalid_choice": gettext_lazy("Please choose a week."),
        },
    )

    def __init__(self, *args, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        weeks = rules.plannable_weeks(at=at)
        self.fields["week"].choices = [(monday.isoformat(), week_in_words(monday)) for monday in weeks]
        self.fields["week"].initial = weeks[1].isoformat()

    def monday(self) -> date:
        """Return the first day of the chosen week."""
        return date.fromisoformat(self.cleaned_data["week"])


class TimeForm(forms.Form):
    """When instead."""

    day = forms.ChoiceField(
        label=gettext_lazy("Which day?"),
        error_messages={
            "required": gettext_lazy("Please choose a day."),
            "invalid_choice": gettext_lazy("Please choose a day."),
        },
    )
    starts_at = forms.TimeField(
        label=gettext_lazy("From what time?"),
        help_text=gettext_lazy("On the quarter of an hour. It takes as long as before."),
        widget=forms.TimeInput(attrs={"type": "time", "step": 900}, format="%H:%M"),
        error_messages={
            "required": gettext_lazy("Please give a time, like 9:00 or 14:30."),
            "invalid": gettext_lazy("Please give a time, like 9:00 or 14:30."),
        },
    )

    def __init__(self, *args, monday: date, **kwargs):
        super().__init__(*args, **kwargs)
        days = [monday + timedelta(days=number) for number in range(DAYS)]
        self.fields["day"].choices = [
            (day.isoformat(), f"{date_format(day, 'l')} {date_format(day, 'MONTH_DAY_FORMAT')}") for day in days
        ]

    @classmethod
    def of(cls, starts_at: datetime) -> dict:
        """Return what stands in the form at first: the time as it is."""
        local = timezone.localtime(starts_at)
        return {"day": local.date().isoformat(), "starts_at": local.time()}

    def instant(self) -> datetime:
        """Return the chosen instant on the clock of the place."""
        day = date.fromisoformat(self.cleaned_data["day"])
        return timezone.make_aware(datetime.combine(day, self.cleaned_data["starts_at"]))
