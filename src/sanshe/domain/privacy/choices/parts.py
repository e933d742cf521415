"""Stored codes of the privacy area, and the parts in which it tells somebody what is kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Part(models.TextChoices):
    """In which part of the page something stands."""

    ENTRY = "entry", _("My entry")
    HOME = "home", pgettext_lazy("part", "Where I live")
    ROLES = "roles", _("My parts")
    CONSENTS = "consents", _("What I agreed to")
    VOICES = "voices", _("Who speaks for whom")
    SLIPS = "slips", _("My needs and offers")
    AGREEMENTS = "agreements", _("What I arranged with others")
    ORGANISATIONS = "organisations", _("My groups and organisations")
    WRITINGS = "writings", _("What I wrote on boards")
    NEWS = "news", _("My news")
    ENTERED = "entered", _("Written down for me")
    WORK = "work", _("What I did for others")


class AtClosing(models.TextChoices):
    """What becomes of something when the account is closed."""

    REMOVE = "remove", _("goes")
    ANONYMISE = "anonymise", _("stays without my name")
    KEEP = "keep", _("stays")


class Writings(models.TextChoices):
    """What somebody who goes wants done with what they wrote on boards."""

    TAKE_DOWN = "take_down", _("Take it all down; the words go")
    LEAVE = "leave", _("Leave it there, under “A former neighbour”")


class Obstacle(models.TextChoices):
    """What has to be settled before somebody can go."""

    PROMISE = "promise", _("A promise that still stands")
    LAST_HEAD = "last_head", _("A group that nobody else looks after")
    LAST_OPERATOR = "last_operator", _("The last operator of this installation")
