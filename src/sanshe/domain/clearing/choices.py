"""Stored codes of the clearing area."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundState(models.TextChoices):
    """Where a round stands."""

    DRAFT = "draft", _("Waiting to be computed")
    SOLVING = "solving", _("Being computed")
    PROPOSED = "proposed", _("Ready to look through")
    SENT = "sent", _("Questions sent")
    DROPPED = "dropped", _("Dropped")


class AssignmentState(models.TextChoices):
    """What became of one assignment."""

    PROPOSED = "proposed", _("Proposed")
    REMOVED = "removed", _("Taken out")
    SENT = "sent", _("Asked")
    REFUSED = "refused", _("Could not be asked")
    ENDED = "ended", _("Asked, came to nothing")


class UnmetReason(models.TextChoices):
    """Why a need has nobody in the plan; the codes of the engine."""

    NOBODY = "nobody", _("Nobody offers this here")
    NO_COMMON_TIME = "no_common_time", _("Nobody who could help is free at that time")
    NO_ROOM = "no_room", _("Those who could help are full this week")
    OTHERS_FIRST = "others_first", _("Those who could help are needed elsewhere in this plan")


# Assignments that stand: a need has one of them in a round.
LIVING = (AssignmentState.PROPOSED, AssignmentState.SENT)
# A round in one of these is or will soon be in the hands of the computer.
BUSY = (RoundState.DRAFT, RoundState.SOLVING)
