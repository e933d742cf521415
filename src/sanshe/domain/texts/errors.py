"""Refusals about texts."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError


class TextMissing(DomainError):
    """No words were given."""

    code = "text_missing"
    field = "body"
    message = _("Please write something, or go back to the shipped words.")


class TextTooLong(DomainError):
    """More words than anybody reads."""

    code = "text_too_long"
    field = "body"
    message = _("The text has %(length)s characters; at most %(limit)s are possible. Please shorten it.")


class TextChangedMeanwhile(DomainError):
    """Somebody else saved another version since this one was opened."""

    code = "text_changed_meanwhile"
    message = _("Somebody else changed this text while you were writing. Look at theirs below, then save again.")
