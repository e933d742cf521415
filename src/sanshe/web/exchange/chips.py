"""What the chips of a slip being written say, before and after correction, and which words made them say it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sanshe.engines.language.highlights import pieces, spans_of_words
from sanshe.engines.language.reading import Reading
from sanshe.engines.language.time_expressions import TimeSpan
from sanshe.web.exchange.conditions import conditions_in_words
from sanshe.web.exchange.forms import DraftForm, SlipForm, time_fields
from sanshe.web.exchange.when import recurrence_in_words, when_in_words


@dataclass(frozen=True)
class OtherTime:
    """A time that the sentence speaks of and that is not the one on the slip."""

    number: int
    words: str
    when: str


def chips_of(form: SlipForm) -> dict[str, str]:
    """Return the words of each chip, from what the form holds now."""
    return {
        "category": _label(form, "category"),
        "time": _time(form),
        "place": form["place_text"].value() or _("No place said"),
        "for_whom": _label(form, "age_band"),
        "party_size": people_in_words(_number(form, "party_size")),
        "cost": _("Cost: %(basis)s") % {"basis": _label(form, "cost_basis")},
    }


def draft_chips_of(form: DraftForm) -> dict[str, str]:
    """Return the words of every chip of a draft; "" where nothing was said of it."""
    years = str(form["age_years"].value() or "")
    band = _label(form, "age_band") if form["age_band"].value() else ""
    age = _("%(years)s years old") % {"years": years} if years.isdecimal() else ""
    between = pgettext("between two things in a row", ", ")
    helpers = _number(form, "helpers_wanted")
    return {
        **chips_of(form),
        "category": _label(form, "category") if form["category"].value() else "",
        "time": _draft_time(form),
        "place": form["place_text"].value() or "",
        "for_whom": " · ".join(filter(None, [band, age])),
        "conditions": between.join(conditions_in_words(form["conditions"].value() or ())),
        "cost": _label(form, "cost_basis") if form["cost_basis"].value() else "",
        "languages": between.join(_labels(form, "languages")),
        "helpers": ngettext("%(count)s helper", "%(count)s helpers", helpers) % {"count": helpers},
    }


def heard(sentence: str, *, reading: Reading, category: str) -> tuple[tuple[str, str], ...]:
    """Cut the sentence into pieces: those that decided the category ("kind"), what else was read ("said"), the rest."""
    whom = reading.beneficiary
    marks = [*reading.times, *(whom.marks if whom else ()), *reading.languages]
    marks += [mark for mark in (reading.place, reading.home, reading.helpers and reading.helpers.mark) if mark]
    return pieces(
        sentence,
        [
            ("kind", _spans_of_category(sentence, reading=reading, category=category)),
            ("said", [(mark.start_char, mark.end_char) for mark in marks]),
        ],
    )


def words_of_category(sentence: str, *, reading: Reading, category: str) -> tuple[str, ...]:
    """Return the words of the sentence that speak for a category, none where it was chosen by hand."""
    spans = _spans_of_category(sentence, reading=reading, category=category)
    return tuple(dict.fromkeys(sentence[start:end] for start, end in spans))


def words_for_whom(reading: Reading) -> tuple[str, ...]:
    """Return the words that say for whom it is."""
    return tuple(mark.words for mark in reading.beneficiary.marks) if reading.beneficiary else ()


def other_times(form: SlipForm, reading: Reading) -> list[OtherTime]:
    """Return the times of the sentence that are not the one the form holds."""
    return [
        OtherTime(number, span.words, _span_in_words(span))
        for number, span in enumerate(reading.times)
        if not is_chosen(form, span)
    ]


def is_chosen(form: SlipForm, span: TimeSpan) -> bool:
    """Tell whether the form holds just this time of the sentence."""
    wanted = time_fields(span)
    fields = ("on_date", "until_date", "from_time", "to_time")
    return all(_shown(form, name) == _as_shown(wanted[name]) for name in fields)


def people_in_words(count: int) -> str:
    """Say for how many."""
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}


def _spans_of_category(sentence: str, *, reading: Reading, category: str) -> tuple[tuple[int, int], ...]:
    words = next((one.words for one in reading.categories if one.code == category), ())
    return spans_of_words(sentence, words)


def _shown(form: SlipForm, name: str) -> str:
    return _as_shown(form[name].value())


def _as_shown(value) -> str:
    if not value:
        return ""
    if isinstance(value, str):
        return value[:5] if ":" in value else value
    return f"{value:%H:%M}" if hasattr(value, "hour") else value.isoformat()


def _span_in_words(span: TimeSpan) -> str:
    return _joined(when_in_words(span.starts_at, span.ends_at), recurrence_in_words(span.recurrence or ""))


def _joined(when: str, again: str) -> str:
    return f"{when} · {again}" if again else when


def _number(form: SlipForm, name: str) -> int:
    said = str(form[name].value() or 1)
    return int(said) if said.isdecimal() and said.isascii() and len(said) < 6 else 1


def _label(form: SlipForm, name: str) -> str:
    value = form[name].value() or ""
    for code, label in form.fields[name].choices:
        if isinstance(label, (list, tuple)):
            for inner_code, inner_label in label:
                if inner_code == value:
                    return str(inner_label)
        elif code == value:
            return str(label)
    return ""


def _labels(form: SlipForm, name: str) -> list[str]:
    chosen = form[name].value() or ()
    return [str(label) for code, label in form.fields[name].choices if code in chosen]


def _time(form: SlipForm) -> str:
    if form.is_bound:
        said = getattr(form, "cleaned_data", {})
        return when_in_words(said.get("starts_at"), said.get("ends_at"))
    return form.initial.get("time_words") or when_in_words(None, None)


def _draft_time(form: DraftForm) -> str:
    """Say the time as it will be posted, "" where none is held."""
    if not form["on_date"].value():
        return ""
    return _joined(_time(form), recurrence_in_words(form["recurrence"].value() or ""))
