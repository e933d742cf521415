"""Stored codes of the exchange, and the state machine of an agreement."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IntentStatus(models.TextChoices):
    """Whether a need or an offer still stands on the board."""

    OPEN = "open", _("On the board")
    MET = "met", _("Met")
    WITHDRAWN = "withdrawn", _("Taken down")


class AgeBand(models.TextChoices):
    """For whom, by age."""

    INFANT = "infant", _("A baby")
    CHILD = "child", _("A child")
    YOUTH = "youth", _("A young person")
    ADULT = "adult", _("An adult")
    ELDER = "elder", _("An elder")


# Whole years, both ends included; what a band means wherever ages are compared.
AGE_BAND_YEARS = {
    AgeBand.INFANT: (0, 2),
    AgeBand.CHILD: (3, 12),
    AgeBand.YOUTH: (13, 17),
    AgeBand.ADULT: (18, 59),
    AgeBand.ELDER: (60, 120),
}


class AgreementState(models.TextChoices):
    """Where an agreement stands."""

    REQUESTED = "requested", _("Asked")
    ACCEPTED = "accepted", _("Agreed")
    DELIVERED = "delivered", _("Done")
    CONFIRMED = "confirmed", _("Confirmed")
    DISPUTED = "disputed", _("Disputed")
    SETTLED = "settled", _("Settled")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Request taken back")
    CANCELLED = "cancelled", _("Cancelled")


S = AgreementState
TRANSITIONS = {
    S.REQUESTED: (S.ACCEPTED, S.DECLINED, S.WITHDRAWN),
    S.ACCEPTED: (S.DELIVERED, S.CANCELLED),
    S.DELIVERED: (S.CONFIRMED, S.DISPUTED),
    S.DISPUTED: (S.SETTLED,),
    S.CONFIRMED: (),
    S.SETTLED: (),
    S.DECLINED: (),
    S.WITHDRAWN: (),
    S.CANCELLED: (),
}
# States in which a place of the offer is taken.
HOLDING = (S.ACCEPTED, S.DELIVERED, S.CONFIRMED, S.DISPUTED, S.SETTLED)
# States in which the need waits for this agreement's end.
LIVE = (S.ACCEPTED, S.DELIVERED, S.DISPUTED)
# States that somebody still has to act on.
UNFINISHED = (S.REQUESTED, *LIVE)


class SettledAs(models.TextChoices):
    """What the mediator found."""

    KEPT = "kept", _("The promise was kept")
    NOT_KEPT = "not_kept", _("The promise was not kept")
    BOTH_AGREED = "both_agreed", _("Both sides made it up")
