"""The meetings of a series, out of a recurrence rule."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import islice, pairwise

from dateutil.rrule import rrulestr

RULE_MAX = 200
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
COUNTED = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


class RuleUnreadable(ValueError):
    """It is no recurrence rule, none that ever comes about, or one whose meetings run into each other."""


@dataclass(frozen=True)
class Meeting:
    """One meeting: half-open, aware instants."""

    starts_at: datetime
    ends_at: datetime


def meetings(
    rule: str, *, starts_at: datetime, ends_at: datetime, zone: tzinfo, most: int, without_end: int
) -> tuple[Meeting, ...]:
    """Return the meetings of a rule, the first of them being the given one.

    Parameters
    ----------
    rule : str
        RRULE of RFC 5545 without its name and without DTSTART, such as ``FREQ=WEEKLY;BYDAY=TU;COUNT=6``; empty: one
        meeting.
    starts_at, ends_at : datetime
        Of the first meeting; half-open, aware. All last as long.
    zone : tzinfo
        Whose clock the rule follows: nine in the morning stays nine when the clock changes.
    most : int
        More meetings than this are not promised at once.
    without_end : int
        So many meetings a rule without COUNT and UNTIL stands for.

    Returns
    -------
    tuple of Meeting
        At least one, in time order, none twice, none before the one before has ended. A first meeting beside the rule
        (a Wednesday before a series of Tuesdays) counts as one of them.

    Raises
    ------
    RuleUnreadable
        The rule cannot be read, repeats more often than daily, or repeats before a meeting has ended.

    Source: RFC 5545, section 3.3.10.
    """
    length = ends_at - starts_at
    if length <= timedelta():
        raise RuleUnreadable(rule)
    if not rule:
        return (Meeting(starts_at, ends_at),)
    parts = _parts(rule)
    count, interval = parts.get("COUNT", "1"), parts.get("INTERVAL", "1")
    if parts.get("FREQ") not in FREQUENCIES or len(rule) > RULE_MAX:
        raise RuleUnreadable(rule)
    if not (COUNTED.fullmatch(count) and COUNTED.fullmatch(interval)):
        raise RuleUnreadable(rule)
    # Rules count in whole seconds: a fraction would make the first meeting another one than the rule's own first.
    begins = starts_at.astimezone(zone).replace(tzinfo=None, microsecond=0)
    try:
        recurring = rrulestr(_without_zone(parts, zone), dtstart=begins)
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise RuleUnreadable(rule) from error
    usual = int(count) if "COUNT" in parts else without_end
    wanted = most if "UNTIL" in parts else min(most, usual)
    days = [begins, *(day for day in islice(recurring, wanted) if day != begins)][:wanted]
    if any(following - day < length for day, following in pairwise(days)):
        raise RuleUnreadable(rule)
    starts = [day.replace(tzinfo=zone) for day in days]
    return tuple(Meeting(start, start + length) for start in starts)


def _parts(rule: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in rule.upper().split(";") if part]
    if any(not sign or not value for _, sign, value in pairs):
        raise RuleUnreadable(rule)
    return {name: value for name, _, value in pairs}


def _without_zone(parts: dict[str, str], zone: tzinfo) -> str:
    """Return the rule with its UNTIL on the clock of the zone, as the naive start asks for."""
    until = parts.get("UNTIL", "")
    if until.endswith("Z"):
        instant = datetime.strptime(f"{until[:-1]}+0000", "%Y%m%dT%H%M%S%z").astimezone(zone)
        parts = {**parts, "UNTIL": f"{instant:%Y%m%dT%H%M%S}"}
    return ";".join(f"{name}={value}" for name, value in parts.items())
