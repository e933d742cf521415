"""Who is admitted on the word of neighbours: a flow from people everybody knows."""

import itertools
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# How many somebody can bring in, themselves among them, by how far they stand from the seeds; farther out only
# themselves. Levien's rule: each step divides by about as many people as one person vouches for.
CAPACITIES = (60, 6, 2, 1)
_WITHOUT_END = 1 << 40


@dataclass(frozen=True)
class Admissions:
    """Who is admitted, and what it was decided by.

    Attributes
    ----------
    admitted : frozenset of str
        Whom the flow reaches, seeds among them.
    distances : mapping
        Steps from the nearest seed, for everybody whom vouches lead to.
    """

    admitted: frozenset[str]
    distances: Mapping[str, int]


def capacity_at(distance: int, capacities: Sequence[int] = CAPACITIES) -> int:
    """Return how many somebody at this distance can bring in, themselves among them."""
    return capacities[min(distance, len(capacities) - 1)]


def admissions(
    *, seeds: Iterable[str], vouches: Iterable[tuple[str, str]], capacities: Sequence[int] = CAPACITIES
) -> Admissions:
    """Admit whom a maximum flow from the seeds reaches.

    Everybody is split in two: x⁻ → x⁺ carries c(x) − 1, x⁻ → sink carries one, a vouch x → y is x⁺ → y⁻ without limit;
    a source feeds the seeds. Somebody is admitted when their unit reaches the sink. A group of made-up accounts gets in
    no more members than what flows into it: for each neighbour who was taken in by it, at most c − 1
    (`checks.cut_bound`), however many accounts it has and however they vouch for each other.

    Parameters
    ----------
    seeds : iterable of str
        Whom everybody knows; always admitted.
    vouches : iterable of (voucher, vouched)
        Repeated ones count once; nobody vouches for themselves.
    capacities : sequence of int
        By distance, ≥ 1 and never growing; the last holds for everybody farther out.

    Returns
    -------
    Admissions
        The same for the same input, in whatever order it comes.

    Raises
    ------
    ValueError
        The capacities are below one, or grow with distance.

    Notes
    -----
    R. Levien and A. Aiken (1998), "Attack-resistant trust metrics for public key certification", 7th USENIX Security
    Symposium, §5; the node capacities and the unit edge to the sink as in Advogato (R. Levien 2009, "Attack-Resistant
    Trust Metrics", in: Computing with Social Trust, ch. 5, doi:10.1007/978-1-84800-356-9_5). Dinic's algorithm
    (1970): shortest paths first, so who is nearer comes before who is farther. O(V²E) in the worst case; a community
    of 10,000 takes about a second.
    """
    if not capacities or capacities[-1] < 1 or any(a < b for a, b in itertools.pairwise(capacities)):
        raise ValueError("capacities are at least one and do not grow with distance")
    roots = sorted(set(seeds))
    known: dict[str, list[str]] = {}
    for voucher, vouched in sorted(set(vouches)):
        if voucher != vouched:
            known.setdefault(voucher, []).append(vouched)
    distances = _distances(roots, known)
    order = sorted(distances, key=lambda one: (distances[one], one))
    number = {one: position for position, one in enumerate(order)}
    network = _Network(2 * len(order) + 2)
    source, sink = 2 * len(order), 2 * len(order) + 1
    units = {}
    for one in order:
        inner = 2 * number[one]
        # The unit to the sink stands before the way on: who is reached is admitted before they bring in others.
        units[one] = network.connect(inner, sink, 1)
        network.connect(inner, inner + 1, capacity_at(distances[one], capacities) - 1)
    for one in order:
        for vouched in sorted(known.get(one, ()), key=number.__getitem__):
            network.connect(2 * number[one] + 1, 2 * number[vouched], _WITHOUT_END)
    for one in roots:
        network.connect(source, 2 * number[one], capacities[0])
    network.saturate(source, sink)
    return Admissions(
        admitted=frozenset(one for one in order if network.left[units[one]] == 0), distances=dict(distances)
    )


def _distances(roots: list[str], known: Mapping[str, list[str]]) -> dict[str, int]:
    distances = dict.fromkeys(roots, 0)
    waiting = deque(roots)
    while waiting:
        one = waiting.popleft()
        for vouched in known.get(one, ()):
            if vouched not in distances:
                distances[vouched] = distances[one] + 1
                waiting.append(vouched)
    return distances


class _Network:
    """A flow network: edges in pairs, the even one forward, the odd one back."""

    def __init__(self, size: int) -> None:
        self.edges: list[list[int]] = [[] for _ in range(size)]
        self.ends: list[int] = []
        self.left: list[int] = []

    def connect(self, start: int, end: int, capacity: int) -> int:
        edge = len(self.ends)
        self.ends += (end, start)
        self.left += (capacity, 0)
        self.edges[start].append(edge)
        self.edges[end].append(edge + 1)
        return edge

    def saturate(self, source: int, sink: int) -> None:
        while (levels := self._levels(source, sink)) is not None:
            positions = [0] * len(self.edges)
            while path := self._path(source, sink, levels, positions):
                amount = min(self.left[edge] for edge in path)
                for edge in path:
                    self.left[edge] -= amount
                    self.left[edge ^ 1] += amount

    def _levels(self, source: int, sink: int) -> list[int] | None:
        levels = [-1] * len(self.edges)
        levels[source] = 0
        waiting = deque([source])
        while waiting:
            node = waiting.popleft()
            for edge in self.edges[node]:
                end = self.ends[edge]
                if self.left[edge] and levels[end] < 0:
                    levels[end] = levels[node] + 1
                    waiting.append(end)
        return levels if levels[sink] >= 0 else None

    def _path(self, source: int, sink: int, levels: list[int], positions: list[int]) -> list[int]:
        path: list[int] = []
        node = source
        while node != sink:
            edges = self.edges[node]
            while positions[node] < len(edges):
                edge = edges[positions[node]]
                if self.left[edge] and levels[self.ends[edge]] == levels[node] + 1:
                    break
                positions[node] += 1
            else:
                if not path:
                    return []
                node = self.ends[path.pop() ^ 1]  # a dead end: back, and past the edge that led here
                positions[node] += 1
                continue
            path.append(edge)
            node = self.ends[edge]
        return path
