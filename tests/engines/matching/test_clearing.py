"""The clearing round: equal to trying everything on small weeks, lawful on all, and bounded."""

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanshe.engines.matching.clearing import (
    Edge,
    Helper,
    Instance,
    Need,
    Objective,
    Pin,
    Reason,
    clear,
    priority,
)
from sanshe.engines.matching.clearing.checks import faults_of

LAST_SLOT = 10


@st.composite
def weeks(draw: st.DrawFn) -> Instance:
    """Small rounds on ten slots: up to four needs, three helpers, with pins and banned pairs."""

    def windows() -> tuple[tuple[int, int], ...]:
        found = []
        for _ in range(draw(st.integers(1, 2))):
            first = draw(st.integers(0, LAST_SLOT - 1))
            found.append((first, draw(st.integers(first + 1, LAST_SLOT))))
        return tuple(found)

    needs = tuple(
        Need(f"n{number}", windows(), draw(st.integers(1, 3)), draw(st.integers(0, 3)))
        for number in range(draw(st.integers(1, 4)))
    )
    helpers = tuple(
        Helper(f"h{number}", windows(), draw(st.integers(0, 3))) for number in range(draw(st.integers(1, 3)))
    )
    pairs = [(need.key, helper.key) for need in needs for helper in helpers]
    edges = tuple(
        Edge(*pair, draw(st.integers(0, 3)), draw(st.sampled_from((None, ((2, 7),)))))
        for pair in pairs
        if draw(st.booleans())
    )
    banned = frozenset(pair for pair in pairs if draw(st.integers(0, 5)) == 0)
    pins = ()
    if draw(st.booleans()):
        need, helper = draw(st.sampled_from(needs)), draw(st.sampled_from(helpers))
        pins = (Pin(need.key, helper.key, draw(st.integers(0, LAST_SLOT)), 2),)
    return Instance(needs, helpers, edges, pins, banned)


def best_by_trying(instance: Instance) -> Objective:
    """Return the best objective, found by trying every helper and every start for every need."""
    pins = {pin.need: pin for pin in instance.pins}
    helpers = {helper.key: helper for helper in instance.helpers}

    def is_within(windows: tuple[tuple[int, int], ...], span: set[int]) -> bool:
        return span <= {slot for window in windows for slot in range(*window)}

    options: list[list[tuple[str, int, int, int] | None]] = []
    for need in instance.needs:
        if need.key in pins:
            pin = pins[need.key]
            options.append([(pin.helper, pin.start, need.duration, pin.quality)])
            continue
        found: list[tuple[str, int, int, int] | None] = [None]
        for edge in instance.edges:
            if edge.need != need.key or (edge.need, edge.helper) in instance.banned:
                continue
            for start in range(LAST_SLOT):
                span = set(range(start, start + need.duration))
                both = is_within(need.windows, span) and is_within(helpers[edge.helper].windows, span)
                if both and (edge.windows is None or is_within(edge.windows, span)):
                    found.append((edge.helper, start, need.duration, edge.quality))
        options.append(found)
    best = Objective(0, 0, 0)
    for plan in product(*options):
        slots: set[tuple[str, int]] = set()
        meetings = dict.fromkeys(helpers, 0)
        is_lawful = True
        for one in plan:
            if one is None:
                continue
            helper, start, duration, _ = one
            span = {(helper, slot) for slot in range(start, start + duration)}
            meetings[helper] += 1
            of_pins = sum(pin.helper == helper for pin in instance.pins)
            if span & slots or meetings[helper] > max(helpers[helper].capacity, of_pins):
                is_lawful = False
                break
            slots |= span
        if is_lawful:
            met = [(need, one) for need, one in zip(instance.needs, plan, strict=True) if one]
            fairness = sum(priority(need.served_before) for need, _ in met)
            best = max(best, Objective(len(met), sum(one[3] for _, one in met), fairness))
    return best


@settings(max_examples=120, deadline=None)
@given(weeks())
def test_plan_equals_the_best_of_all(week: Instance) -> None:
    plan = clear(week)

    assert plan.objective == best_by_trying(week)
    assert plan.bound == plan.objective
    assert faults_of(plan, week) == []


@settings(max_examples=40, deadline=None)
@given(weeks(), st.integers(0, 1000))
def test_plan_is_worth_the_same_in_any_order_and_under_other_names(week: Instance, seed: int) -> None:
    order = random.Random(seed)

    def shuffled(things: tuple) -> tuple:
        return tuple(order.sample(things, len(things)))

    renamed = Instance(
        shuffled(tuple(Need(("n", one.key), one.windows, one.duration, one.served_before) for one in week.needs)),
        shuffled(tuple(Helper(("h", one.key), one.windows, one.capacity) for one in week.helpers)),
        shuffled(tuple(Edge(("n", one.need), ("h", one.helper), one.quality, one.windows) for one in week.edges)),
        tuple(Pin(("n", one.need), ("h", one.helper), one.start, one.quality) for one in week.pins),
        frozenset((("n", need), ("h", helper)) for need, helper in week.banned),
    )

    assert clear(renamed).objective == clear(week).objective


@settings(max_examples=40, deadline=None)
@given(weeks())
def test_more_room_never_meets_fewer(week: Instance) -> None:
    roomier = Instance(
        week.needs,
        tuple(Helper(one.key, one.windows, one.capacity + 1) for one in week.helpers),
        week.edges,
        week.pins,
        week.banned,
    )

    assert clear(roomier).objective >= clear(week).objective


def some_weeks(seed: int, *, needs: int, helpers: int) -> Instance:
    """Return a crowded week of a neighbourhood, larger than can be tried."""
    order = random.Random(seed)

    def days(most: int) -> tuple[tuple[int, int], ...]:
        found = []
        for day in order.sample(range(7), order.randint(1, most)):
            first = day * 96 + order.choice((32, 36, 56, 64))
            found.append((first, first + order.choice((8, 12, 16))))
        return tuple(found)

    return Instance(
        tuple(Need(number, days(3), order.choice((2, 3, 4, 6)), order.randint(0, 4)) for number in range(needs)),
        tuple(Helper(number, days(4), order.randint(1, 4)) for number in range(helpers)),
        tuple(
            Edge(need, helper, order.randint(1, 100))
            for need in range(needs)
            for helper in range(helpers)
            if order.random() < 0.2
        ),
    )


@pytest.mark.parametrize("seed", range(4))
def test_crowded_week_is_proven_and_lawful(seed: int) -> None:
    week = some_weeks(seed, needs=120, helpers=40)

    plan = clear(week)

    assert plan.is_proven
    assert faults_of(plan, week) == []
    assert plan.objective.met < 120


@pytest.mark.parametrize("seed", range(3))
def test_plan_of_a_hurried_solver_is_lawful_and_its_bound_holds(seed: int) -> None:
    week = some_weeks(seed, needs=60, helpers=20)

    hurried, best = clear(week, seconds=0.0), clear(week)

    assert faults_of(hurried, week) == []
    assert hurried.objective <= best.objective <= hurried.bound
    assert hurried.is_proven == (hurried.objective == hurried.bound)


def test_more_needs_outweigh_any_quality() -> None:
    week = Instance(
        (Need("long", ((0, 4),), 4), Need("first", ((0, 2),), 2), Need("second", ((2, 4),), 2)),
        (Helper("only", ((0, 4),), 2),),
        (Edge("long", "only", 100), Edge("first", "only", 0), Edge("second", "only", 0)),
    )

    plan = clear(week)

    assert plan.objective == (2, 0, 2 * priority(0))
    assert plan.unmet == {"long": Reason.OTHERS_FIRST}


def test_of_equal_plans_the_one_who_was_served_least_is_met() -> None:
    needs = tuple(Need(f"served {times}", ((0, 2),), 2, times) for times in (3, 0, 1))
    week = Instance(needs, (Helper("only", ((0, 2),), 1),), tuple(Edge(one.key, "only", 50) for one in needs))

    plan = clear(week)

    assert [one.need for one in plan.assignments] == ["served 0"]


def test_priority_falls_and_falls_ever_less() -> None:
    steps = [priority(times) - priority(times + 1) for times in range(10)]

    assert steps == sorted(steps, reverse=True)
    assert min(steps) > 0


def test_three_meetings_that_fit_in_pairs_only_are_not_all_planned() -> None:
    needs = tuple(Need(name, ((0, 5),), 2) for name in "abc")
    week = Instance(needs, (Helper("only", ((0, 5),), 3),), tuple(Edge(name, "only", 10) for name in "abc"))

    plan = clear(week)

    assert plan.objective.met == 2
    assert plan.is_proven


def test_of_equal_days_the_first_is_taken_where_all_fit() -> None:
    needs = (
        Need("either", ((0, 4), (96, 100)), 3),
        Need("first", ((0, 4),), 3),
        Need("any", ((96, 99), (192, 195)), 3),
    )
    week = Instance(needs, (Helper("only", ((0, 200),), 3),), tuple(Edge(one.key, "only", 50) for one in needs))

    plan = clear(week)

    assert {one.need: one.start for one in plan.assignments} == {"first": 0, "either": 96, "any": 192}


def test_first_day_is_taken_even_if_the_solver_chose_another() -> None:
    need = Need("n", ((0, 4), (96, 100), (480, 484)), 4)
    week = Instance((need,), (Helper("h", ((0, 672),), 1),), (Edge("n", "h", 50),))

    assert clear(week).assignments[0].start == 0


def test_pin_comes_first_and_takes_its_hours() -> None:
    needs = (Need("kept", ((0, 2),), 2), Need("other", ((0, 4),), 2))
    helper = Helper("only", ((0, 4),), 2)
    edges = (Edge("kept", "only", 10), Edge("other", "only", 90))
    week = Instance(needs, (helper,), edges, pins=(Pin("kept", "only", 1, 10),))

    plan = clear(week)

    assert [(one.need, one.start, one.is_pinned) for one in plan.assignments] == [("kept", 1, True)]
    assert plan.unmet == {"other": Reason.NO_ROOM}


@pytest.mark.parametrize(
    ("helpers", "edges", "banned", "reason"),
    [
        ((), (), frozenset(), Reason.NOBODY),
        ((Helper("h", ((0, 9),), 1),), (Edge("n", "h", 1),), frozenset({("n", "h")}), Reason.NOBODY),
        ((Helper("h", ((4, 9),), 1),), (Edge("n", "h", 1),), frozenset(), Reason.NO_COMMON_TIME),
        ((Helper("h", ((0, 9),), 0),), (Edge("n", "h", 1),), frozenset(), Reason.NO_ROOM),
    ],
)
def test_unmet_need_says_why(helpers: tuple, edges: tuple, banned: frozenset, reason: Reason) -> None:
    week = Instance((Need("n", ((0, 4),), 2),), helpers, edges, banned=banned)

    assert clear(week).unmet == {"n": reason}


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Need("n", ((3, 3),), 1),
        lambda: Need("n", ((0, 673),), 1),
        lambda: Need("n", ((0, 3),), 0),
        lambda: Need("n", ((0, 3),), 1, -1),
        lambda: Helper("h", (), -1),
        lambda: Edge("n", "h", 101),
        lambda: Instance((Need("n", (), 1), Need("n", (), 1)), (), ()),
        lambda: Instance((), (), (Edge("n", "h", 1),)),
        lambda: Instance((Need("n", (), 1),), (Helper("h", (), 1),), (Edge("n", "h", 1), Edge("n", "h", 2))),
        lambda: Instance(
            (Need("n", (), 2), Need("m", (), 2)), (Helper("h", (), 1),), (), (Pin("n", "h", 0), Pin("m", "h", 1))
        ),
        lambda: Instance((Need("n", (), 2),), (Helper("h", (), 1),), (), (Pin("n", "h", 671),)),
    ],
)
def test_nonsense_is_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        wrong()
