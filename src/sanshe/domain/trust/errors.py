"""Refusals of trust."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError


class NotYours(DomainError):
    """The actor is not the one who may do this."""

    code = "not_yours"
    message = _("This is not yours to do.")


class NotOverYet(DomainError):
    """There is nothing to review yet."""

    code = "not_over_yet"
    message = _("You can say how it was once it is over.")


class ReviewTooLate(DomainError):
    """The time for reviews is over, or the other side's can be read already."""

    code = "review_too_late"
    message = _("It is too late for this. What the other side wrote you can still answer.")


class ReviewShown(DomainError):
    """What others can read is not changed any more."""

    code = "review_shown"
    message = _("Others can read it already, so it stays as it is.")


class WordsTooLong(DomainError):
    """More was written than fits."""

    code = "words_too_long"
    field = "words"
    message = _("This is too long; at most %(limit)s characters fit. Please shorten it.")


class WordsMissing(DomainError):
    """Nothing was written."""

    code = "words_missing"
    field = "words"
    message = _("Please write a few words first.")


class AlreadyAnswered(DomainError):
    """The right of reply was used."""

    code = "already_answered"
    message = _("You have answered this already.")


class AlreadyReported(DomainError):
    """The same person reported it before."""

    code = "already_reported"
    message = _("You have reported this already. A worker looks at it.")


class AlreadyDecided(DomainError):
    """Somebody else was quicker."""

    code = "already_decided"
    message = _("A colleague has decided this meanwhile. Please look at it again.")


class NotDisputed(DomainError):
    """There is nothing to be heard any more."""

    code = "not_disputed"
    message = _("This is no longer in dispute. Please look at where it stands now.")


class NotImpartial(DomainError):
    """Who is to hear both sides stands too near to one of them."""

    code = "not_impartial"
    field = "mediator"
    message = _("They stand too near to one side to hear both. Please choose somebody else.")


class NoMediator(DomainError):
    """Who is to hear both sides is neither a worker there nor an appointed mediator."""

    code = "no_mediator"
    field = "mediator"
    message = _("Please choose a worker or an appointed mediator of this community.")


class NotHeardYet(DomainError):
    """A side was not heard, and still has time to be."""

    code = "not_heard_yet"
    message = _("Please hear both sides first. Who has not come by then can be left out after %(day)s.")


class TermUnfit(DomainError):
    """A term that is over before it begins, or lasts for ever."""

    code = "term_unfit"
    field = "until"
    message = _("Please choose a day between tomorrow and three years from now.")


class NotAdmissible(DomainError):
    """Neither a confirmed home nor neighbours stand behind them."""

    code = "not_admissible"
    field = "person"
    message = _("A mediator has to live here for certain. Please confirm their home first.")


class VouchingOff(DomainError):
    """The community does not admit by vouching."""

    code = "vouching_off"
    message = _("Your community confirms neighbours at their door only. Nothing is gained by vouching here.")


class NotNeighbours(DomainError):
    """The two do not live in the same community."""

    code = "not_neighbours"
    message = _("You can vouch for somebody who lives in your community, and not for yourself.")


class TooManyVouches(DomainError):
    """The actor vouches for as many as one can really know."""

    code = "too_many_vouches"
    message = _("You vouch for %(limit)s neighbours already. Take one back before you vouch for another.")


class LinkUnreadable(DomainError):
    """What was to name a neighbour names nobody."""

    code = "link_unreadable"
    message = _("This link is not complete. Please ask your neighbour to show it to you again.")
