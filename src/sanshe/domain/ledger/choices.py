"""Stored codes of the ledger area."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HolderKind(models.TextChoices):
    """Whose an account is."""

    PERSON = "person", _("A neighbour")
    ORGANIZATION = "organization", _("A group or organisation")
    POOL = "pool", _("The common pot")


class TransferKind(models.TextChoices):
    """Why minutes moved."""

    SERVICE = "service", _("For help given")
    GIFT = "gift", _("A gift")
    EXPIRY = "expiry", _("Lapsed, into the common pot")
    CORRECTION = "correction", _("Taken back")
    GRANT = "grant", _("From the common pot")


# What may be taken back.
REVERSIBLE = (TransferKind.SERVICE, TransferKind.GIFT, TransferKind.GRANT)
