"""What the chips of a slip being written say, before and after correction."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sanshe.web.exchange.forms import SlipForm
from sanshe.web.exchange.when import when_in_words


def chips_of(form: SlipForm) -> dict[str, str]:
    """Return the words of each chip, from what the form holds now."""
    said = str(form["party_size"].value() or 1)
    size = int(said) if said.isdecimal() else 1
    return {
        "category": _label(form, "category"),
        "time": _time(form),
        "place": form["place_text"].value() or _("No place said"),
        "for_whom": _label(form, "age_band"),
        "party_size": ngettext("%(count)s person", "%(count)s people", size) % {"count": size},
        "cost": _("Cost: %(basis)s") % {"basis": _label(form, "cost_basis")},
    }


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


def _time(form: SlipForm) -> str:
    if form.is_bound:
        said = getattr(form, "cleaned_data", {})
        return when_in_words(said.get("starts_at"), said.get("ends_at"))
    return form.initial.get("time_words") or when_in_words(None, None)
