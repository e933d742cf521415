"""Notices and answers as the page shows them: their words with links and names, or that they are hidden and why."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sanshe.domain.boards import rules
from sanshe.domain.boards.choices import ModerationKind
from sanshe.web.ago import ago
from sanshe.web.middleware import actor_of

ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
TRAILING = ".,;:!?'\")]"
SHOWN_OF_ADDRESS = 40


@dataclass(frozen=True)
class Shown:
    """A notice or an answer for one reader. Where it is hidden from them, only `why_hidden` is there."""

    writing: object
    url: str
    words: SafeString
    posted: str
    why_hidden: str = ""
    is_own: bool = False
    is_new: bool = False
    is_pinned: bool = False


def shown_post(request: HttpRequest, post, *, moderates: bool, since: datetime | None = None, is_visit: bool = False):
    """Return a notice for the page; it is new where it came after the reader's last visit."""
    is_own = rules.is_author(person=actor_of(request), writing=post)
    is_seen = post.is_shown or is_own or moderates
    return Shown(
        writing=post,
        url=reverse("post", args=[post.pk]),
        words=prose(post.text, [one.called for one in post.mentions.all()]) if is_seen else mark_safe(""),
        posted=ago(post.posted_at),
        why_hidden=why_hidden(post),
        is_own=is_own,
        is_new=is_visit and not is_own and post.is_shown and (since is None or post.posted_at > since),
        is_pinned=post.is_pinned(request.at),
    )


def shown_comment(request: HttpRequest, comment, *, moderates: bool) -> Shown:
    """Return an answer for the page."""
    is_own = rules.is_author(person=actor_of(request), writing=comment)
    is_seen = comment.is_shown or is_own or moderates
    return Shown(
        writing=comment,
        url=reverse("comment", args=[comment.pk]),
        words=prose(comment.text, [one.called for one in comment.mentions.all()]) if is_seen else mark_safe(""),
        posted=ago(comment.posted_at),
        why_hidden=why_hidden(comment),
        is_own=is_own,
    )


def why_hidden(writing) -> str:
    """Say when something was hidden and why, or nothing where it is not."""
    if not writing.is_hidden:
        return ""
    if writing.hiding.kind == ModerationKind.HIDDEN_BY_READERS:
        return _("Several neighbours reported this. It is hidden until somebody has looked at it.")
    return writing.hiding.words


def prose(text: str, names: list[str]) -> SafeString:
    """Return plain words as paragraphs, with web addresses as links and the names of who is called set off."""
    paragraphs = [part for part in text.split("\n\n") if part.strip()]
    return format_html_join(
        "\n",
        "<p>{}</p>",
        (
            (format_html_join(mark_safe("<br>"), "{}", ((_line(line, names),) for line in part.split("\n"))),)
            for part in paragraphs
        ),
    )


def _line(line: str, names: list[str]) -> SafeString:
    out, place = [], 0
    for found in ADDRESS.finditer(line):
        address = found.group().rstrip(TRAILING)
        out.append(_named(line[place : found.start()], names))
        shown = address if len(address) <= SHOWN_OF_ADDRESS else f"{address[: SHOWN_OF_ADDRESS - 1]}…"
        out.append(format_html('<a href="{}" rel="nofollow noopener ugc">{}</a>', address, shown))
        place = found.start() + len(address)
    out.append(_named(line[place:], names))
    return mark_safe("".join(out))


def _named(text: str, names: list[str]) -> str:
    if not names:
        return escape(text)
    longest_first = sorted({escape(name) for name in names}, key=len, reverse=True)
    called = re.compile(f"[@＠](?:{'|'.join(map(re.escape, longest_first))})")
    return called.sub(lambda found: f'<b class="called">{found.group()}</b>', escape(text))
