"""The slip as a form: a sentence, and the chips that may be corrected before it is posted."""

import uuid
from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sanshe.domain.catalogue.choices import CostBasis
from sanshe.domain.exchange.choices import AgeBand, SettledAs
from sanshe.engines.language.reading import Reading
from sanshe.web.exchange.when import when_in_words

KINDS = [("need", _("I need")), ("offer", _("I can help"))]
DAY_STARTS, DAY_ENDS = time(8), time(20)
MYSELF = ""


class SlipForm(forms.Form):
    """What will stand on the slip of a need or an offer."""

    kind = forms.ChoiceField(choices=KINDS, widget=forms.RadioSelect, label=_("What is it?"))
    sentence = forms.CharField(
        label=_("In your own words"),
        max_length=500,
        error_messages={"required": _("Please say in a sentence what you need or what you can do.")},
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    category = forms.ChoiceField(label=_("What it is about"), required=False)
    on_date = forms.DateField(
        label=_("Which day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until_date = forms.DateField(
        label=_("Until which day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    from_time = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    to_time = forms.TimeField(
        label=_("Until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    time_text = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    recurrence = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    place_text = forms.CharField(label=_("Where"), required=False, max_length=80)
    age_band = forms.ChoiceField(label=_("For whom"), required=False)
    age_years = forms.IntegerField(required=False, min_value=0, max_value=130, widget=forms.HiddenInput)
    conditions = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    party_size = forms.IntegerField(
        label=_("How many people"),
        required=False,
        min_value=1,
        max_value=500,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    cost_basis = forms.ChoiceField(label=_("Cost"), required=False)
    is_urgent = forms.BooleanField(label=_("It is urgent"), required=False)
    receiver = forms.ChoiceField(label=_("Who is it for?"), required=False, widget=forms.RadioSelect)
    is_private = forms.BooleanField(
        label=_("In confidence: not on the board, only the workers of my community read it"), required=False
    )
    confidence = forms.BooleanField(
        label=_("I have read this and agree"),
        required=False,
    )
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, categories, principals=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.sensitive_codes = {term.code for term in categories if term.is_sensitive}
        self.fields["receiver"].choices = [
            (MYSELF, _("For myself")),
            *((str(person.pk), person.public_name) for person in principals),
        ]
        groups: dict[str, list[tuple[str, str]]] = {}
        for term in categories:
            if term.parent:
                groups.setdefault(term.parent.name, []).append((term.code, term.name))
        self.fields["category"].choices = [("", _("Not sure")), *groups.items()]
        self.fields["age_band"].choices = [("", _("Anybody")), *AgeBand.choices]
        self.fields["cost_basis"].choices = [("", _("Open")), *CostBasis.choices]

    @property
    def is_in_confidence(self) -> bool:
        """Whether what the form holds now goes to the workers only: on the asker's wish, or by what it is about."""
        is_need = self["kind"].value() != "offer"
        return is_need and (bool(self["is_private"].value()) or self["category"].value() in self.sensitive_codes)

    @classmethod
    def from_reading(cls, *, sentence: str, kind: str, reading: Reading, categories, principals=()) -> "SlipForm":
        """Return the form with the chips that the engine read out of the sentence."""
        span = reading.times[0] if reading.times else None
        whom = reading.beneficiary
        likely = reading.categories[0] if reading.categories else None
        initial = {
            "kind": kind or reading.direction or "need",
            "sentence": sentence,
            "category": likely.code if likely and reading.is_sure_of_category else "",
            "time_text": span.words if span else "",
            "recurrence": (span.recurrence or "") if span else "",
            "place_text": reading.place.words if reading.place else "",
            "age_band": (whom.age_band or "") if whom else "",
            "age_years": whom.age_years if whom else None,
            "conditions": ",".join(whom.conditions) if whom else "",
            "party_size": (whom.count if whom and whom.count else 1),
            "cost_basis": reading.cost_basis or "",
            "is_urgent": bool(reading.urgency),
            "key": uuid.uuid4().hex,
        }
        if span:
            starts, ends = timezone.localtime(span.starts_at), timezone.localtime(span.ends_at)
            initial["time_words"] = when_in_words(span.starts_at, span.ends_at)
            last = timezone.localtime(span.ends_at - timedelta(microseconds=1))
            is_whole_days = starts.time() == ends.time() == time()
            initial["on_date"] = starts.date()
            initial["until_date"] = last.date() if last.date() > starts.date() else None
            initial["from_time"] = None if is_whole_days else starts.time()
            initial["to_time"] = None if is_whole_days else ends.time()
        return cls(initial=initial, categories=categories, principals=principals)

    def clean(self):
        cleaned = super().clean()
        cleaned["party_size"] = cleaned.get("party_size") or 1
        day: date | None = cleaned.get("on_date")
        begin, end = cleaned.get("from_time"), cleaned.get("to_time")
        if (begin or end) and not day:
            self.add_error("on_date", _("Please choose the day as well."))
        last_day = cleaned.get("until_date") or day
        if day and last_day < day:
            self.add_error("until_date", _("The end is before the start. Please look at the time again."))
        elif day and last_day == day and begin and end and end <= begin:
            self.add_error("to_time", _("The end is before the start. Please look at the time again."))
        cleaned["starts_at"] = cleaned["ends_at"] = None
        if day:
            zone = timezone.get_current_timezone()
            cleaned["starts_at"] = datetime.combine(day, begin or DAY_STARTS, tzinfo=zone)
            if begin and not end and last_day == day:
                cleaned["ends_at"] = cleaned["starts_at"] + timedelta(hours=2)
            else:
                cleaned["ends_at"] = datetime.combine(last_day, end or DAY_ENDS, tzinfo=zone)
            if cleaned["ends_at"] <= cleaned["starts_at"]:
                cleaned["ends_at"] = cleaned["starts_at"] + timedelta(hours=1)
        return cleaned


class ReasonForm(forms.Form):
    """A few words that go with a no, a cancellation or a complaint."""

    reason = forms.CharField(
        label=_("Why, in a few words"),
        max_length=200,
        error_messages={"required": _("Please say in a few words why, so that the other side understands.")},
    )


class NoteForm(forms.Form):
    """A word of thanks or a remark, if one likes."""

    note = forms.CharField(label=_("A word to go with it"), max_length=200, required=False)


class SettleForm(forms.Form):
    """What a mediator found."""

    settled_as = forms.ChoiceField(label=_("What did you find?"), choices=SettledAs.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("What was agreed, in a few words"), max_length=200)
