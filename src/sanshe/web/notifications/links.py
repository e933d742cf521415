"""Where a piece of news leads."""

from django.urls import reverse

from sanshe.domain.notifications.choices import NewsKind as K
from sanshe.domain.notifications.models import Notification

OF_KIND = {
    K.PRIVATE_NEED: ("need", True),
    K.ENTERED_FOR_YOU: ("entered", False),
    K.ENTRY_TO_CHECK: ("proxy_check", True),
    K.ENTRY_RETURNED: ("proxy_entry", True),
    K.ACCOUNT_CLAIMED: ("entered", False),
    K.RESIDENCE_VERIFIED: ("my_home", False),
    K.REPRESENTATION_STARTED: ("my_helpers", False),
    K.DUPLICATE_DECIDED: ("my_home", False),
    K.DUPLICATE_PROPOSED: ("merge", True),
    K.ORGANIZATION_INVITED: ("invitations", False),
    K.REVIEW_WRITTEN: ("review", True),
    K.REVIEW_SHOWN: ("review", True),
    K.REVIEW_REPLIED: ("review", True),
    K.REVIEW_HIDDEN: ("review", True),
    K.REVIEW_REPORTED: ("reported_reviews", False),
    K.HEARING_STEP: ("hearing", True),
    K.HEARING_GIVEN: ("hearing", True),
    K.REFERRAL_SENT: ("referral", True),
    K.REFERRAL_REMINDER: ("referral", True),
    K.REFERRAL_ANSWERED: ("referral", True),
    K.CREDITS_RECEIVED: ("credit_transfer", True),
    K.CREDITS_TAKEN_BACK: ("credit_transfer", True),
    K.CREDITS_EXPIRING: ("credit_account", True),
}
OF_SUBJECT = {
    "exchange.agreement": "agreement",
    "exchange.need": "need",
    "exchange.offer": "offer",
    "referrals.referral": "referral",
    "organisations.organization": "organization",
    "boards.post": "post",
    "boards.comment": "comment",
}
OF_MODERATION = {"boards.post": "moderate_post", "boards.comment": "moderate_comment"}
TO_MODERATE = (K.POST_REPORTED, K.APPEAL_MADE)


def link_of(news: Notification) -> str:
    """Return the address of what the news is about; the list of news where it leads nowhere else."""
    name, names_it = OF_KIND.get(K(news.kind), (OF_SUBJECT.get(news.subject_type, ""), True))
    if news.kind == K.ENTERED_FOR_YOU and news.subject_type in OF_SUBJECT:
        name, names_it = OF_SUBJECT[news.subject_type], True  # out of a list: there is no entry to look at
    if news.kind in TO_MODERATE:
        name = OF_MODERATION.get(news.subject_type, "moderation")
    if not name or (names_it and news.subject_id is None):
        return reverse("news")
    return reverse(name, args=[news.subject_id] if names_it else [])
