"""Stored codes of the trust area."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StepKind(models.TextChoices):
    """One step of a hearing."""

    NAMED = "named", _("A mediator was named")
    HEARD_RECEIVER = "heard_receiver", _("Who receives was heard")
    HEARD_PROVIDER = "heard_provider", _("Who gives was heard")
    PROPOSAL = "proposal", _("A proposal")
    SETTLED = "settled", _("Settled")


# What a mediator writes down between being named and the end.
NOTED = (StepKind.HEARD_RECEIVER, StepKind.HEARD_PROVIDER, StepKind.PROPOSAL)
HEARD = (StepKind.HEARD_RECEIVER, StepKind.HEARD_PROVIDER)


class Due(models.TextChoices):
    """What a dispute waits for."""

    MEDIATOR = "mediator", _("A mediator is to be named")
    HEARING = "hearing", _("Both sides are to be heard")
    FINDING = "finding", _("It is to be settled")
