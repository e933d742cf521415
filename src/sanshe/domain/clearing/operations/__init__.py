"""Every write to rounds."""

from sanshe.domain.clearing.operations.drawing import compute_again, draw_up_round, drop_round
from sanshe.domain.clearing.operations.editing import (
    move_assignment,
    pin_assignment,
    remove_assignment,
    restore_assignment,
    unpin_assignment,
)
from sanshe.domain.clearing.operations.sending import Sent, send_round
from sanshe.domain.clearing.operations.solving import solve_round

__all__ = [
    "Sent",
    "compute_again",
    "draw_up_round",
    "drop_round",
    "move_assignment",
    "pin_assignment",
    "remove_assignment",
    "restore_assignment",
    "send_round",
    "solve_round",
    "unpin_assignment",
]
