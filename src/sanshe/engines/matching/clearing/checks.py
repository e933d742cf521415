"""What every plan keeps, stated one by one; tests hold every plan against it."""

from collections import Counter

from sanshe.engines.matching.clearing.instance import Instance
from sanshe.engines.matching.clearing.plan import Plan


def faults_of(plan: Plan, instance: Instance) -> list[str]:
    """Return in what a plan breaks the rules of its round: nothing for a plan that keeps them."""
    needs = {need.key: need for need in instance.needs}
    helpers = {helper.key: helper for helper in instance.helpers}
    edges = {(edge.need, edge.helper): edge for edge in instance.edges}
    pins = {(pin.need, pin.helper, pin.start) for pin in instance.pins}
    faults = []
    if any(times > 1 for times in Counter(one.need for one in plan.assignments).values()):
        faults.append("a need is met twice")
    if {(one.need, one.helper, one.start) for one in plan.assignments if one.is_pinned} != pins:
        faults.append("a pin is not kept")
    slots: Counter[tuple[object, int]] = Counter()
    meetings: Counter[object] = Counter()
    for one in plan.assignments:
        need, helper = needs[one.need], helpers[one.helper]
        span = range(one.start, one.start + need.duration)
        slots.update((one.helper, slot) for slot in span)
        meetings[one.helper] += 1
        if one.is_pinned:
            continue
        edge = edges.get((one.need, one.helper))
        if edge is None or edge.quality != one.quality or (one.need, one.helper) in instance.banned:
            faults.append("a pair meets that may not")
            continue
        for windows in (need.windows, helper.windows, edge.windows if edge.windows is not None else helper.windows):
            if not all(any(first <= slot < last for first, last in windows) for slot in span):
                faults.append("a meeting leaves a window")
        if meetings[one.helper] > helper.capacity:
            faults.append("a helper has too many meetings")
    if any(times > 1 for times in slots.values()):
        faults.append("a helper is in two places")
    if set(plan.unmet) | {one.need for one in plan.assignments} != set(needs):
        faults.append("a need is neither met nor unmet")
    return faults
