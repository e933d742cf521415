"""Refusals about taxonomies."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError


class TermsUnreadable(DomainError):
    """The file of terms contradicts itself."""

    code = "terms_unreadable"
    message = _("The list of categories cannot be used: %(fault)s")
