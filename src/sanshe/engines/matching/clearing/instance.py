"""What a round is computed from: needs, helpers, the pairs that may meet, what is fixed beforehand."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

SLOT_MIN: Final = 15
SLOTS_PER_DAY: Final = 24 * 60 // SLOT_MIN
SLOTS_PER_WEEK: Final = 7 * SLOTS_PER_DAY
QUALITY_MAX: Final = 100
# Divisible by 1 to 10, so that the weights 1, 1/2, 1/3 … of the first ten promises are whole numbers.
PRIORITY_MAX: Final = 2520

Window = tuple[int, int]


@dataclass(frozen=True)
class Need:
    """Help wanted for `duration` slots within one of the windows; `served_before` promises were kept to its receiver.

    Windows are half-open spans [first, last) of slots of the week, 0 being Monday at midnight; they may overlap.
    """

    key: Hashable
    windows: tuple[Window, ...]
    duration: int
    served_before: int = 0

    def __post_init__(self) -> None:
        """Refuse what is not a time."""
        _check_windows(self.key, self.windows)
        if not 1 <= self.duration <= SLOTS_PER_WEEK:
            raise ValueError(f"The need {self.key!r} lasts {self.duration} slots.")
        if self.served_before < 0:
            raise ValueError(f"The need {self.key!r} was served {self.served_before} times.")


@dataclass(frozen=True)
class Helper:
    """Somebody free within the windows, for at most `capacity` meetings this week, one at a time."""

    key: Hashable
    windows: tuple[Window, ...]
    capacity: int

    def __post_init__(self) -> None:
        """Refuse what is not a time or a number of meetings."""
        _check_windows(self.key, self.windows)
        if self.capacity < 0:
            raise ValueError(f"The helper {self.key!r} can take {self.capacity} meetings.")


@dataclass(frozen=True)
class Edge:
    """A helper who may meet a need, and how well: `quality` in 0..100 hundredths.

    `windows` narrow the pair down beyond those of both; None: they do not.
    """

    need: Hashable
    helper: Hashable
    quality: int
    windows: tuple[Window, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse a quality off the scale and what is not a time."""
        _check_windows(self.need, self.windows or ())
        if not 0 <= self.quality <= QUALITY_MAX:
            raise ValueError(f"The quality of {self.need!r} and {self.helper!r} is {self.quality}.")


@dataclass(frozen=True)
class Pin:
    """A meeting that is fixed beforehand, at the slot `start`; it need not keep to the windows, only to the hours."""

    need: Hashable
    helper: Hashable
    start: int
    quality: int = 0


@dataclass(frozen=True)
class Instance:
    """A round: needs, helpers, pairs that may meet; pins that come first; pairs that must not meet."""

    needs: tuple[Need, ...]
    helpers: tuple[Helper, ...]
    edges: tuple[Edge, ...]
    pins: tuple[Pin, ...] = ()
    banned: frozenset[tuple[Hashable, Hashable]] = frozenset()

    def __post_init__(self) -> None:
        """Refuse what is named twice or not at all, and pins that put somebody in two places."""
        needs = {need.key: need for need in self.needs}
        helpers = {helper.key: helper for helper in self.helpers}
        if len(needs) < len(self.needs) or len(helpers) < len(self.helpers):
            raise ValueError("A need or a helper is named twice.")
        if len({(edge.need, edge.helper) for edge in self.edges}) < len(self.edges):
            raise ValueError("A pair is named twice.")
        pairs = [(edge.need, edge.helper) for edge in self.edges] + [(pin.need, pin.helper) for pin in self.pins]
        for need_key, helper_key in pairs:
            if need_key not in needs or helper_key not in helpers:
                raise ValueError(f"Nobody knows the pair {need_key!r} and {helper_key!r}.")
        if len({pin.need for pin in self.pins}) < len(self.pins):
            raise ValueError("A need is pinned twice.")
        last: dict[Hashable, int] = {}
        for pin in sorted(self.pins, key=lambda one: one.start):
            if pin.start < last.get(pin.helper, 0) or pin.start + needs[pin.need].duration > SLOTS_PER_WEEK:
                raise ValueError(f"The pin of {pin.need!r} overlaps another or leaves the week.")
            last[pin.helper] = pin.start + needs[pin.need].duration


def priority(served_before: int) -> int:
    r"""Return what meeting a need counts towards fairness: :math:`\lfloor 2520/(1+s) \rfloor` after s kept promises.

    It falls convexly: the first help somebody receives outweighs every later one, and the difference shrinks with each.
    """
    return PRIORITY_MAX // (1 + served_before)


def _check_windows(key: Hashable, windows: tuple[Window, ...]) -> None:
    if not all(0 <= first < last <= SLOTS_PER_WEEK for first, last in windows):
        raise ValueError(f"A window of {key!r} is no span of the week.")
