"""Stored codes of the referrals area, and the state machines of a referral and of a call."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReferralState(models.TextChoices):
    """Where a referral stands."""

    SENT = "sent", pgettext_lazy("referral", "Waits for an answer")
    ACCEPTED = "accepted", pgettext_lazy("referral", "Taken over")
    DECLINED = "declined", pgettext_lazy("referral", "Not taken")
    EXPIRED = "expired", pgettext_lazy("referral", "No answer in time")
    WITHDRAWN = "withdrawn", pgettext_lazy("referral", "Taken back")
    CLOSED = "closed", pgettext_lazy("referral", "Over")


R = ReferralState
TRANSITIONS = {
    R.SENT: (R.ACCEPTED, R.DECLINED, R.EXPIRED, R.WITHDRAWN),
    R.ACCEPTED: (R.CLOSED, R.WITHDRAWN),
    R.DECLINED: (),
    R.EXPIRED: (),
    R.WITHDRAWN: (),
    R.CLOSED: (),
}
RUNNING = (R.SENT, R.ACCEPTED)


class DeclineReason(models.TextChoices):
    """Why an organisation does not take somebody over."""

    FULL = "full", _("We have no room at the moment")
    NOT_OURS = "not_ours", _("We do not do that")
    NOT_ELIGIBLE = "not_eligible", _("It does not meet our conditions")
    TOO_FAR = "too_far", _("It is too far for us")
    OTHER = "other", _("Something else")


class Outcome(models.TextChoices):
    """What came of a referral that was taken over, in the organisation's words."""

    HELPED = "helped", _("They were helped")
    PARTLY = "partly", _("They were helped in part")
    NOT_HELPED = "not_helped", _("We could not help")
    NOT_NEEDED = "not_needed", _("It was no longer needed")


class CallState(models.TextChoices):
    """Where a call back stands."""

    OPEN = "open", pgettext_lazy("call", "To be called")
    DONE = "done", pgettext_lazy("call", "Talked to")
    DROPPED = "dropped", pgettext_lazy("call", "Let go")


class AttemptOutcome(models.TextChoices):
    """How one call went."""

    REACHED = "reached", _("Talked to them")
    NO_ANSWER = "no_answer", _("Nobody answered")
    LATER = "later", _("They asked to be called later")
    WRONG_NUMBER = "wrong_number", _("The number is wrong")
