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
    AGREEMENT_WAITING = "agreement_waiting", _("Somebody stands on your waiting list")
    AGREEMENT_PLACE_HELD = "agreement_place_held", _("A place is free for you")
    AGREEMENT_TIME_PROPOSED = "agreement_time_proposed", _("Another time is proposed")
    AGREEMENT_TIME_CHANGED = "agreement_time_changed", _("The new time is agreed")
    AGREEMENT_TIME_REFUSED = "agreement_time_refused", _("The new time does not suit")
    AGREEMENT_MEETING_DONE = "agreement_meeting_done", _("One meeting took place")
    AGREEMENT_MEETING_CANCELLED = "agreement_meeting_cancelled", _("One meeting was called off")
    AGREEMENT_MISSED = "agreement_missed", _("Somebody says that you did not come")
    AGREEMENT_LAPSED = "agreement_lapsed", _("It came to nothing")
    AGREEMENT_REMINDER = "agreement_reminder", _("Soon it is time")
    NEED_ANSWERED = "need_answered", _("Somebody offers what you need")
    NEED_EXPIRED = "need_expired", _("The time of your slip is over")
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
    POST_SHOWN_AGAIN = "post_shown_again", _("Something you wrote is shown again")
    DUPLICATE_DECIDED = "duplicate_decided", _("It was decided whether two entries are you")
    ORGANIZATION_INVITED = "organization_invited", _("You are invited")
    ORGANIZATION_REFUSED = "organization_refused", _("Your organisation was not confirmed")
    MEMBERSHIP_ENDED = "membership_ended", _("You no longer belong to it")
    NEED_FITS_OFFER = "need_fits_offer", _("Somebody needs what you offer")
    REVIEW_WRITTEN = "review_written", _("Somebody said how it was")
    REVIEW_SHOWN = "review_shown", _("You can read how the other side found it")
    REVIEW_REPLIED = "review_replied", _("Somebody answered what you wrote")
    REVIEW_HIDDEN = "review_hidden", _("What you wrote about somebody was hidden")
    REVIEW_REPORTED = "review_reported", _("A review was reported")
    HEARING_STEP = "hearing_step", _("A dispute went a step further")
    HEARING_GIVEN = "hearing_given", _("You are to hear two sides")
    NEED_MERGED = "need_merged", _("Two slips became one")
    REFERRAL_SENT = "referral_sent", _("Somebody was referred to you")
    REFERRAL_REMINDER = "referral_reminder", _("A referral waits for your answer")
    REFERRAL_ANSWERED = "referral_answered", _("An organisation answered")
    REFERRAL_ENDED = "referral_ended", _("A referral is over")
    CREDITS_RECEIVED = "credits_received", _("Somebody gave you time credits")
    CREDITS_NOT_BOOKED = "credits_not_booked", _("Time could not be put on the account")
    CREDITS_TAKEN_BACK = "credits_taken_back", _("Time credits were taken back")
    CREDITS_EXPIRING = "credits_expiring", _("Some of your time credits will lapse")


class Topic(models.TextChoices):
    """What news is about, as somebody chooses how to hear of it."""

    AGREEMENTS = "agreements", _("What I arranged with others")
    MATCHES = "matches", _("Somebody offers what I need")
    GROUPS = "groups", _("Notices of my groups")
    MENTIONS = "mentions", _("Somebody speaks to me on a board")
    ACCOUNT = "account", _("My entry, my home, who speaks for me")
    DUTIES = "duties", _("What waits for me as an officer or worker")


K, T = NewsKind, Topic
TOPIC_OF = {
    **{kind: T.AGREEMENTS for kind in K if kind.startswith("agreement_")},
    K.NEED_ANSWERED: T.MATCHES,
    K.NEED_FITS_OFFER: T.MATCHES,
    K.NEED_EXPIRED: T.MATCHES,
    K.NOTICE_POSTED: T.GROUPS,
    K.COMMENT_POSTED: T.MENTIONS,
    K.MENTIONED: T.MENTIONS,
    K.POST_HIDDEN: T.MENTIONS,
    K.POST_SHOWN_AGAIN: T.MENTIONS,
    K.APPEAL_DECIDED: T.MENTIONS,
    K.JOIN_DECIDED: T.ACCOUNT,
    K.OFFICE_GIVEN: T.ACCOUNT,
    K.ORGANIZATION_INVITED: T.ACCOUNT,
    K.MEMBERSHIP_ENDED: T.ACCOUNT,
    K.ENTERED_FOR_YOU: T.ACCOUNT,
    K.ACCOUNT_CLAIMED: T.ACCOUNT,
    K.RESIDENCE_VERIFIED: T.ACCOUNT,
    K.REPRESENTATION_STARTED: T.ACCOUNT,
    K.DUPLICATE_DECIDED: T.ACCOUNT,
    K.ORGANIZATION_VERIFIED: T.DUTIES,
    K.ORGANIZATION_REFUSED: T.DUTIES,
    K.POST_REPORTED: T.DUTIES,
    K.APPEAL_MADE: T.DUTIES,
    K.JOIN_REQUESTED: T.DUTIES,
    K.ENTRY_TO_CHECK: T.DUTIES,
    K.ENTRY_RETURNED: T.DUTIES,
    K.DUPLICATE_PROPOSED: T.DUTIES,
    K.PRIVATE_NEED: T.DUTIES,
    K.REVIEW_WRITTEN: T.AGREEMENTS,
    K.REVIEW_SHOWN: T.AGREEMENTS,
    K.REVIEW_REPLIED: T.AGREEMENTS,
    K.REVIEW_HIDDEN: T.AGREEMENTS,
    K.HEARING_STEP: T.AGREEMENTS,
    K.REVIEW_REPORTED: T.DUTIES,
    K.HEARING_GIVEN: T.DUTIES,
    K.NEED_MERGED: T.MATCHES,
    K.REFERRAL_SENT: T.AGREEMENTS,
    K.REFERRAL_REMINDER: T.AGREEMENTS,
    K.REFERRAL_ANSWERED: T.AGREEMENTS,
    K.REFERRAL_ENDED: T.AGREEMENTS,
    K.CREDITS_RECEIVED: T.ACCOUNT,
    K.CREDITS_NOT_BOOKED: T.AGREEMENTS,
    K.CREDITS_TAKEN_BACK: T.ACCOUNT,
    K.CREDITS_EXPIRING: T.ACCOUNT,
}


class Channel(models.TextChoices):
    """By which way a message leaves; the page shows all news in any case."""

    SMS = "sms", _("Text message")
    EMAIL = "email", _("E-mail")
    WECHAT = "wechat", _("WeChat")


class Pace(models.TextChoices):
    """When a message leaves."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day, all in one")
    WEEKLY = "weekly", _("On Mondays, all in one")
    NEVER = "never", _("Not this way")


# How somebody hears of a topic who has chosen nothing: what others wait for at once, talk in one piece, nothing twice.
USUAL = {
    (T.AGREEMENTS, Channel.SMS): Pace.AT_ONCE,
    (T.ACCOUNT, Channel.SMS): Pace.AT_ONCE,
    (T.MATCHES, Channel.SMS): Pace.DAILY,
    **{(topic, Channel.EMAIL): Pace.DAILY for topic in T},
    (T.AGREEMENTS, Channel.WECHAT): Pace.AT_ONCE,
    (T.MATCHES, Channel.WECHAT): Pace.AT_ONCE,
    (T.ACCOUNT, Channel.WECHAT): Pace.AT_ONCE,
}
