"""Every read of trust."""

from sanshe.domain.trust.queries.hearings import (
    Dispute,
    agreement_to_hear,
    dispute_of,
    disputes,
    disputes_heard,
    hearing_of,
    hearings_of,
    mediators,
    who_may_hear,
)
from sanshe.domain.trust.queries.parties import giver_of, name_across, name_of, people_on
from sanshe.domain.trust.queries.reviews import (
    hidden_reviews,
    reported_reviews,
    review_for,
    reviews_of,
    reviews_waiting_of,
    shown_reviews,
)
from sanshe.domain.trust.queries.vouching import (
    VouchingInput,
    admission_of,
    last_run,
    person_of_vouching_token,
    vouched_by,
    vouchers_of,
    vouching_in,
    vouching_input,
    vouching_token,
)

__all__ = [
    "Dispute",
    "VouchingInput",
    "admission_of",
    "agreement_to_hear",
    "dispute_of",
    "disputes",
    "disputes_heard",
    "giver_of",
    "hearing_of",
    "hearings_of",
    "hidden_reviews",
    "last_run",
    "mediators",
    "name_across",
    "name_of",
    "people_on",
    "person_of_vouching_token",
    "reported_reviews",
    "review_for",
    "reviews_of",
    "reviews_waiting_of",
    "shown_reviews",
    "vouched_by",
    "vouchers_of",
    "vouching_in",
    "vouching_input",
    "vouching_token",
    "who_may_hear",
]
