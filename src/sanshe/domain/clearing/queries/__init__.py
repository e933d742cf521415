"""Every read of rounds, and the snapshot a round is computed from."""

from sanshe.domain.clearing.queries.rounds import (
    assignment_for,
    assignments_of,
    outcomes_of,
    proposed_count,
    round_for,
    round_of_week,
    rounds_of,
    taken_out,
    unmet_of,
)
from sanshe.domain.clearing.queries.snapshot import Snapshot, snapshot_of

__all__ = [
    "Snapshot",
    "assignment_for",
    "assignments_of",
    "outcomes_of",
    "proposed_count",
    "round_for",
    "round_of_week",
    "rounds_of",
    "snapshot_of",
    "taken_out",
    "unmet_of",
]
