"""Refusals about notices and talk."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError


class WordsMissing(DomainError):
    """Nothing was written."""

    code = "words_missing"
    field = "text"
    message = _("Please write a few words first.")


class WordsTooLong(DomainError):
    """More was written than fits."""

    code = "words_too_long"
    field = "text"
    message = _("This is too long; at most %(limit)s characters fit. Please shorten it.")


class TitleTooLong(DomainError):
    """The title is no title any more."""

    code = "title_too_long"
    field = "title"
    message = _("The title is too long; at most %(limit)s characters fit.")


class BoardForbidden(DomainError):
    """The board is not for this person to write on."""

    code = "board_forbidden"
    message = _("You cannot write on this board. Members can; ask to join first.")


class WritingGone(DomainError):
    """What it was about is not there, or no longer."""

    code = "writing_gone"
    message = _("This is no longer on the board.")


class WritingForbidden(DomainError):
    """It is not this person's to change."""

    code = "writing_forbidden"
    message = _("Only whoever wrote this can change it.")


class WritingHidden(DomainError):
    """What is hidden cannot be changed or answered."""

    code = "writing_hidden"
    message = _("This is hidden at the moment and cannot be changed or answered.")


class PutBackTooLate(DomainError):
    """The time to change one's mind is over."""

    code = "put_back_too_late"
    message = _("It was taken down more than %(days)s days ago and cannot come back. Please write it anew.")


class TooManyPosts(DomainError):
    """Today's notices are used up."""

    code = "too_many_posts"
    message = _("You have put up %(limit)s notices within a day. The next one can go up from %(when)s.")


class TooManyComments(DomainError):
    """Today's answers are used up."""

    code = "too_many_comments"
    message = _("You have written %(limit)s answers within a day. You can go on from %(when)s.")


class TooManyReports(DomainError):
    """Today's reports are used up."""

    code = "too_many_reports"
    message = _(
        "You have reported %(limit)s things within a day. You can go on from %(when)s; what is urgent, tell a worker."
    )


class TooManyUploads(DomainError):
    """Today's pictures are used up, put up or not."""

    code = "too_many_uploads"
    field = "pictures"
    message = _("You have sent %(limit)s pictures within a day. You can send more from %(when)s.")


class LinksTooEarly(DomainError):
    """Somebody not known yet writes addresses of other places."""

    code = "links_too_early"
    field = "text"
    message = _("You can add web addresses from %(when)s. Until then, please write without them.")


class TooManyPictures(DomainError):
    """More pictures than may go with one notice."""

    code = "too_many_pictures"
    field = "pictures"
    message = _("You can add %(limit)s pictures to a notice. Please leave out the others.")


class PictureNotYours(DomainError):
    """A picture was named that is gone or somebody else's."""

    code = "picture_not_yours"
    field = "pictures"
    message = _("One of the pictures is no longer there. Please choose it again.")


class PinForbidden(DomainError):
    """Pinning is for those who look after the board."""

    code = "pin_forbidden"
    message = _("Only those who look after this board can pin a notice.")


class PinsTaken(DomainError):
    """As many notices are pinned as may be."""

    code = "pins_taken"
    message = _("%(limit)s notices are pinned already. Please take one of the pins out first.")


class PinEndWrong(DomainError):
    """The pin would end in the past, or never."""

    code = "pin_end_wrong"
    field = "until"
    message = _("Please choose a day from tomorrow on, within %(days)s days.")


class ReportedAlready(DomainError):
    """One person, one report."""

    code = "reported_already"
    message = _("You have reported this already. Somebody will look at it.")


class OwnWriting(DomainError):
    """About one's own words others decide."""

    code = "own_writing"
    message = _("These are your own words; you can take them down yourself.")


class ReasonMissing(DomainError):
    """A decision without a reason."""

    code = "reason_missing"
    field = "words"
    message = _("Please say why, in a sentence that the author reads.")


class ModerationForbidden(DomainError):
    """It is not this person's to decide."""

    code = "moderation_forbidden"
    message = _("Somebody else has to decide about this.")


class DecidedAlready(DomainError):
    """Another moderator was quicker."""

    code = "decided_already"
    message = _("Somebody has decided about this already. Please look at it again.")


class NothingToAppeal(DomainError):
    """There is no hiding to object to, or the one word was spoken."""

    code = "nothing_to_appeal"
    message = _("There is nothing to object to here, or you have objected already.")
