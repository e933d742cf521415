"""Why a need was not met, from what is known of those who could have met it."""

from collections.abc import Mapping
from typing import Final

NOBODY_OFFERS: Final = "nobody_offers"
TOO_FAR: Final = "too_far"
NO_COMMON_TIME: Final = "no_common_time"
FULL: Final = "full"
NOT_ELIGIBLE: Final = "not_eligible"
ALL_DECLINED: Final = "all_declined"
NO_ANSWER: Final = "no_answer"

# What kept an offer from being an answer, as the matching names it, and which cause that is.
OBSTACLES: Final[Mapping[str, str]] = {
    "full": FULL,
    "no_common_time": NO_COMMON_TIME,
    "too_far": TOO_FAR,
    "not_in_this_area": TOO_FAR,
    "not_for_this_age": NOT_ELIGIBLE,
    "other_language": NOT_ELIGIBLE,
    "not_checked": NOT_ELIGIBLE,
}
# Where two obstacles stood in the way of equally many offers, the one that is lifted most easily is named.
EASIEST_FIRST: Final = (FULL, NO_COMMON_TIME, TOO_FAR, NOT_ELIGIBLE)


def cause_of(*, declined: int, unanswered: int, answer_count: int | None, refusal_counts: Mapping[str, int]) -> str:
    """Name the one cause that a need counts under: how far it came decides.

    1. Somebody was asked. All of them said no, called it off or did not come: *all declined*. At least one never
       answered: *no answer*.
    2. Nobody was asked, though an offer would have answered, or nobody has looked yet: *no answer*.
    3. No offer would have answered. What stood in the way of most of those considered; equally often, the one lifted
       most easily (`EASIEST_FIRST`). An offer refused for two reasons counts for both.
    4. There was nobody to consider: *nobody offers*.

    Parameters
    ----------
    declined, unanswered : int
        Requests that were refused, called off by the helper or not kept; requests that nobody answered.
    answer_count : int or None
        Offers that would have answered, when it was last counted; None: not counted yet.
    refusal_counts : mapping of str to int
        How many offers were refused for what; codes that are not known count for nothing.

    Returns
    -------
    str
        One of the seven causes.
    """
    if unanswered > 0:
        return NO_ANSWER
    if declined > 0:
        return ALL_DECLINED
    if answer_count is None or answer_count > 0:
        return NO_ANSWER
    stood = dict.fromkeys(EASIEST_FIRST, 0)
    for code, count in refusal_counts.items():
        if code in OBSTACLES and count > 0:
            stood[OBSTACLES[code]] += count
    most = max(stood.values())
    if most == 0:
        return NOBODY_OFFERS
    return next(cause for cause in EASIEST_FIRST if stood[cause] == most)
