"""Times as neighbours say them."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


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
