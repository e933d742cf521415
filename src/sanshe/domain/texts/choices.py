"""Stored codes of the texts area."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TextCode(models.TextChoices):
    """What a text is for."""

    ABOUT = "about", _("About this board")
    BOARD_RULES = "board_rules", _("Rules of the board")
    PRIVACY_NOTICE = "privacy_notice", _("What is kept about you")
    CONSENT_PROXY_ENTRY = "consent_proxy_entry", _("Consent: a worker writes for me")
    CONSENT_SENSITIVE_DATA = "consent_sensitive_data", _("Consent: what is sensitive is kept")


class TextLanguage(models.TextChoices):
    """In which language a text stands."""

    CHINESE = "zh-hans", _("Simplified Chinese")
    ENGLISH = "en", _("English")
