"""Stored codes of the people area."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleKind(models.TextChoices):
    """The parts a person can play."""

    RESIDENT = "resident", _("Resident")
    ORGANISER = "organiser", _("Organiser")
    MEDIATOR = "mediator", _("Mediator")
    COMMUNITY_WORKER = "community_worker", _("Community worker")
    SOCIAL_WORKER = "social_worker", _("Social worker")
    DISTRICT_OFFICER = "district_officer", _("District officer")
    ASSESSOR = "assessor", _("Assessor")
    AUDITOR = "auditor", _("Auditor")
    OPERATOR = "operator", _("Operator")


DISTRICT_WIDE = (RoleKind.DISTRICT_OFFICER, RoleKind.ASSESSOR, RoleKind.AUDITOR, RoleKind.OPERATOR)
WORKERS = (RoleKind.COMMUNITY_WORKER, RoleKind.SOCIAL_WORKER)
STAFF = (*WORKERS, *DISTRICT_WIDE)
NEIGHBOURS = (RoleKind.RESIDENT, RoleKind.ORGANISER)
# Who may hear the two sides of a dispute.
HEARERS = (*WORKERS, RoleKind.MEDIATOR)
# Who gives and ends a role; nobody their own.
GIVERS = {
    RoleKind.RESIDENT: (*WORKERS, RoleKind.DISTRICT_OFFICER, RoleKind.OPERATOR),
    RoleKind.ORGANISER: (*WORKERS, RoleKind.DISTRICT_OFFICER, RoleKind.OPERATOR),
    RoleKind.MEDIATOR: (*WORKERS, RoleKind.DISTRICT_OFFICER, RoleKind.OPERATOR),
    RoleKind.COMMUNITY_WORKER: (RoleKind.DISTRICT_OFFICER, RoleKind.OPERATOR),
    RoleKind.SOCIAL_WORKER: (RoleKind.DISTRICT_OFFICER, RoleKind.OPERATOR),
    RoleKind.ASSESSOR: (RoleKind.DISTRICT_OFFICER, RoleKind.OPERATOR),
    RoleKind.AUDITOR: (RoleKind.OPERATOR,),  # whom an auditor looks at does not choose the auditor
    RoleKind.DISTRICT_OFFICER: (RoleKind.OPERATOR,),
    RoleKind.OPERATOR: (RoleKind.OPERATOR,),
}
AGE_OF_MAJORITY = 18


class Language(models.TextChoices):
    """In which language somebody is written to."""

    CHINESE = "zh-hans", _("Simplified Chinese")
    ENGLISH = "en", _("English")


class ConsentKind(models.TextChoices):
    """What somebody consents to, each by itself."""

    PROXY_ENTRY = "proxy_entry", _("A worker writes for me and keeps it here")
    SENSITIVE_DATA = "sensitive_data", _("What I say about health, violence or money is kept for my worker")
    MESSAGES = "messages", _("Messages to my phone about what I did not ask for")


class GivenHow(models.TextChoices):
    """In which way consent was given."""

    ON_SCREEN = "on_screen", _("On the screen")
    ON_PAPER = "on_paper", _("Signed on paper")
    SPOKEN = "spoken", _("Spoken, in front of the worker")


class RepresentationKind(models.TextChoices):
    """In what capacity somebody speaks for another."""

    GUARDIAN = "guardian", _("Guardian")
    HELPER = "helper", _("Helper")


class VerificationMethod(models.TextChoices):
    """How it was confirmed that somebody lives in a home."""

    WORKER = "worker", _("A worker saw the papers or visited")
    POSTED_CODE = "posted_code", _("With the code from a letter to the door")


class MergeState(models.TextChoices):
    """Where the making one of two entries stands."""

    PROPOSED = "proposed", _("Waits for a second look")
    MERGED = "merged", _("Made one")
    REFUSED = "refused", _("They are two people")
    UNDONE = "undone", _("Taken apart again")


class DuplicateReason(models.TextChoices):
    """Why two entries may be one person."""

    SAME_NAME_AND_YEAR = "same_name_and_year", _("the same name and year of birth")
    SAME_NAME_AND_HOME = "same_name_and_home", _("the same name in the same home")
    SAME_SURNAME_AND_HOME = "same_surname_and_home", _("the same surname and home, and nearly the same age")


class CheckKind(models.TextChoices):
    """Which paper a worker saw before somebody may be proposed for work with children or at home."""

    NO_RECORD_CERTIFICATE = "no_record_certificate", _("Certificate of no criminal record")
    ENTRY_QUERY = "entry_query", _("Query for work with minors")
