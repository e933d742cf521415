"""Stored codes of the boards area."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Readers(models.TextChoices):
    """Who reads a board."""

    EVERYBODY = "everybody", _("Everybody")
    MEMBERS = "members", _("Members, and the community's workers")


class Writers(models.TextChoices):
    """Who puts notices on a board; whoever belongs to it may answer them."""

    MEMBERS = "members", _("All members")
    OFFICERS = "officers", _("Only those who look after it")


class TrustLevel(models.TextChoices):
    """How much somebody may write, by what is known of them."""

    NEWCOMER = "newcomer", _("New here")
    NEIGHBOUR = "neighbour", _("Known here")
    KEEPER = "keeper", _("Looks after this board")
    WATCHED = "watched", _("Something was hidden lately")


class ReportReason(models.TextChoices):
    """Why somebody reports what another wrote, and why a moderator hides it."""

    INSULTING = "insulting", _("It insults or threatens somebody")
    PRIVATE = "private", _("It shows somebody's private things")
    UNTRUE = "untrue", _("It spreads what is not true")
    FRAUD = "fraud", _("It looks like fraud")
    ADVERTISING = "advertising", _("It is advertising")
    OTHER = "other", _("Something else")


class ModerationKind(models.TextChoices):
    """The steps between a report and its end."""

    HIDDEN_BY_READERS = "hidden_by_readers", _("Hidden after several reports, until somebody has looked")
    HIDDEN = "hidden", _("Hidden")
    DISMISSED = "dismissed", _("Left as it is")
    APPEALED = "appealed", _("The author objected")
    RESTORED = "restored", _("Shown again")
    UPHELD = "upheld", _("Stays hidden")


# What answers an earlier step: an objection a hiding, a decision an objection.
ANSWERING = (ModerationKind.APPEALED, ModerationKind.RESTORED, ModerationKind.UPHELD)
