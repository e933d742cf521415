"""Whether the meetings of one helper fit side by side: one machine, release times and deadlines, no interruption.

The problem 1 | r_j, d_j | – of Lawler's notation: hard in general, small here, and solved exactly.
"""

from collections.abc import Sequence

from sanshe.engines.matching.clearing.columns import Columns, Integers

# (release, deadline, duration) in slots.
Job = tuple[int, int, int]


def seat(jobs: Sequence[Job]) -> tuple[int, ...] | None:
    """Return a start for each job, so that none overlaps another and each keeps to its span; None if there is none.

    Every feasible order can be pushed to the left until each job starts at its release or when the one before ends;
    so that only orders have to be tried, and of two ways to the same set of jobs only the one that ends sooner.
    """
    starts: dict[int, int] = {}
    for group in _groups(jobs):
        found = _by_deadline(jobs, group) or _search(jobs, group)
        if found is None:
            return None
        starts.update(found)
    return tuple(starts[number] for number in range(len(jobs)))


def seat_of(columns: Columns, chosen: Integers) -> tuple[int, ...] | None:
    """Return a start for each of these columns of one helper, or None if they do not fit side by side."""
    return seat(jobs_of(columns, chosen))


def jobs_of(columns: Columns, chosen: Integers) -> list[Job]:
    """Return the columns as jobs."""
    spans = zip(columns.release[chosen], columns.deadline[chosen], columns.duration[chosen], strict=True)
    return [(int(release), int(deadline), int(duration)) for release, deadline, duration in spans]


def core(jobs: Sequence[Job]) -> tuple[int, ...]:
    """Return the positions of jobs that do not fit side by side, though they do as soon as any one of them is gone."""
    kept = list(range(len(jobs)))
    for number in range(len(jobs)):
        rest = [other for other in kept if other != number]
        if seat([jobs[other] for other in rest]) is None:
            kept = rest
    return tuple(kept)


def _groups(jobs: Sequence[Job]) -> list[list[int]]:
    """Return the jobs in groups whose spans do not touch those of another group."""
    groups: list[list[int]] = []
    until = -1
    for number in sorted(range(len(jobs)), key=lambda one: jobs[one]):
        if jobs[number][0] >= until:
            groups.append([])
        groups[-1].append(number)
        until = max(until, jobs[number][1])
    return groups


def _by_deadline(jobs: Sequence[Job], group: list[int]) -> dict[int, int] | None:
    """Return the starts by the rule of the earliest deadline, where it leads to the end."""
    starts: dict[int, int] = {}
    waiting = list(group)
    now = 0
    while waiting:
        now = max(now, min(jobs[number][0] for number in waiting))
        number = min((one for one in waiting if jobs[one][0] <= now), key=lambda one: (jobs[one][1], one))
        if now + jobs[number][2] > jobs[number][1]:
            return None
        starts[number] = now
        now += jobs[number][2]
        waiting.remove(number)
    return starts


def _search(jobs: Sequence[Job], group: list[int]) -> dict[int, int] | None:
    """Return the starts by trying the orders; a set of jobs once placed is not tried again to end later."""
    soonest: dict[frozenset[int], int] = {}
    stack: list[tuple[frozenset[int], int, tuple[tuple[int, int], ...]]] = [(frozenset(), 0, ())]
    while stack:
        placed, now, starts = stack.pop()
        if len(placed) == len(group):
            return dict(starts)
        rest = sorted((one for one in group if one not in placed), key=lambda one: (-jobs[one][1], one))
        if any(max(now, jobs[one][0]) + jobs[one][2] > jobs[one][1] for one in rest):
            continue
        for number in rest:
            start = max(now, jobs[number][0])
            end = start + jobs[number][2]
            then = placed | {number}
            if end < soonest.get(then, end + 1):
                soonest[then] = end
                stack.append((then, end, (*starts, (number, start))))
    return None
