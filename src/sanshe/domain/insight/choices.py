"""Stored codes of the insight area."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Cause(models.TextChoices):
    """Why a need was not met; `sanshe.engines.demand.causes` says which one counts where several could."""

    NOBODY_OFFERS = "nobody_offers", _("Nobody offers this")
    TOO_FAR = "too_far", _("Too far away")
    NO_COMMON_TIME = "no_common_time", _("No common time")
    FULL = "full", _("All places taken")
    NOT_ELIGIBLE = "not_eligible", _("Not meant for them")
    ALL_DECLINED = "all_declined", _("Everybody asked said no")
    NO_ANSWER = "no_answer", _("No answer came")


class SubstanceReason(models.TextChoices):
    """Why a service counts as a service or as an activity."""

    NEVER = "never", _("It has not taken place through this board yet.")
    OUTCOME = "outcome", _("Those who received it said what came of it.")
    CAME_BACK = "came_back", _("The same people came back.")
    ONCE = "once", _("It took place once, and nobody said what came of it.")
    HEADS = "heads", _("Heads were counted; who they were, and what came of it, nobody wrote down.")
    NO_OUTCOME = "no_outcome", _("Nobody came back so far, and nobody said what came of it.")


class Level(models.TextChoices):
    """How much is within reach, beside what people in the whole district have on average."""

    NOTHING = "nothing", _("nothing")
    LITTLE = "little", _("little")
    MIDDLING = "middling", _("middling")
    MUCH = "much", _("much")


# A need without a deadline that found nobody for so long is unmet.
PATIENCE = timedelta(days=14)
# A quarter is published so long after its end: what happened on its last days has been looked at by then.
PUBLISHED_AFTER = timedelta(days=7)
# Populations are rounded to so many where everybody reads them, so that no small figure follows from a rate.
POPULATION_STEP = 50
AGE_COUNT = 101
# Shares of the district's average that part the levels.
LITTLE_BELOW, MUCH_FROM = 0.5, 1.5
