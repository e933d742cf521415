"""Which needs meet which helpers in a week: as many as can be, then as well as can be, then the least served first.

`clear` takes the needs, the helpers and the pairs that may meet, and returns meetings that respect every window, every
capacity and the fact that nobody is in two places at a time; with a bound no other plan can exceed. `checks` states
what every plan must keep.
"""

from sanshe.engines.matching.clearing.instance import (
    QUALITY_MAX,
    SLOT_MIN,
    SLOTS_PER_DAY,
    SLOTS_PER_WEEK,
    Edge,
    Helper,
    Instance,
    Need,
    Pin,
    priority,
)
from sanshe.engines.matching.clearing.plan import Assignment, Objective, Plan, Reason, Stats
from sanshe.engines.matching.clearing.solving import clear

__all__ = [
    "QUALITY_MAX",
    "SLOTS_PER_DAY",
    "SLOTS_PER_WEEK",
    "SLOT_MIN",
    "Assignment",
    "Edge",
    "Helper",
    "Instance",
    "Need",
    "Objective",
    "Pin",
    "Plan",
    "Reason",
    "Stats",
    "clear",
    "priority",
]
