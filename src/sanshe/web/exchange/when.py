"""Times as neighbours say them."""

from datetime import datetime

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
    if end.date() == start.date():
        return f"{day} {start:%H:%M}–{end:%H:%M}"
    return f"{day} – {date_format(end, 'MONTH_DAY_FORMAT')}"
