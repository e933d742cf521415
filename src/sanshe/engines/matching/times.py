"""When both sides of a match have time, as far as there is room then."""

import itertools
from collections.abc import Iterable
from datetime import datetime, timedelta

from sanshe.engines.matching.sides import Candidate, Query, Span

DAY = timedelta(days=1)
# Of a span longer than this only the beginning is compared with hours of the week.
LONGEST_SPAN_DAYS = 62
# How many days around the wanted time the nearest other one is looked for.
NEARBY_DAYS = 8


def common_times(query: Query, candidate: Candidate) -> tuple[tuple[Span, ...], ...]:
    """Return, for each span of the query, the spans in which both have time; all of it where any time will do."""
    return tuple(tuple(_within(span, _windows(candidate, span))) for span in query.spans)


def with_room(
    common: tuple[tuple[Span, ...], ...], candidate: Candidate, party_size: int
) -> tuple[tuple[Span, ...], ...]:
    """Return what is left of common times where so many more persons still fit in."""
    if candidate.room is None:
        return common
    return tuple(tuple(_free(spans, candidate, party_size)) for spans in common)


def longest(spans: Iterable[Span]) -> Span | None:
    """Return the longest span, the earliest of several, or None."""
    return min(spans, key=lambda span: (span[0] - span[1], span[0]), default=None)


def nearest_time(query: Query, candidate: Candidate) -> Span | None:
    """Return the time of the candidate that is nearest to the first wanted one and not over yet, or None."""
    if not query.spans:
        return None
    start, end = query.spans[0]
    around = (_midnight(start) - NEARBY_DAYS * DAY, _midnight(end) + NEARBY_DAYS * DAY)
    windows = _windows(candidate, around) if candidate.windows is None else candidate.windows
    ahead = [window for window in windows if query.earliest is None or window[1] > query.earliest]
    return min(ahead, key=lambda window: (_gap((start, end), window), window), default=None)


def _windows(candidate: Candidate, span: Span) -> tuple[Span, ...]:
    if candidate.windows is not None:
        return candidate.windows
    if not candidate.weekly_hours:
        return (span,)
    day, last = _midnight(span[0]), span[1]
    windows = []
    for _ in range(LONGEST_SPAN_DAYS):
        if day >= last:
            break
        weekday = day.weekday()
        windows += [
            (day + timedelta(minutes=start), day + timedelta(minutes=end))
            for on, start, end in candidate.weekly_hours
            if on == weekday
        ]
        day += DAY
    return tuple(windows)


def _within(span: Span, windows: Iterable[Span]) -> Iterable[Span]:
    for start, end in windows:
        if start < span[1] and span[0] < end:
            yield max(span[0], start), min(span[1], end)


def _free(spans: Iterable[Span], candidate: Candidate, party_size: int) -> Iterable[Span]:
    room = candidate.room or 0
    for start, end in spans:
        cuts = {start, end}
        there = [one for one in candidate.busy if one[0] < end and start < one[1]]
        for begins, ends, _ in there:
            cuts |= {instant for instant in (begins, ends) if start < instant < end}
        free_from: datetime | None = None
        edges = sorted(cuts)
        for left, right in itertools.pairwise(edges):
            persons = sum(size for begins, ends, size in there if begins < right and left < ends)
            if persons + party_size <= room:
                free_from = left if free_from is None else free_from
            elif free_from is not None:
                yield free_from, left
                free_from = None
        if free_from is not None:
            yield free_from, end


def _gap(one: Span, other: Span) -> timedelta:
    return max(one[0] - other[1], other[0] - one[1], timedelta())


def _midnight(instant: datetime) -> datetime:
    return instant.replace(hour=0, minute=0, second=0, microsecond=0)
