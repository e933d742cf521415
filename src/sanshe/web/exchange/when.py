"""Times as neighbours say them."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKING_DAYS, _WEEKEND = "MO,TU,WE,TH,FR", "SA,SU"


def when_in_words(starts_at: datetime | None, ends_at: datetime | None) -> str:
    """Say a span: weekday, date, from and until; across midnight only the days."""
    if starts_at is None:
        return _("at a time to arrange")
    start = timezone.localtime(starts_at)
    day = f"{date_format(start, 'D')} {date_format(start, 'MONTH_DAY_FORMAT')}"
    if ends_at is None:
        return f"{day} {start:%H:%M}"
    end = timezone.localtime(ends_at)
    last = timezone.localtime(ends_at - timedelta(microseconds=1))  # half-open: midnight belongs to the day before
    if last.date() != start.date():
        return f"{day} – {date_format(last, 'D')} {date_format(last, 'MONTH_DAY_FORMAT')}"
    if start.time() == end.time():
        return day
    return f"{day} {start:%H:%M}–{end:%H:%M}"


def series_in_words(starts_at: datetime, ends_at: datetime | None, rule: str) -> str:
    """Say how often something comes and at which hours: "every Tuesday and Thursday, 08:00–12:00"."""
    start = timezone.localtime(starts_at)
    again = recurrence_in_words(rule)
    end = timezone.localtime(ends_at) if ends_at else None
    if end is None:
        return f"{again} {start:%H:%M}"
    if end - start >= timedelta(days=1):
        return again
    return f"{again} {start:%H:%M}–{end:%H:%M}"


def recurrence_in_words(rule: str) -> str:
    """Say how often something comes, from the RRULE that is kept of it; "" where it comes once."""
    if not rule:
        return ""
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";"))
    days, every = parts.get("BYDAY", ""), parts.get("INTERVAL", "1")
    words = _frequency(parts.get("FREQ", ""), days, every, parts.get("BYMONTHDAY", ""))
    count = parts.get("COUNT", "")
    if not count.isdecimal():
        return words
    return ngettext("%(often)s, %(count)s time", "%(often)s, %(count)s times", int(count)) % {
        "often": words,
        "count": int(count),
    }


def _frequency(freq: str, days: str, every: str, month_days: str) -> str:
    if freq == "DAILY":
        return {"1": _("every day"), "2": _("every other day")}.get(every, _("every %(count)s days") % {"count": every})
    if freq == "WEEKLY":
        return _weekly(days, every)
    if freq == "MONTHLY":
        return _monthly(days, month_days)
    return _("every year") if freq == "YEARLY" else _("again and again")


def _weekly(days: str, every: str) -> str:
    names = _names(days.split(","))
    if every == "2":
        return _("every other week on %(days)s") % {"days": names} if names else _("every other week")
    if every != "1":
        return _("every %(count)s weeks") % {"count": every}
    if days == _WORKING_DAYS:
        return _("on working days")
    if days == _WEEKEND:
        return _("every weekend")
    return _("every week on %(days)s") % {"days": names} if names else _("every week")


def _monthly(days: str, month_days: str) -> str:
    numbers = [one for one in month_days.split(",") if one.lstrip("-").isdecimal()]
    if numbers == ["-1"]:
        return _("on the last day of every month")
    if numbers:
        joined = pgettext("between two days", " and ").join(numbers)
        return _("every month on day %(days)s") % {"days": joined}
    name = _names([days[-2:]]) if days else ""
    nth = {
        "1": _("first"),
        "2": _("second"),
        "3": _("third"),
        "4": _("fourth"),
        "5": _("fifth"),
        "-1": pgettext("of the month", "last"),
    }
    which = nth.get(days[:-2])
    if name and which:
        return _("every month on the %(which)s %(day)s") % {"which": which, "day": name}
    return _("every month")


def _names(codes: list[str]) -> str:
    known = [str(WEEKDAYS[_DAYS.index(code)]) for code in codes if code in _DAYS]
    return pgettext("between two days", " and ").join(known)
