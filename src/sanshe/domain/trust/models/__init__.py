"""Reviews, hearings and vouching."""

from sanshe.domain.trust.models.hearings import Hearing, HearingStep
from sanshe.domain.trust.models.reviews import Reply, Review, ReviewReport
from sanshe.domain.trust.models.vouching import Admission, AdmissionRun, Vouch, Vouching

__all__ = [
    "Admission",
    "AdmissionRun",
    "Hearing",
    "HearingStep",
    "Reply",
    "Review",
    "ReviewReport",
    "Vouch",
    "Vouching",
]
