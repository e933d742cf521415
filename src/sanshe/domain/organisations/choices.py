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


class EndReason(models.TextChoices):
    """Why a membership ended."""

    LEFT = "left", _("Left")
    REMOVED = "removed", _("Removed")
    CHANGED = "changed", _("Got another office")
    HANDED_OVER = "handed_over", _("Handed the office over")


class JoinPolicy(models.TextChoices):
    """Who may join a group."""

    ANYBODY = "anybody", _("Anybody who wants to")
    ASKING = "asking", _("Whoever asks first")


class JoinWish(models.TextChoices):
    """What somebody asks a group for."""

    MEMBERSHIP = "membership", _("To belong to it")
    TAKEOVER = "takeover", _("To look after it from now on")


class Outcome(models.TextChoices):
    """What became of something that was asked."""

    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")
    LAPSED = "lapsed", _("No longer needed")


class WantedKind(models.TextChoices):
    """What sort of thing an organisation looks for."""

    PEOPLE = "people", _("People who lend a hand")
    PLACES = "places", _("A room or a place")
    MONEY = "money", _("Money")
    GOODS = "goods", _("Things")


class WantedStatus(models.TextChoices):
    """Where something that is looked for stands."""

    OPEN = "open", _("Looked for")
    MET = "met", _("Found")
    WITHDRAWN = "withdrawn", _("No longer looked for")


# Who acts for an organisation towards others; a plain member belongs to it and no more.
ACTING = (MembershipKind.STAFF, MembershipKind.OFFICER, MembershipKind.MANAGER)
# Who looks after an organisation itself: its page, its members, its notices.
MANAGING = (MembershipKind.OFFICER, MembershipKind.MANAGER)
# Who may name others and has to see to it that somebody stays: a body's managers, a group's officers too.
HEADS = (MembershipKind.MANAGER,)
# What somebody can be in a group, and in any other body.
GROUP_KINDS = (MembershipKind.MEMBER, MembershipKind.OFFICER)
BODY_KINDS = (MembershipKind.MEMBER, MembershipKind.STAFF, MembershipKind.OFFICER, MembershipKind.MANAGER)
