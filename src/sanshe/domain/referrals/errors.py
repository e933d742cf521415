"""Refusals of the referrals area; each says what to do."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError


class NotYours(DomainError):
    """The actor has no part in it."""

    code = "not_yours"
    message = _("This is not yours to do.")


class ConsentMissing(DomainError):
    """Nobody said that the receiver agrees."""

    code = "consent_missing"
    message = _("Please ask whoever needs it first, and tick how they agreed.")
    field = "consent_how"


class AlreadyReferred(DomainError):
    """The organisation has the same referral already."""

    code = "already_referred"
    message = _("They have it already; wait for their answer or choose another organisation.")
    field = "organization"


class OrganizationGone(DomainError):
    """Nobody acts for the organisation, or it is closed."""

    code = "organization_gone"
    message = _("Nobody answers for this organisation at the moment. Please choose another one.")
    field = "organization"


class DeadlineUnfit(DomainError):
    """The deadline is not within the next thirty days."""

    code = "deadline_unfit"
    message = _("Please choose a day within the next thirty.")
    field = "due_on"


class MovedOn(DomainError):
    """Somebody was faster, or it is over."""

    code = "moved_on"
    message = _("It has moved on meanwhile. Please look at where it stands now.")


class ReasonMissing(DomainError):
    """No reason was given."""

    code = "reason_missing"
    message = _("Please choose a reason, so that the others know what to look for.")
    field = "reason"


class OutcomeMissing(DomainError):
    """It was not said what came of it."""

    code = "outcome_missing"
    message = _("Please choose what came of it.")
    field = "outcome"


class NobodyToCall(DomainError):
    """Neither a neighbour nor a name with a number was given."""

    code = "nobody_to_call"
    message = _("Please write who is to be called, and the number.")
    field = "phone"


class CallTaken(DomainError):
    """A colleague is on it."""

    code = "call_taken"
    message = _("A colleague is calling them already.")


class ReferralRuns(DomainError):
    """An organisation is at work on the slip that would go."""

    code = "referral_runs"
    message = _("The second slip is with an organisation. Keep that one instead, or take it back from them first.")
