"""Stored codes of the people area."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleKind(models.TextChoices):
    """The parts a person can play."""

    RESIDENT = "resident", _("Resident")
    ORGANISER = "organiser", _("Organiser")
    COMMUNITY_WORKER = "community_worker", _("Community worker")
    SOCIAL_WORKER = "social_worker", _("Social worker")
    DISTRICT_OFFICER = "district_officer", _("District officer")
    ASSESSOR = "assessor", _("Assessor")
    AUDITOR = "auditor", _("Auditor")
    OPERATOR = "operator", _("Operator")


DISTRICT_WIDE = (RoleKind.DISTRICT_OFFICER, RoleKind.ASSESSOR, RoleKind.AUDITOR, RoleKind.OPERATOR)
STAFF = (RoleKind.COMMUNITY_WORKER, RoleKind.SOCIAL_WORKER, *DISTRICT_WIDE)
