"""Calendar files, read back by two readers: icalendar, and a small one of our own that unfolds and expands."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rruleset, rrulestr
from icalendar import Calendar

from sanshe.formats.calendars import Arrangement, Meeting, write_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 3, 9, 0, tzinfo=SHANGHAI)
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)


def meeting(number: int, starts_at: datetime, *, is_off: bool = False) -> Meeting:
    return Meeting(number=number, starts_at=starts_at, ends_at=starts_at + 2 * HOUR, is_off=is_off)


def arrangement(**fields) -> Arrangement:
    given = {
        "uid": "0198",
        "summary": "陈大姐来：陪同就医",
        "starts_at": START,
        "ends_at": START + 2 * HOUR,
        "changed_at": datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
        "meetings": [meeting(1, START)],
    }
    return Arrangement(**{**given, **fields})


def weekly(*meetings: Meeting, rule: str = "FREQ=WEEKLY;COUNT=6", **fields) -> Arrangement:
    return arrangement(recurrence=rule, meetings=meetings, **fields)


def six(**changed: Meeting) -> list[Meeting]:
    """Return six Tuesdays; `m3=…` in place of the third."""
    return [changed.get(f"m{number}", meeting(number, START + (number - 1) * WEEK)) for number in range(1, 7)]


def written(*arrangements: Arrangement, name: str = "三社") -> bytes:
    return write_calendar(name=name, arrangements=arrangements)


def properties(content: bytes) -> list[dict[str, list[str]]]:
    """Read the events with nothing but the line rules of RFC 5545: name → values, each with its parameters."""
    text = re.sub(r"\r\n[ \t]", "", content.decode("utf-8"))
    events, depth = [], 0
    for line in text.split("\r\n"):
        if line == "BEGIN:VEVENT":
            events.append({})
        depth += line == "BEGIN:VALARM"
        if events and not depth and ":" in line:
            name, value = line.split(":", 1)
            events[-1].setdefault(name, []).append(value)
        depth -= line == "END:VALARM"
    return events


def local(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%S").replace(tzinfo=SHANGHAI)


def starts(content: bytes) -> list[datetime]:
    """Return when something takes place, as a calendar programme would show it."""
    zoned = ";TZID=Asia/Shanghai"
    found = []
    replaced = {local(event[f"RECURRENCE-ID{zoned}"][0]) for event in properties(content) if _moves(event)}
    for event in properties(content):
        if event["STATUS"] == ["CANCELLED"]:
            continue
        first = local(event[f"DTSTART{zoned}"][0])
        every = rruleset()
        every.rdate(first)
        if "RRULE" in event:
            every.rrule(rrulestr(event["RRULE"][0], dtstart=first))
        for text in event.get(f"RDATE{zoned}", []):
            every.rdate(local(text))
        for text in event.get(f"EXDATE{zoned}", []):
            every.exdate(local(text))
        found += [start for start in every if _moves(event) or start not in replaced]
    return sorted(found)


def _moves(event) -> bool:
    return "RECURRENCE-ID;TZID=Asia/Shanghai" in event


def test_one_meeting_is_one_event_that_both_readers_understand():
    content = written(arrangement(location="省医院", description="一\n二", url="http://here/x", sequence=3))

    (event,) = Calendar.from_ical(content).walk("VEVENT")
    (lines,) = properties(content)
    assert event.decoded("dtstart") == START
    assert event.decoded("dtend") == START + 2 * HOUR
    assert str(event["summary"]) == "陈大姐来：陪同就医"
    assert str(event["description"]) == "一\n二"
    assert lines["SUMMARY"] == ["陈大姐来：陪同就医"]
    assert lines["DTSTART;TZID=Asia/Shanghai"] == ["20260303T090000"]
    assert lines["DTSTAMP"] == lines["LAST-MODIFIED"] == ["20260301T123000Z"]
    assert (lines["UID"], lines["SEQUENCE"], lines["STATUS"]) == (["0198@sanshe"], ["3"], ["CONFIRMED"])
    assert starts(content) == [START]


def test_calendar_explains_its_zone():
    zone = Calendar.from_ical(written(arrangement())).walk("VTIMEZONE")[0]

    assert zone["tzid"] == "Asia/Shanghai"
    assert START.replace(tzinfo=zone.to_tz()).utcoffset() == timedelta(hours=8)


def test_it_rings_the_day_and_the_hour_before():
    (event,) = Calendar.from_ical(written(arrangement())).walk("VEVENT")

    assert [alarm.decoded("trigger") for alarm in event.walk("VALARM")] == [timedelta(days=-1), -HOUR]


def test_series_is_one_event_with_its_rule():
    content = written(weekly(*six()))

    (lines,) = properties(content)
    assert lines["RRULE"] == ["FREQ=WEEKLY;COUNT=6"]
    assert starts(content) == [START + number * WEEK for number in range(6)]


@pytest.mark.parametrize(
    ("rule", "count"), [("FREQ=WEEKLY", 4), ("FREQ=WEEKLY;UNTIL=20260331T010000Z", 5), ("FREQ=DAILY;INTERVAL=2", 3)]
)
def test_series_without_a_count_ends_where_its_meetings_end(rule, count):
    step = timedelta(days=2) if "DAILY" in rule else WEEK
    planned = [meeting(number + 1, START + number * step) for number in range(count)]

    assert starts(written(weekly(*planned, rule=rule))) == [one.starts_at for one in planned]


def test_first_meeting_beside_its_rule_is_named_with_the_others():
    """A Tuesday before a series of Thursdays: no rule says that, so each day is named."""
    days = [START, *(START + timedelta(days=2) + number * WEEK for number in range(3))]
    content = written(
        weekly(*(meeting(number, day) for number, day in enumerate(days, 1)), rule="FREQ=WEEKLY;BYDAY=TH;COUNT=4")
    )

    assert starts(content) == days


def test_meeting_called_off_is_left_out_of_its_series():
    content = written(weekly(*six(m3=meeting(3, START + 2 * WEEK, is_off=True))))

    (lines,) = properties(content)
    assert lines["EXDATE;TZID=Asia/Shanghai"] == ["20260317T090000"]
    assert starts(content) == [START + number * WEEK for number in (0, 1, 3, 4, 5)]


def test_meeting_moved_to_another_day_says_which_one_it_was():
    moved = START + 4 * WEEK + timedelta(days=1)
    content = written(weekly(*six(m5=meeting(5, moved))))

    master, exception = properties(content)
    assert exception["RECURRENCE-ID;TZID=Asia/Shanghai"] == ["20260331T090000"]
    assert exception["UID"] == master["UID"]
    assert starts(content) == [*(START + number * WEEK for number in range(4)), moved, START + 5 * WEEK]


def test_series_moved_as_a_whole_keeps_what_took_place_before():
    """Two took place on Tuesdays, four were called off for four Fridays."""
    before = [meeting(number, START + (number - 1) * WEEK, is_off=number > 2) for number in range(1, 7)]
    friday = START + 2 * WEEK + timedelta(days=3)
    after = [meeting(number + 7, friday + number * WEEK) for number in range(4)]
    content = written(weekly(*before, *after, rule="FREQ=WEEKLY;COUNT=4", starts_at=friday, ends_at=friday + 2 * HOUR))

    assert starts(content) == [START, START + WEEK, *(one.starts_at for one in after)]
    assert len({event["UID"][0] for event in properties(content)}) == 3


def test_single_meeting_moved_keeps_its_name():
    later = START + timedelta(days=1)
    meetings = [meeting(1, START, is_off=True), meeting(2, later)]
    content = written(arrangement(meetings=meetings, starts_at=later, ends_at=later + 2 * HOUR, sequence=2))

    (event,) = properties(content)
    assert (event["UID"], event["SEQUENCE"], starts(content)) == (["0198@sanshe"], ["2"], [later])


def test_what_was_called_off_stays_and_says_so():
    off = [meeting(1, START, is_off=True)]
    series_off = [meeting(one.number, one.starts_at, is_off=True) for one in six()]
    content = written(arrangement(meetings=off, is_off=True), weekly(*series_off, uid="0199", is_off=True))

    assert [event["STATUS"] for event in properties(content)] == [["CANCELLED"], ["CANCELLED"]]
    assert b"VALARM" not in content
    assert starts(content) == []


def test_series_called_off_halfway_keeps_what_took_place():
    meetings = [meeting(one.number, one.starts_at, is_off=one.number > 2) for one in six()]

    assert starts(written(weekly(*meetings, is_off=True))) == [START, START + WEEK]


@pytest.mark.parametrize("rule", ["", "FREQ=SECONDLY", "nonsense", "FREQ=WEEKLY;COUNT=99999999", ";;;", "x" * 5_000])
def test_rule_that_is_none_is_one_meeting(rule):
    assert starts(written(arrangement(recurrence=rule))) == [START]


def test_long_chinese_lines_are_folded_between_characters():
    said = "我想请一位邻居每周二上午陪我去省人民医院复查心脏" * 8
    content = written(arrangement(summary=said, description=said, location=said))

    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode("utf-8")
    assert str(Calendar.from_ical(content).walk("VEVENT")[0]["description"]) == said


def test_nasty_words_stay_words():
    said = "a;b,c\\n\x00\ud800\r\nBEGIN:VEVENT\r\nSUMMARY:x"
    content = written(arrangement(summary=said, location=said, description=said, url="http://here/;,"), name=said)

    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["summary"]) == "a;b,c\\n BEGIN:VEVENT SUMMARY:x"
    assert len(properties(content)) == 1
    assert b"\x00" not in content


def test_the_same_arrangements_are_the_same_file():
    assert written(weekly(*six())) == written(weekly(*six()))


def test_empty_calendar_is_a_calendar():
    assert Calendar.from_ical(written()).walk("VEVENT") == []


def test_half_a_thousand_series_are_quick():
    import time

    before = time.perf_counter()
    written(*(weekly(*six(), uid=str(number)) for number in range(500)))

    assert time.perf_counter() - before < 5
