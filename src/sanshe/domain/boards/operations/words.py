"""What was written, as it is kept, and whom it calls by name."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sanshe.domain.boards import queries
from sanshe.domain.boards.errors import TitleTooLong, WordsMissing, WordsTooLong
from sanshe.domain.boards.models import TITLE_MAX, Board, Comment, Mention, Post
from sanshe.domain.people.models import Person
from sanshe.kernel.fields import plain_text

CALLED: Final = re.compile(r"[@＠]([^\s@＠，。！？、：；,.!?:;()（）<>《》「」]{1,20})")
# Marks that turn the direction of writing and could make a line read as another.
TURNING: Final = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])
MENTIONS_MAX: Final = 10


def checked_text(text: str, *, limit: int) -> str:
    """Return the words in their lines, without characters that nobody types.

    Raises
    ------
    WordsMissing, WordsTooLong
        Nothing is left, or too much.
    """
    lines = [plain_text(line).translate(TURNING).rstrip() for line in re.split(r"\r\n|\r|\n", text)]
    words = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if not words:
        raise WordsMissing
    if len(words) > limit:
        raise WordsTooLong(limit=limit)
    return words


def checked_title(title: str) -> str:
    """Return the title in one line.

    Raises
    ------
    TitleTooLong
        It does not fit.
    """
    line = " ".join(plain_text(title).translate(TURNING).split())
    if len(line) > TITLE_MAX:
        raise TitleTooLong(limit=TITLE_MAX)
    return line


def called_in(*, text: str, board: Board, author: Person, near: Iterable[Person], at: datetime) -> dict[Person, str]:
    """Return the members of the board whom a text calls with @ and their form of address, with the name as written.

    Of several who are called the same only those count who are `near`, in the talk already; where that does not tell
    them apart, nobody is called.
    """
    candidates = CALLED.findall(text)[:MENTIONS_MAX]
    beginnings = {word[:length] for word in candidates for length in range(1, len(word) + 1)}
    if not beginnings:
        return {}
    by_name: dict[str, list[Person]] = {}
    for person in queries.members_of(board=board, at=at).filter(form_of_address__in=beginnings).exclude(pk=author.pk):
        by_name.setdefault(person.form_of_address, []).append(person)
    close = {person.pk for person in near}
    called = {}
    for word in candidates:
        name = next((word[:length] for length in range(len(word), 0, -1) if word[:length] in by_name), None)
        people = by_name.get(name, []) if name else []
        if len(people) > 1:
            people = [person for person in people if person.pk in close]
        if len(people) == 1:
            called[people[0]] = name
    return called


def keep_mentions(*, post: Post, comment: Comment | None, called: dict[Person, str]) -> list[Person]:
    """Store whom a writing calls; return those whom nothing under this notice has called before."""
    known = set(Mention.objects.filter(post=post, person__in=list(called)).values_list("person", flat=True))
    Mention.objects.filter(post=post, comment=comment).delete()
    Mention.objects.bulk_create(
        Mention(post=post, comment=comment, person=person, called=name) for person, name in called.items()
    )
    return [person for person in called if person.pk not in known]
