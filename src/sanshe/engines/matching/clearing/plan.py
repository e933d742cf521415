"""What a round comes to: meetings, how good they are, how good any could be, and why the rest stay without help."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Objective(NamedTuple):
    """What is maximised, in this order: needs met, hundredths of quality, priorities of those met."""

    met: int
    quality: int
    fairness: int


class Reason(StrEnum):
    """Why a need has no meeting in the plan."""

    NOBODY = "nobody"
    NO_COMMON_TIME = "no_common_time"
    NO_ROOM = "no_room"
    OTHERS_FIRST = "others_first"


@dataclass(frozen=True)
class Assignment:
    """One meeting: the helper comes to the need at the slot `start`."""

    need: Hashable
    helper: Hashable
    start: int
    quality: int
    is_pinned: bool = False


@dataclass(frozen=True)
class Stats:
    """How large the problem was and what it took: columns, rows of the last relaxation, rounds, runs of the MILP."""

    columns: int
    rows: int
    rounds: int
    branchings: int


@dataclass(frozen=True)
class Plan:
    """The meetings in the order of the needs given; what they are worth, and what no plan can exceed.

    `bound` reads like `objective`, place by place: the number of needs met by any plan; the quality of any plan that
    meets as many as this one; the fairness of any plan as good in both. `is_proven`: they are equal.
    """

    assignments: tuple[Assignment, ...]
    objective: Objective
    bound: Objective
    unmet: Mapping[Hashable, Reason]
    stats: Stats

    @property
    def is_proven(self) -> bool:
        """Whether no other plan can be better."""
        return self.objective == self.bound
