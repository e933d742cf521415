"""Refusals about evidence."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError


class EvidenceForbidden(DomainError):
    """The figures are not for this person to have made."""

    code = "evidence_forbidden"
    message = _("Only those who work for this community can have the figures made.")


class EvidenceBeingMade(DomainError):
    """Somebody has asked for the same already."""

    code = "evidence_being_made"
    message = _("The figures are being made already. Please look again in a moment.")
