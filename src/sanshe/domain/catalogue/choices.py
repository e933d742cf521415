"""Stored codes of the catalogue."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceStatus(models.TextChoices):
    """Whether a service is to be had (HSDS service.status)."""

    ACTIVE = "active", _("Running")
    INACTIVE = "inactive", _("Paused")
    DEFUNCT = "defunct", _("Ended")


class CostBasis(models.TextChoices):
    """Who pays: nobody, the public purse, an hour for an hour, or the one who receives."""

    FREE = "free", _("Free")
    PUBLIC_SERVICE = "public_service", _("Public service")
    TIME_CREDIT = "time_credit", _("Time credit")
    PAID = "paid", _("Paid")
