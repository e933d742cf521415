"""Stored codes of the organisations area."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganizationKind(models.TextChoices):
    """What sort of body an organisation is."""

    GOVERNMENT_BODY = "government_body", _("Government body")
    COMMITTEE = "committee", _("Residents' committee")
    WORKSTATION = "workstation", _("Community workstation")
    SERVICE_CENTRE = "service_centre", _("Service centre")
    LOCAL_SOCIAL_ORGANISATION = "local_social_organisation", _("Home-grown social organisation")
    PROFESSIONAL_SOCIAL_ORGANISATION = (
        "professional_social_organisation",
        _("Professional social organisation"),
    )
    SELF_ORGANISED_GROUP = "self_organised_group", _("Residents' group")
    ENTERPRISE = "enterprise", _("Enterprise")
    SOCIAL_ENTERPRISE = "social_enterprise", _("Social enterprise")
    FOUNDATION = "foundation", _("Foundation")
    UNIVERSITY = "university", _("University")
    DEVELOPER = "developer", _("Property developer")
    PROPERTY_MANAGER = "property_manager", _("Property manager")


class MembershipKind(models.TextChoices):
    """In what capacity somebody belongs to an organisation."""

    MEMBER = "member", _("Member")
    STAFF = "staff", _("Staff")
    OFFICER = "officer", _("Officer")
    MANAGER = "manager", _("Manager")


# Who acts for an organisation towards others; a plain member belongs to it and no more.
ACTING = (MembershipKind.STAFF, MembershipKind.OFFICER, MembershipKind.MANAGER)
# Who looks after an organisation itself: its page, its members, its notices.
MANAGING = (MembershipKind.OFFICER, MembershipKind.MANAGER)
