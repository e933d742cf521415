"""Which cells of a table of people may be shown to everybody."""

import heapq
from collections.abc import Sequence
from functools import lru_cache

THRESHOLD = 10

Table = tuple[tuple[int, ...], ...]
Mask = tuple[tuple[bool, ...], ...]


def published(counts: Sequence[Sequence[int]], *, threshold: int = THRESHOLD) -> Mask:
    """Say of each cell, row total, column total and the grand total whether it can be published.

    Every figure below the threshold is withheld (primary suppression), and as many others (complementary
    suppression) as are needed so that nobody can work a withheld figure out from the published ones: each small
    one could still be larger than it is by the threshold, and the others, which make room for it, would then differ
    by the threshold too. In particular none follows by subtraction.

    The table with its totals is a circulation: persons flow from rows through cells to columns, through column
    totals to the grand total and through row totals back. A withheld arc can carry more exactly when the withheld
    arcs lead back from its end to its start, forward without limit or against an arc that carries enough. Where
    they do not, the cheapest way back is withheld too, a figure costing what it counts.

    Parameters
    ----------
    counts : sequence of rows
        Shape (rows, columns), whole numbers of 0 or more, without totals.
    threshold : int
        Figures below it are withheld; 1 or more.

    Returns
    -------
    tuple of tuples of bool, shape (rows + 1, columns + 1)
        True: may be shown. The last row holds the column totals, the last column the row totals.

    Raises
    ------
    ValueError
        A ragged or empty table, or a negative count.

    References
    ----------
    Fischetti, M. and Salazar, J. J. (1999). Models and algorithms for the 2-dimensional cell suppression problem in
    statistical disclosure control. Mathematical Programming 84, 283-312, section 2 (attacker model, upper
    protection level). doi:10.1007/s101070050024.
    """
    table = tuple(tuple(int(count) for count in row) for row in counts)
    if not table or not table[0] or len({len(row) for row in table}) != 1 or min(map(min, table)) < 0:
        raise ValueError("A table of rows of equal length with counts of 0 or more is needed.")
    return _published(table, threshold)


@lru_cache(maxsize=512)
def _published(table: Table, threshold: int) -> Mask:
    network = _Network(table, threshold)
    small = [arc for arc, count in enumerate(network.counts) if count < threshold]
    network.withheld.update(small)
    for arc in small:
        network.withheld.update(network.way_back(arc))
    width = len(table[0]) + 1
    shown = [arc not in network.withheld for arc in range(len(network.counts))]
    return tuple(tuple(shown[start : start + width]) for start in range(0, len(shown), width))


class _Network:
    """The table with its totals as arcs between nodes: one for each row and column, and one for each total."""

    def __init__(self, table: Table, threshold: int) -> None:
        self.threshold = threshold
        self.withheld: set[int] = set()
        full = [(*row, sum(row)) for row in table]
        full.append(tuple(sum(column) for column in zip(*full, strict=True)))
        height, width = len(full), len(full[0])
        self.counts = [count for row in full for count in row]
        self.ends: list[tuple[int, int]] = []
        for row in range(height):
            for column in range(width):
                # A total gathers what flows on: it runs against the cells it adds up.
                is_against = (row == height - 1) != (column == width - 1)
                ends = (row, height + column)
                self.ends.append(ends[::-1] if is_against else ends)
        self.steps: dict[int, list[tuple[int, int]]] = {node: [] for node in range(height + width)}
        for arc, (start, end) in enumerate(self.ends):
            self.steps[start].append((arc, end))
            if self.counts[arc] >= threshold:
                self.steps[end].append((arc, start))

    def way_back(self, arc: int) -> list[int]:
        """Return what else to withhold so that this arc could carry more by the threshold, the cheapest choice."""
        goal, origin = self.ends[arc]
        best = {origin: 0}
        arrived: dict[int, tuple[int, int]] = {}
        heap = [(0, origin)]
        while heap:
            cost, node = heapq.heappop(heap)
            if node == goal:
                break
            if cost > best[node]:
                continue
            for step, following in self.steps[node]:
                if step == arc:
                    continue
                reached = cost + (0 if step in self.withheld else self.counts[step] + 1)
                if reached < best.get(following, reached + 1):
                    best[following] = reached
                    arrived[following] = (step, node)
                    heapq.heappush(heap, (reached, following))
        added = []
        node = goal
        while node != origin:
            step, node = arrived[node]
            if step not in self.withheld:
                added.append(step)
        return added
