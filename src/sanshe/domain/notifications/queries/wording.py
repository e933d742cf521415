"""News in words: one sentence for the page and the digest, a short text for a phone; in the reader's own language."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

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
    K.NEED_ANSWERED: gettext_lazy("Somebody offers what you need: “%(what)s”"),
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
}
# What must not be read over a shoulder: a message says only that there is news.
UNSPOKEN = frozenset({K.PRIVATE_NEED, K.POST_HIDDEN, K.DUPLICATE_PROPOSED, K.DUPLICATE_DECIDED})
SAME = {"who": ("name",), "what": ("sentence",), "why": ("reason",)}
SMS_MAX = 130
QUOTED_MAX = 40


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
        return subject, "\n\n".join([*blocks, f"{settings.PUBLIC_ADDRESS}/news/"])


def _is_delicate(kind: str, words: Mapping[str, str]) -> bool:
    return kind in UNSPOKEN or (kind == K.ENTERED_FOR_YOU and not words.get("sentence"))


def _sentence(kind: str, words: Mapping[str, str]) -> str:
    if kind == K.ENTERED_FOR_YOU and not words.get("sentence"):
        return _("%(who)s wrote something down for you.") % {"who": words.get("name", "")}
    filled: dict[str, str] = defaultdict(str, {name: _short(text) for name, text in words.items()})
    for name, others in SAME.items():
        filled[name] = filled[name] or next((filled[other] for other in others if filled[other]), "")
    return " ".join((str(SENTENCES[K(kind)]) % filled).split())


def _short(text: str) -> str:
    text = str(text)
    return text if len(text) <= QUOTED_MAX else f"{text[: QUOTED_MAX - 1]}…"


def _signed(said: str) -> str:
    text = _("[Sanshe] %(said)s") % {"said": said}
    return text if len(text) <= SMS_MAX else f"{text[: SMS_MAX - 1]}…"
