"""What two neighbours arranged, as a calendar programme reads it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard, vRecur, vText

from sanshe.engines.scheduling.recurrence import RuleUnreadable, meetings
from sanshe.kernel.fields import plain_text

ZONE_NAME = "Asia/Shanghai"
ZONE = ZoneInfo(ZONE_NAME)
MAKER = "-//Sanshe//Sanshe//ZH"
SUMMARY_MAX = 120
DESCRIPTION_MAX = 600
MEETINGS_MAX = 366
# The evening before one can still arrange something; an hour before one puts the shoes on.
ALARMS = (timedelta(days=-1), timedelta(hours=-1))
REFRESH = timedelta(hours=4)


@dataclass(frozen=True)
class Meeting:
    """One time of an arrangement; half-open, aware instants."""

    number: int
    starts_at: datetime
    ends_at: datetime
    is_off: bool = False


@dataclass(frozen=True)
class Arrangement:
    """What stands in the calendar: the same `uid` is the same entry, a higher `sequence` its newer version.

    `starts_at` and `ends_at` are those of the first meeting as it was arranged last, `recurrence` the rule (RRULE
    without DTSTART) by which it repeats from there; `meetings` is what became of each.
    """

    uid: str
    summary: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    meetings: Sequence[Meeting]
    sequence: int = 0
    recurrence: str = ""
    location: str = ""
    description: str = ""
    url: str = ""
    is_off: bool = False


def write_calendar(*, name: str, arrangements: Iterable[Arrangement]) -> bytes:
    """Make a calendar file of these arrangements; the same arrangements are the same file, byte for byte.

    A series is one event with its rule, without the times that were called off (EXDATE), and with another event for
    each time that was moved (RECURRENCE-ID); what does not fit its rule stands on its own. What was called off as a
    whole stays, marked as such, so that a programme that knew it learns of it.
    """
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", _line(name))
    calendar.add("x-wr-calname", _line(name))
    calendar.add("x-wr-timezone", ZONE_NAME)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    calendar.add_component(_zone())
    for one in arrangements:
        for event in _events(one):
            calendar.add_component(event)
    return calendar.to_ical()


def _events(one: Arrangement) -> Iterator[Event]:
    slots = _slots(one)
    if len(slots) == 1:
        yield from _single(one)
        return
    kept = _by_start(one.meetings)
    beside = [meeting for start, meeting in kept.items() if start not in dict(slots) and not meeting.is_off]
    is_off = one.is_off and all(meeting.is_off for meeting in one.meetings)
    master = _event(one, starts_at=slots[0][0], ends_at=slots[0][1], is_off=is_off)
    _repeat(master, one.recurrence, [start for start, _ in slots])
    moved, left_out = [], []
    for start, _ in () if is_off else slots:
        meeting = kept.get(start)
        if meeting is None and beside:
            moved.append((start, beside.pop(0)))
        elif meeting is None or meeting.is_off:
            left_out.append(start)
    if len(left_out) < len(slots):
        for start in left_out:
            master.add("exdate", _local(start))
        yield master
    for start, meeting in moved:
        event = _event(one, starts_at=meeting.starts_at, ends_at=meeting.ends_at)
        event.add("recurrence-id", _local(start))
        yield event
    for meeting in beside:
        yield _event(
            replace(one, uid=f"{meeting.number}-{one.uid}"), starts_at=meeting.starts_at, ends_at=meeting.ends_at
        )


def _single(one: Arrangement) -> Iterator[Event]:
    """Yield what happens once under the one name; times before it was moved that took place, on their own."""
    held = [meeting for meeting in one.meetings if not meeting.is_off]
    last = held[-1] if held else None
    for meeting in held[:-1]:
        yield _event(
            replace(one, uid=f"{meeting.number}-{one.uid}"), starts_at=meeting.starts_at, ends_at=meeting.ends_at
        )
    starts_at, ends_at = (last.starts_at, last.ends_at) if last else (one.starts_at, one.ends_at)
    yield _event(one, starts_at=starts_at, ends_at=ends_at, is_off=one.is_off or last is None)


def _slots(one: Arrangement) -> list[tuple[datetime, datetime]]:
    """Return the times that the rule names; the first alone where it is none."""
    try:
        found = meetings(
            one.recurrence,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            zone=ZONE,
            most=MEETINGS_MAX,
            without_end=max(1, len(one.meetings)),
        )
    except RuleUnreadable:
        return [(one.starts_at, one.ends_at)]
    return [(slot.starts_at, slot.ends_at) for slot in found]


def _by_start(found: Sequence[Meeting]) -> dict[datetime, Meeting]:
    """Return meetings by their start; of two at one time the one that stands, or the later one."""
    ordered = sorted(found, key=lambda meeting: (not meeting.is_off, meeting.number))
    return {meeting.starts_at: meeting for meeting in ordered}


def _repeat(event: Event, rule: str, starts: Sequence[datetime]) -> None:
    """Let an event repeat at exactly these times: by the rule where it says them, else by naming each."""
    parts = [part for part in rule.upper().split(";") if part and not part.startswith(("COUNT=", "UNTIL="))]
    counted = ";".join([*parts, f"COUNT={len(starts)}"])
    first = starts[0].astimezone(ZONE).replace(tzinfo=None)
    said = [day.replace(tzinfo=ZONE) for day in rrulestr(counted, dtstart=first)]
    if said == list(starts):
        event.add("rrule", vRecur.from_ical(counted))
    else:
        for start in starts[1:]:
            event.add("rdate", _local(start))


def _event(one: Arrangement, *, starts_at: datetime, ends_at: datetime, is_off: bool = False) -> Event:
    event = Event()
    event.add("uid", f"{one.uid}@sanshe")
    event.add("summary", _line(one.summary)[:SUMMARY_MAX])
    event.add("dtstart", _local(starts_at))
    event.add("dtend", _local(ends_at))
    # Not the instant of writing: the same arrangement is the same text, so that nobody fetches it twice.
    event.add("dtstamp", _instant(one.changed_at))
    event.add("last-modified", _instant(one.changed_at))
    event.add("sequence", one.sequence)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    event.add("class", "PRIVATE")
    if one.location:
        event.add("location", _line(one.location))
    if one.description:
        event.add("description", _lines(one.description)[:DESCRIPTION_MAX])
    if one.url:
        event.add("url", one.url)
    if not is_off:
        for before in ALARMS:
            event.add_component(_alarm(one, before))
    return event


def _alarm(one: Arrangement, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", vText(_line(one.summary)[:SUMMARY_MAX]))
    alarm.add("trigger", before)
    return alarm


def _zone() -> Timezone:
    """Return Chinese time, which has not changed its clocks since 1991."""
    zone = Timezone()
    zone.add("tzid", ZONE_NAME)
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1991, 9, 15, 1, 0))  # noqa: DTZ001 a zone is defined in its own local time
    standard.add("tzname", "CST")
    standard.add("tzoffsetfrom", timedelta(hours=9))
    standard.add("tzoffsetto", timedelta(hours=8))
    zone.add_component(standard)
    return zone


def _local(instant: datetime) -> datetime:
    return instant.astimezone(ZONE).replace(microsecond=0)


def _instant(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)


def _line(text: str) -> str:
    return " ".join(plain_text(text).split())


def _lines(text: str) -> str:
    return "\n".join(_line(line) for line in text.splitlines())
