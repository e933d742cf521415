"""How long ago something was, as one would say it: in one unit, not to the minute."""

from datetime import datetime, timedelta

from babel import Locale
from babel.dates import format_timedelta
from django.utils import timezone
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

MINUTE = timedelta(minutes=1)


def ago(instant: datetime) -> str:
    """Say how long ago an instant was: 8个月前. What lies ahead by a slow clock is now too."""
    passed = timezone.now() - instant
    if passed < MINUTE:
        return _("just now")
    return format_timedelta(-passed, add_direction=True, locale=_locale())


def how_long(since: datetime) -> str:
    """Say how long something lasts by now: 3天."""
    return format_timedelta(max(timezone.now() - since, MINUTE), locale=_locale())


def _locale() -> Locale:
    return Locale.parse(to_locale(get_language() or "zh-hans"))
