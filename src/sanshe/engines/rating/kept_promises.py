"""How well promises were kept, said so that nobody can talk themselves up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PRIOR_WEIGHT = 4.0
# Below so many promises a share says nothing of anybody.
ENOUGH = 5


@dataclass(frozen=True)
class Promises:
    """What is known of each subject, one entry per subject.

    Attributes
    ----------
    kept, promised : int arrays
        Promises that counted: those towards a counterparty with a voice.
    voices : int array
        Different voices among the counterparties.
    rate : float array
        In [0, 1]; see `kept_promises`.
    """

    kept: NDArray[np.int64]
    promised: NDArray[np.int64]
    voices: NDArray[np.int64]
    rate: NDArray[np.float64]

    @property
    def is_enough(self) -> NDArray[np.bool_]:
        """Whether enough was promised for a share to mean something."""
        return self.promised >= ENOUGH


def kept_promises(
    *,
    subject: NDArray[np.int64],
    voice: NDArray[np.int64],
    kept: NDArray[np.int64],
    promised: NDArray[np.int64],
    subject_count: int,
    prior: float,
) -> Promises:
    """Rate how promises were kept, one voice per household of the counterparty.

    With s_v the share kept towards voice v in n_v promises and w_v = 1 − ½^n_v,

        rate = (Σ_v w_v s_v + 4 p₀) / (Σ_v w_v + 4)

    so a first promise to somebody weighs ½, a second one adds ¼, and a thousand promises to the same household weigh
    less than one voice. Who has no voice (−1: nobody confirmed where they live) adds nothing, not even to the counts:
    otherwise made-up accounts could promise things to each other.

    Parameters
    ----------
    subject : (n,) int array
        Who promised, in [0, subject_count).
    voice : (n,) int array
        To whom, as one number per household; −1 where it has no voice.
    kept, promised : (n,) int arrays
        How many of how many promises of this row were kept; 0 ≤ kept ≤ promised.
    subject_count : int
        How many subjects there are; one without rows gets the prior.
    prior : float
        p₀ in [0, 1], the share kept among all.

    Raises
    ------
    ValueError
        The arrays differ in length, a row kept more than it promised, or `prior` is no share.

    Notes
    -----
    A Beta prior of four promises (Jøsang & Ismail 2002, "The Beta Reputation System", Bled eConference), with the
    evidence of one source discounted geometrically as repeated evidence of one witness is.
    """
    if not len(subject) == len(voice) == len(kept) == len(promised):
        raise ValueError("subject, voice, kept and promised differ in length")
    if not 0.0 <= prior <= 1.0:
        raise ValueError("prior is no share")
    if np.any(kept > promised) or np.any(kept < 0):
        raise ValueError("more was kept than was promised")
    counts = (voice >= 0) & (promised > 0)
    subject, voice, kept, promised = subject[counts], voice[counts], kept[counts], promised[counts]
    if not len(subject):
        nothing = np.zeros(subject_count, dtype=np.int64)
        return Promises(nothing, nothing.copy(), nothing.copy(), np.full(subject_count, prior))
    width = int(voice.max()) + 1
    pairs, row_of = np.unique(subject.astype(np.int64) * width + voice, return_inverse=True)
    pair_kept = np.bincount(row_of, weights=kept, minlength=len(pairs))
    pair_promised = np.bincount(row_of, weights=promised, minlength=len(pairs))
    weight = 1.0 - np.exp2(-pair_promised)
    whose = pairs // width
    evidence = np.bincount(whose, weights=weight * pair_kept / pair_promised, minlength=subject_count)
    weights = np.bincount(whose, weights=weight, minlength=subject_count)
    return Promises(
        kept=np.bincount(whose, weights=pair_kept, minlength=subject_count).astype(np.int64),
        promised=np.bincount(whose, weights=pair_promised, minlength=subject_count).astype(np.int64),
        voices=np.bincount(whose, minlength=subject_count).astype(np.int64),
        rate=(evidence + PRIOR_WEIGHT * prior) / (weights + PRIOR_WEIGHT),
    )
