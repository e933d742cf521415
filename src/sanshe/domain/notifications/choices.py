"""Stored codes of the notifications area."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NewsKind(models.TextChoices):
    """What happened, as somebody is told it."""

    AGREEMENT_REQUESTED = "agreement_requested", _("Somebody asks you, or wants to help you")
    AGREEMENT_ACCEPTED = "agreement_accepted", _("It is agreed")
    AGREEMENT_DECLINED = "agreement_declined", _("It was declined")
    AGREEMENT_WITHDRAWN = "agreement_withdrawn", _("The request was taken back")
    AGREEMENT_CANCELLED = "agreement_cancelled", _("It was called off")
    AGREEMENT_DELIVERED = "agreement_delivered", _("The helper says it is done")
    AGREEMENT_CONFIRMED = "agreement_confirmed", _("It was confirmed")
    AGREEMENT_DISPUTED = "agreement_disputed", _("Something is not right")
    AGREEMENT_SETTLED = "agreement_settled", _("It was talked over")
    NEED_ANSWERED = "need_answered", _("Somebody offers what you need")
    NOTICE_POSTED = "notice_posted", _("A new notice")
    COMMENT_POSTED = "comment_posted", _("Somebody answered your notice")
    MENTIONED = "mentioned", _("Somebody mentioned you")
    POST_REPORTED = "post_reported", _("Something on a board was reported")
    POST_HIDDEN = "post_hidden", _("Something you wrote was hidden")
    APPEAL_MADE = "appeal_made", _("Somebody objects to a hiding")
    APPEAL_DECIDED = "appeal_decided", _("Your objection was decided")
    JOIN_REQUESTED = "join_requested", _("Somebody wants to join your group")
    JOIN_DECIDED = "join_decided", _("Your wish to join was decided")
    OFFICE_GIVEN = "office_given", _("You were given an office")
    ENTERED_FOR_YOU = "entered_for_you", _("Something was entered for you")
    ENTRY_TO_CHECK = "entry_to_check", _("An entry waits for a second look")
    ENTRY_RETURNED = "entry_returned", _("An entry came back to you")
    ACCOUNT_CLAIMED = "account_claimed", _("Somebody took their account into their own hands")
    RESIDENCE_VERIFIED = "residence_verified", _("Your home was confirmed")
    REPRESENTATION_STARTED = "representation_started", _("Somebody may speak for you now")
    DUPLICATE_PROPOSED = "duplicate_proposed", _("Two entries may be one person")
    ORGANIZATION_VERIFIED = "organization_verified", _("Your organisation was confirmed")
    PRIVATE_NEED = "private_need", _("Somebody asks for help in confidence")
