"""Checks of single cells: each returns the value to keep or raises `Fault` with the reason."""

from __future__ import annotations

import math
import re
from urllib.parse import urlsplit

from sanshe.formats.hsds.records import NOON_MIN

ID_MAX = 120
NAME_MAX = 300
EMAIL_MAX = 254
URL_MAX = 500
PHONE_MAX = 60
ADDRESS_MAX = 500
TERM_NAME_MAX = 200
LANGUAGE_MAX = 100
LANGUAGES_MAX = 300
# Far beyond what a description needs; nobody reads more on a phone, and only a mistake in quoting makes it.
TEXT_MAX = 50_000
AGE_MAX = 130

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
STATUSES = {
    "active": "active",
    "inactive": "inactive",
    "defunct": "defunct",
    "temporarily closed": "inactive",
}

_EMAIL = re.compile(r"[^@\s\"<>(),:;\\\[\]]{1,64}@([\w-]+\.)+[^\W\d_]{2,}")
_HOST = re.compile(r"([\w]([\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]{0,60}[\w]", re.UNICODE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TIME = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*([ap]\.?m\.?)?(?:z|[+-]\d{2}:?\d{2})?", re.IGNORECASE
)
_RULE_PARTS = {
    "freq": re.compile(r"DAILY|WEEKLY|MONTHLY|YEARLY"),
    "interval": re.compile(r"[1-9]\d{0,3}"),
    "byday": re.compile(r"[+-]?\d{0,2}(MO|TU|WE|TH|FR|SA|SU)(,[+-]?\d{0,2}(MO|TU|WE|TH|FR|SA|SU))*"),
    "bymonthday": re.compile(r"-?\d{1,2}(,-?\d{1,2})*"),
    "byweekno": re.compile(r"-?\d{1,2}(,-?\d{1,2})*"),
    "byyearday": re.compile(r"-?\d{1,3}(,-?\d{1,3})*"),
    "wkst": re.compile(r"MO|TU|WE|TH|FR|SA|SU"),
    "count": re.compile(r"[1-9]\d{0,4}"),
    "until": re.compile(r"\d{4}-?\d{2}-?\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?"),
}


class Fault(Exception):
    """What is wrong with a cell: a code of the report with its parameters."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def line(text: str, limit: int) -> str:
    """Return a text meant to stand on one line."""
    return _within(" ".join(_CONTROL.sub("", text).replace("\\n", " ").split()), limit)


def paragraphs(text: str, limit: int = TEXT_MAX) -> str:
    """Return a text of several lines; HSDS 1.1 exports write a line break as the two characters `\\n`."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\\n", "\n"))
    return _within(re.sub(r"\n[ \t]*(\n[ \t]*)+", "\n\n", text).strip(), limit)


def email(text: str) -> str:
    """Return an e-mail address."""
    if len(text) > EMAIL_MAX or not _EMAIL.fullmatch(text):
        raise Fault("bad_email", value=text)
    return text


def url(text: str) -> str:
    """Return a web address; one written without scheme, as people do, gets http."""
    full = (
        text if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", text) and not re.match(r"[\w.-]+:\d", text) else f"http://{text}"
    )
    try:
        parts = urlsplit(full)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise Fault("bad_url", value=text) from None
    acceptable = (
        parts.scheme in ("http", "https")
        and parts.username is None
        and len(full) <= URL_MAX
        and _HOST.fullmatch(host)
        and not re.search(r"[\s\\<>\"]|[\x00-\x1f\x7f]", full)
    )
    if not acceptable:
        raise Fault("bad_url", value=text)
    return full


def phone(number: str, extension: str) -> str:
    """Return a telephone number with its extension."""
    number = " ".join(_CONTROL.sub("", number).strip("\"' ").split())
    text = f"{number} x{extension}" if extension else number
    if len(text) > PHONE_MAX or sum(character.isdigit() for character in number) < 3:
        raise Fault("bad_phone", value=text)
    return text


def coordinates(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Return latitude and longitude (WGS-84 degrees), or null where neither is given."""
    if not latitude and not longitude:
        return None
    if not latitude or not longitude:
        raise Fault("half_coordinates")
    try:
        lat, lng = float(latitude), float(longitude)
    except ValueError:
        raise Fault("bad_coordinates", latitude=latitude, longitude=longitude) from None
    if not (math.isfinite(lat) and math.isfinite(lng) and abs(lat) <= 90 and abs(lng) <= 180):
        raise Fault("bad_coordinates", latitude=latitude, longitude=longitude)
    if lat == 0 and lng == 0:
        raise Fault("null_island")
    return lat, lng


def age(text: str) -> int | None:
    """Return an age in whole years, or null where none is given."""
    if not text:
        return None
    try:
        years = float(text)
    except ValueError:
        raise Fault("bad_age", value=text) from None
    if not 0 <= years <= AGE_MAX or years != int(years):
        raise Fault("bad_age", value=text)
    return int(years)


def status(text: str) -> str:
    """Return the status of a service: active, inactive or defunct."""
    if not text:
        return ""
    try:
        return STATUSES[text.lower().replace("_", " ")]
    except KeyError:
        raise Fault("bad_status", value=text) from None


def minute_of_day(text: str) -> int | None:
    """Return a time of day as minutes after midnight, or null where none is given."""
    if not text:
        return None
    match = _TIME.fullmatch(text)
    if not match or not (match[2] or match[3]):
        raise Fault("bad_time", value=text)
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()[:1]
    if minute > 59 or hour > (12 if half else 24) or (half and not hour):
        raise Fault("bad_time", value=text)
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour * 60 + minute > 24 * 60:
        raise Fault("bad_time", value=text)
    return hour * 60 + minute


def hours(opens: int | None, closes: int | None) -> tuple[int | None, int | None]:
    """Return both times if they make a span.

    A place that opens after noon and closes earlier by the clock closes after midnight; one that opens in the
    morning and seems to close before has its afternoon left out. Closing at 0 is closing at midnight.
    """
    if opens is None or not closes or opens < closes or (closes < opens and opens >= NOON_MIN):
        return opens, closes
    raise Fault("hours_disordered", opens=_clock(opens), closes=_clock(closes))


def weekday(text: str) -> int:
    """Return a weekday (Monday 0) from its English name or its number (Monday 1)."""
    if text.isascii() and text.isdigit() and 1 <= int(text[:2]) <= 7:
        return int(text) - 1
    matching = [day for day, name in enumerate(WEEKDAYS) if len(text) >= 2 and name.startswith(text.lower())]
    if len(matching) != 1:
        raise Fault("bad_weekday", value=text)
    return matching[0]


def rule_part(name: str, text: str) -> str:
    """Return one part of an iCalendar rule, such as `BYDAY=MO,TH`; empty where nothing is given."""
    text = text.replace(" ", "").upper()
    if not text:
        return ""
    if not _RULE_PARTS[name].fullmatch(text):
        raise Fault("bad_recurrence", value=text)
    return f"{name.upper()}={text.replace('-', '').replace(':', '') if name == 'until' else text}"


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise Fault("text_too_long", length=len(text), limit=limit)
    return text


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
