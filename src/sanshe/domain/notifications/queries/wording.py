"""News in words: one sentence for the page and the digest, a short text for a phone; in the reader's own language."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sanshe.domain.notifications.choices import TOPIC_OF, Topic
from sanshe.domain.notifications.choices import NewsKind as K
from sanshe.domain.notifications.models import Notification

# What each kind says; the words come with the news. Never a phone, a full name, a home.
SENTENCES = {
    K.AGREEMENT_REQUESTED: gettext_lazy("%(who)s asks: “%(what)s”"),
    K.AGREEMENT_ACCEPTED: gettext_lazy("%(who)s said yes: “%(what)s”"),
    K.AGREEMENT_DECLINED: gettext_lazy("%(who)s cannot this time: “%(what)s”"),
    K.AGREEMENT_WITHDRAWN: gettext_lazy("%(who)s took the question back: “%(what)s”"),
    K.AGREEMENT_CANCELLED: gettext_lazy("%(who)s had to call it off: “%(what)s”"),
    K.AGREEMENT_DELIVERED: gettext_lazy("%(who)s says it is done: “%(what)s”. Is that so?"),
    K.AGREEMENT_CONFIRMED: gettext_lazy("%(who)s confirmed it: “%(what)s”. Thank you."),
    K.AGREEMENT_DISPUTED: gettext_lazy("%(who)s says something went wrong: “%(what)s”. A worker hears both of you."),
    K.AGREEMENT_SETTLED: gettext_lazy("It was talked over: “%(what)s”"),
    K.AGREEMENT_WAITING: gettext_lazy("%(who)s is on your waiting list: “%(what)s”"),
    K.AGREEMENT_PLACE_HELD: gettext_lazy("A place is free for you, for one day: “%(what)s”. Will you take it?"),
    K.AGREEMENT_TIME_PROPOSED: gettext_lazy("%(who)s proposes another time: “%(what)s”"),
    K.AGREEMENT_TIME_CHANGED: gettext_lazy("%(who)s agrees to the new time: “%(what)s”"),
    K.AGREEMENT_TIME_REFUSED: gettext_lazy("The new time does not suit %(who)s; the old one stands: “%(what)s”"),
    K.AGREEMENT_MEETING_DONE: gettext_lazy("%(who)s wrote down that this meeting took place: “%(what)s”"),
    K.AGREEMENT_MEETING_CANCELLED: gettext_lazy("%(who)s cannot come to one meeting: “%(what)s”"),
    K.AGREEMENT_MISSED: gettext_lazy("%(who)s says that you did not come: “%(what)s”. Is that not so? Please say."),
    K.AGREEMENT_LAPSED: gettext_lazy("Nobody answered in time, so this came to nothing: “%(what)s”"),
    K.AGREEMENT_REMINDER: gettext_lazy("Soon it is time, with %(who)s: “%(what)s”"),
    K.NEED_FITS_OFFER: gettext_lazy("Somebody needs what you offer: “%(what)s”"),
    K.NEED_ANSWERED: gettext_lazy("Somebody offers what you need: “%(what)s”"),
    K.NEED_EXPIRED: gettext_lazy("The time of your slip is over and it was taken down: “%(what)s”"),
    K.NOTICE_POSTED: gettext_lazy("%(who)s on the board of %(where)s: “%(what)s”"),
    K.COMMENT_POSTED: gettext_lazy("%(who)s answered on the board of %(where)s: “%(what)s”"),
    K.MENTIONED: gettext_lazy("%(who)s mentions you on the board of %(where)s: “%(what)s”"),
    K.POST_REPORTED: gettext_lazy("Reported on the board of %(where)s: “%(what)s”"),
    K.POST_HIDDEN: gettext_lazy("“%(what)s” was hidden: %(why)s"),
    K.POST_SHOWN_AGAIN: gettext_lazy("“%(what)s” is shown again."),
    K.APPEAL_MADE: gettext_lazy("An objection waits: “%(what)s” on the board of %(where)s"),
    K.APPEAL_DECIDED: gettext_lazy("Your objection about “%(what)s” was decided: %(why)s"),
    K.JOIN_REQUESTED: gettext_lazy("%(who)s wants to join %(organization)s."),
    K.JOIN_DECIDED: gettext_lazy("%(organization)s answered your wish to join. %(why)s"),
    K.OFFICE_GIVEN: gettext_lazy("%(who)s gave you an office in %(organization)s: %(office)s"),
    K.ORGANIZATION_INVITED: gettext_lazy("%(organization)s invites you."),
    K.ORGANIZATION_VERIFIED: gettext_lazy("%(organization)s is confirmed."),
    K.ORGANIZATION_REFUSED: gettext_lazy("%(organization)s was not confirmed: %(why)s"),
    K.MEMBERSHIP_ENDED: gettext_lazy("You no longer belong to %(organization)s. %(why)s"),
    K.ENTERED_FOR_YOU: gettext_lazy("%(who)s wrote this down for you: “%(what)s”"),
    K.ENTRY_TO_CHECK: gettext_lazy("What was written for %(who)s waits for a second look."),
    K.ENTRY_RETURNED: gettext_lazy("What was written for %(who)s came back: %(why)s"),
    K.ACCOUNT_CLAIMED: gettext_lazy("Your account is in your own hands now, with all that was written for you."),
    K.RESIDENCE_VERIFIED: gettext_lazy("Your home is confirmed."),
    K.REPRESENTATION_STARTED: gettext_lazy("%(who)s may speak for you now. You can end that at any time."),
    K.DUPLICATE_PROPOSED: gettext_lazy("Two entries may be one person. Please look at both."),
    K.DUPLICATE_DECIDED: gettext_lazy("A worker decided whether two entries are you."),
    K.PRIVATE_NEED: gettext_lazy("Somebody asks for help in confidence. Please look at the desk."),
    K.REVIEW_WRITTEN: gettext_lazy("%(who)s said how it was: “%(what)s”. Say it, too; then you both can read it."),
    K.REVIEW_SHOWN: gettext_lazy("You can read now how %(who)s found it: “%(what)s”"),
    K.REVIEW_REPLIED: gettext_lazy("%(who)s answered what you wrote about it: “%(what)s”"),
    K.REVIEW_HIDDEN: gettext_lazy("What you wrote about somebody was hidden: %(why)s"),
    K.REVIEW_REPORTED: gettext_lazy("A review was reported. Please look at the desk."),
    K.HEARING_STEP: gettext_lazy("%(who)s hears both sides; there is a new step. Please look."),
    K.HEARING_GIVEN: gettext_lazy("You are asked to hear two sides who disagree. Please look."),
    K.NEED_MERGED: gettext_lazy("Your slip was put together with another that says the same: “%(what)s”"),
    K.REFERRAL_SENT: gettext_lazy("The community refers somebody to %(who)s. Please answer by %(day)s."),
    K.REFERRAL_REMINDER: gettext_lazy("A referral to %(who)s still waits for an answer, until %(day)s."),
    K.REFERRAL_ANSWERED: gettext_lazy("%(who)s answered the referral. Please look."),
    K.REFERRAL_ENDED: gettext_lazy("The referral to %(who)s is over. Please look."),
    K.CREDITS_RECEIVED: gettext_lazy("%(who)s put %(minutes)s minutes on your time credit account."),
    K.CREDITS_NOT_BOOKED: gettext_lazy("The time for “%(what)s” could not be booked. Please give it by hand."),
    K.CREDITS_TAKEN_BACK: gettext_lazy("%(minutes)s minutes of time credit were taken back. Please look."),
    K.CREDITS_EXPIRING: gettext_lazy("%(minutes)s minutes of your time credits lapse in %(days)s days unless used."),
}
# What must not be read over a shoulder: a message says only that there is news.
UNSPOKEN = frozenset(
    {K.PRIVATE_NEED, K.POST_HIDDEN, K.DUPLICATE_PROPOSED, K.DUPLICATE_DECIDED, K.REVIEW_HIDDEN, K.HEARING_STEP}
)
SAME = {"who": ("name",), "what": ("sentence",), "why": ("reason",)}
IN_CONFIDENCE = "in_confidence"  # among the words: the matter itself is named nowhere
SMS_MAX = 130
QUOTED_MAX = 40
SUBJECT_MAX = 60
THINGS_MAX = 30
# What people write on a slip is quoted, but a number by which somebody can be called goes into no message.
CALLABLE = re.compile(r"\+?\d(?:[ -]?\d){6,}")


def sentence(news: Notification) -> str:
    """Return the sentence of one piece of news, in the language of the page."""
    return _sentence(news.kind, news.words)


def message(*, kind: str, words: Mapping[str, str], language: str) -> str:
    """Return the short text that a phone shows, in the reader's language; what is delicate is not named in it."""
    with translation.override(language):
        said = _("There is news for you.") if _is_delicate(kind, words) else _sentence(kind, words)
        return _signed(said)


def several(*, count: int, language: str) -> str:
    """Return the short text for several pieces of news at once."""
    with translation.override(language):
        said = ngettext(
            "There is %(count)s piece of news for you.", "There are %(count)s pieces of news for you.", count
        )
        return _signed(said % {"count": count})


def letter(*, text: str, stops: Mapping[str, str], language: str, subject: str = "") -> dict[str, str]:
    """Return an e-mail about news: subject, text, and the address that ends such e-mails (`unsubscribe`).

    `stops` are the tokens that end e-mails, by topic; the last one is what a mail program offers by itself.
    """
    with translation.override(language):
        ways = []
        for topic, token in stops.items():
            about = Topic(topic).label if topic else _("all news")
            ways.append(_("No more e-mail about “%(topic)s”:") % {"topic": about} + f"\n{_stop_address(token)}")
        return {
            "subject": subject or text[:SUBJECT_MAX],
            "text": "\n\n".join([text, f"{settings.PUBLIC_ADDRESS}/news/", *ways]),
            "unsubscribe": _stop_address(list(stops.values())[-1]),
        }


def digest(*, news: Iterable[Notification], language: str) -> tuple[str, str]:
    """Return subject and text of a digest: by thing, the newest first, each with what happened to it."""
    with translation.override(language):
        things: dict[tuple, list[str]] = {}
        for one in news:
            said = _("There is news for you.") if _is_delicate(one.kind, one.words) else sentence(one)
            lines = things.setdefault((one.subject_type, one.subject_id), [])
            if said not in lines:
                lines.append(said)
        count = sum(len(lines) for lines in things.values())
        subject = ngettext("%(count)s piece of news", "%(count)s pieces of news", count) % {"count": count}
        blocks = ["\n".join(f"· {line}" for line in lines) for lines in things.values()]
        if len(blocks) > THINGS_MAX:
            blocks = [*blocks[:THINGS_MAX], _("… and more on your page.")]
        return subject, "\n\n".join(blocks)


def confirmation(*, token: str, language: str) -> dict[str, str]:
    """Return the e-mail that asks whether an address is its reader's."""
    with translation.override(language):
        text = _("Please open this page to confirm it:")
        return {
            "subject": _("Is this your address?"),
            "text": f"{text}\n{settings.PUBLIC_ADDRESS}/news/email/{token}/",
        }


def topics_of(*, news: Iterable[Notification]) -> list[str]:
    """Return what these pieces of news are about, each topic once."""
    return list(dict.fromkeys(str(TOPIC_OF[K(one.kind)]) for one in news))


def _stop_address(token: str) -> str:
    return f"{settings.PUBLIC_ADDRESS}/news/stop/{token}/"


def _is_delicate(kind: str, words: Mapping[str, str]) -> bool:
    return (
        kind in UNSPOKEN or bool(words.get(IN_CONFIDENCE)) or (kind == K.ENTERED_FOR_YOU and not words.get("sentence"))
    )


def _sentence(kind: str, words: Mapping[str, str]) -> str:
    if kind == K.ENTERED_FOR_YOU and not words.get("sentence"):
        return _("%(who)s wrote something down for you.") % {"who": words.get("name", "")}
    filled: dict[str, str] = defaultdict(str, {name: _short(text) for name, text in words.items()})
    for name, others in SAME.items():
        filled[name] = filled[name] or next((filled[other] for other in others if filled[other]), "")
    if words.get(IN_CONFIDENCE):
        filled["what"] = _("a matter in confidence")
    return " ".join((str(SENTENCES[K(kind)]) % filled).split())


def _short(text: str) -> str:
    text = CALLABLE.sub("…", str(text))
    return text if len(text) <= QUOTED_MAX else f"{text[: QUOTED_MAX - 1]}…"


def _signed(said: str) -> str:
    text = _("[Sanshe] %(said)s") % {"said": said}
    return text if len(text) <= SMS_MAX else f"{text[: SMS_MAX - 1]}…"
