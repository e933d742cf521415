"""The parts of the console, as its pages name them."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Part(NamedTuple):
    """A part of the console: its address's name, an icon, what it is called and what it is for."""

    name: str
    icon: str
    title: str | Promise
    note: str | Promise

    @property
    def url(self) -> str:
        """Where it is."""
        return reverse(self.name)


PARTS = (
    Part("console_communities", "geo-alt", _("Communities"), _("Found one, correct names")),
    Part("console_roles", "person-badge", _("Roles"), _("Who works here, and since when")),
    Part("console_taxonomy", "tags", _("Categories"), _("Names, words, what is sensitive")),
    Part("console_texts", "file-earmark-text", _("Texts"), _("About, rules, privacy, consents")),
    Part("console_backups", "archive", _("Backups"), _("Make one now, take one away")),
    Part("console_jobs", "gear", _("Jobs"), _("What waits, runs or failed")),
    Part("console_messages", "envelope", _("Messages"), _("What could not be sent")),
)
