"""The slip as a form: a sentence, and the chips that may be corrected before it is posted."""

import uuid
from datetime import UTC, date, datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sanshe.domain.catalogue.choices import CostBasis
from sanshe.domain.exchange.choices import AGE_BAND_YEARS, AgeBand, Language
from sanshe.engines.language.reading import Reading
from sanshe.engines.language.time_expressions import TimeSpan
from sanshe.engines.scheduling.recurrence import RuleUnreadable, meetings
from sanshe.web.exchange.conditions import CONDITIONS
from sanshe.web.exchange.when import recurrence_in_words, when_in_words

KINDS = [("need", _("I need")), ("offer", _("I can help"))]
DAY_STARTS, DAY_ENDS, LAST_MINUTE = time(8), time(20), time(23, 59)
MYSELF = ""
HELPERS_MAX = 50
USUAL_RULES = (
    "FREQ=DAILY",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=WEEKLY;INTERVAL=2",
    "FREQ=MONTHLY",
)
ANY_DAY = datetime(2026, 1, 5, 9, tzinfo=UTC)


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
        initial = cls.initial_of(sentence=sentence, kind=kind, reading=reading)
        return cls(initial=initial, categories=categories, principals=principals)

    @classmethod
    def initial_of(cls, *, sentence: str, kind: str, reading: Reading) -> dict:
        """Return the first value of each field, as far as the sentence says it."""
        span = reading.times[0] if reading.times else None
        whom = reading.beneficiary
        likely = reading.categories[0] if reading.categories else None
        return {
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
            **time_fields(span),
        }

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


class DraftForm(SlipForm):
    """A slip while its writer looks at what was understood: all of it in sight, all of it to be corrected."""

    recurrence = forms.ChoiceField(label=_("How often"), required=False)
    age_years = forms.IntegerField(
        label=_("How old"),
        required=False,
        min_value=0,
        max_value=130,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    conditions = forms.MultipleChoiceField(
        label=_("What should helpers know?"),
        required=False,
        choices=CONDITIONS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It stands on the slip. What should not, you can tell in confidence."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Which language"), required=False, choices=Language.choices, widget=forms.CheckboxSelectMultiple
    )
    helpers_wanted = forms.IntegerField(
        label=_("How many helpers"),
        required=False,
        min_value=1,
        max_value=HELPERS_MAX,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    at_home = forms.BooleanField(label=_("Somebody has to come to the home"), required=False)
    read_sentence = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def __init__(self, *args, likely=(), **kwargs):
        super().__init__(*args, **kwargs)
        names = {code: name for _group, terms in self.fields["category"].choices[1:] for code, name in terms}
        near = [(code, names[code]) for code in likely if code in names]
        if near:
            not_sure, *groups = self.fields["category"].choices
            self.fields["category"].choices = [not_sure, (_("Probably"), near), *groups]
        rule = self["recurrence"].value() or ""
        rules = ["", *USUAL_RULES]
        if rule not in rules and _is_readable(rule):
            rules.insert(1, rule)
        self.fields["recurrence"].choices = [(one, recurrence_in_words(one) or _("Only once")) for one in rules]

    @classmethod
    def from_reading(cls, *, sentence, kind, reading, categories, principals=()) -> "DraftForm":
        """Return the form with the chips that the engine read out of the sentence."""
        initial = cls.initial_of(sentence=sentence, kind=kind, reading=reading)
        likely = [one.code for one in reading.categories]
        return cls(initial=initial, categories=categories, principals=principals, likely=likely)

    @classmethod
    def initial_of(cls, *, sentence: str, kind: str, reading: Reading) -> dict:
        """Return the first value of each field, as far as the sentence says it."""
        whom = reading.beneficiary
        return {
            **super().initial_of(sentence=sentence, kind=kind, reading=reading),
            "conditions": list(whom.conditions) if whom else [],
            "languages": [mark.code for mark in reading.languages],
            "helpers_wanted": reading.helpers.count if reading.helpers else 1,
            "at_home": reading.home is not None,
            "read_sentence": sentence,
        }

    def clean(self):
        cleaned = super().clean()
        cleaned["helpers_wanted"] = cleaned.get("helpers_wanted") or 1
        years, band = cleaned.get("age_years"), cleaned.get("age_band")
        if years is not None and band:
            low, high = AGE_BAND_YEARS[AgeBand(band)]
            if not low <= years <= max(high, 130 if band == AgeBand.ELDER else high):
                self.add_error("age_years", _("This age does not go with what is chosen above. Please look again."))
        rule = cleaned.get("recurrence")
        if rule and not cleaned.get("on_date"):
            self.add_error("on_date", _("Please choose the day as well."))
        elif rule and not self.errors:
            self._check_series(rule, cleaned["starts_at"], cleaned["ends_at"])
        return cleaned

    def _check_series(self, rule: str, starts_at: datetime, ends_at: datetime) -> None:
        parts = dict(part.partition("=")[::2] for part in rule.split(";"))
        days, month_days = parts.get("BYDAY", ""), parts.get("BYMONTHDAY", "")
        day = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[starts_at.weekday()]
        is_beside = days and day not in [one[-2:] for one in days.split(",")]
        numbers = [int(one) for one in month_days.split(",") if one.isdecimal()]
        if is_beside or (numbers and starts_at.day not in numbers):
            self.add_error("recurrence", _("The first day is not one of the days it comes again. Please look at both."))
        elif not _is_readable(rule, starts_at, ends_at):
            self.add_error("recurrence", _("It would come again before it has ended. Please look at the days."))


def time_fields(span: TimeSpan | None) -> dict:
    """Return the values of the fields of the time: the days to choose, and the hours where any were said."""
    if span is None:
        return {"on_date": None, "until_date": None, "from_time": None, "to_time": None}
    starts, ends = timezone.localtime(span.starts_at), timezone.localtime(span.ends_at)
    last = timezone.localtime(span.ends_at - timedelta(microseconds=1))
    has_hours = span.precision in ("clock", "part_of_day")
    # What comes again is one day at a time: a weekend every week is a Saturday and a Sunday.
    is_longer = last.date() > starts.date() and (has_hours or not span.recurrence)
    begin, end = _minute(starts), _minute(ends)
    if not has_hours:
        begin = begin if begin != time() else None
        end = max(begin, DAY_ENDS) if begin and not is_longer else None
    return {
        "time_words": when_in_words(span.starts_at, span.ends_at),
        "on_date": starts.date(),
        "until_date": last.date() if is_longer else None,
        "from_time": begin,
        "to_time": LAST_MINUTE if end and not is_longer and end <= begin else end,
    }


def _minute(instant: datetime) -> time:
    return instant.time().replace(second=0, microsecond=0)


def _is_readable(rule: str, starts_at: datetime = ANY_DAY, ends_at: datetime = ANY_DAY + timedelta(hours=1)) -> bool:
    zone = timezone.get_current_timezone()
    try:
        meetings(rule, starts_at=starts_at, ends_at=ends_at, zone=zone, most=8, without_end=8)
    except RuleUnreadable:
        return False
    return True
