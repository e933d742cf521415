"""Refusals of the exchange."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError


class SentenceMissing(DomainError):
    """Nothing was said."""

    code = "sentence_missing"
    field = "sentence"
    message = _("Please say in a sentence what you need or what you can do.")


class SentenceTooLong(DomainError):
    """More was said than fits on a slip."""

    code = "sentence_too_long"
    field = "sentence"
    message = _("This is too long for one slip. Please keep it to %(limit)s characters.")


class TimesDisordered(DomainError):
    """The end stands before the start."""

    code = "times_disordered"
    field = "ends_at"
    message = _("The end is before the start. Please look at the time again.")


class TimePassed(DomainError):
    """The wanted time is over."""

    code = "time_passed"
    field = "starts_at"
    message = _("This time is already over. Please choose a later one.")


class CapacityMissing(DomainError):
    """No place at all."""

    code = "capacity_missing"
    field = "capacity"
    message = _("Please say for how many people there is room: at least one.")


class NotOnBoard(DomainError):
    """The need or offer is no longer open."""

    code = "not_on_board"
    message = _("This slip has been taken down meanwhile.")


class OfferFull(DomainError):
    """Nobody else fits in."""

    code = "offer_full"
    message = _("All places are taken. Please look at the other answers.")


class NeedTaken(DomainError):
    """Somebody else already promised to help."""

    code = "need_taken"
    message = _("Somebody has already promised to help with this.")


class AlreadyAsked(DomainError):
    """The same question is still waiting for its answer."""

    code = "already_asked"
    message = _("You have already asked; the answer is still to come.")


class OwnSlip(DomainError):
    """Nobody makes an agreement with themselves."""

    code = "own_slip"
    message = _("This slip is your own.")


class NotForThem(DomainError):
    """The offer does not serve this age, or not so many."""

    code = "not_for_them"
    message = _("This offer is not meant for this age.")


class ActForbidden(DomainError):
    """The actor is not the one who may do this."""

    code = "act_forbidden"
    message = _("Only the people who made this agreement can do that.")


class StateChanged(DomainError):
    """The agreement has moved on since the page was shown."""

    code = "state_changed"
    message = _("This agreement has moved on meanwhile. Please look at where it stands now.")


class ReasonMissing(DomainError):
    """A refusal without a word."""

    code = "reason_missing"
    field = "reason"
    message = _("Please say in a few words why, so that the other side understands.")


class ConfidenceNotAgreed(DomainError):
    """A private need without the consent that the workers keep it."""

    code = "confidence_not_agreed"
    field = "confidence"
    message = _(
        "This is something in confidence. Please tick that the workers of your community may read and keep it; "
        "nobody else sees it."
    )


class HoursTaken(DomainError):
    """At that time it is promised to others."""

    code = "hours_taken"
    field = "starts_at"
    message = _("At this time they are promised to somebody else. Please propose another time.")


class RecurrenceUnreadable(DomainError):
    """What was said of repetition is no rule."""

    code = "recurrence_unreadable"
    field = "recurrence"
    message = _("We do not understand how often this is to be. Please choose a day and how many times.")


class ProposalWaits(DomainError):
    """One's own proposal still waits for its answer."""

    code = "proposal_waits"
    message = _("You have already proposed another time; the answer is still to come.")


class TooEarly(DomainError):
    """The day has not come yet."""

    code = "too_early"
    message = _("This day is still to come. Please say so when it is over.")


class DeliveryCorrected(DomainError):
    """It was put right already."""

    code = "delivery_corrected"
    message = _("This has been put right already. Please look at the latest entry.")


class WeightsForbidden(DomainError):
    """Somebody who does not answer for the district would change what the ranking counts."""

    code = "weights_forbidden"
    message = _("Only a district officer or an operator may change what counts.")


class WeightsUnfit(DomainError):
    """The points do not make a whole."""

    code = "weights_unfit"
    message = _("The points have to make 100 together; these make %(total)s.")


class WeightsUnchanged(DomainError):
    """What was proposed is in force already."""

    code = "weights_unchanged"
    message = _("These points are in force already. Please change at least two of them.")


class PreviewMissing(DomainError):
    """Nobody has seen yet what the weights would change."""

    code = "preview_missing"
    message = _("The preview is not ready yet. Please look at it first.")


class PreviewStale(DomainError):
    """The preview compares with weights that are no longer in force, or is some days old."""

    code = "preview_stale"
    message = _("The preview is out of date. Please let it be made again.")


class SheetForbidden(DomainError):
    """Somebody who does not work for the community sends a list."""

    code = "sheet_forbidden"
    message = _("Only the workers of this community can take in lists.")


class SheetMovedOn(DomainError):
    """The list was taken in or put aside meanwhile, or is not looked through yet."""

    code = "sheet_moved_on"
    message = _("This list has moved on meanwhile. Please look at where it stands now.")


class NotTheSame(DomainError):
    """Two slips cannot stand for one need."""

    code = "not_the_same"
    message = _("These two cannot be put together: they hang in different communities, or one was told in confidence.")
