"""Every write of the texts."""

import re
from datetime import datetime
from uuid import UUID

from django.db import connection, models, transaction

from sanshe.domain.texts.choices import TextCode, TextLanguage
from sanshe.domain.texts.errors import TextChangedMeanwhile, TextMissing, TextTooLong
from sanshe.domain.texts.models import Text
from sanshe.domain.texts.queries import newest_version, shipped_text
from sanshe.kernel import journal
from sanshe.kernel.fields import plain_text

BODY_MAX = 20_000


def change_text(
    *,
    code: str,
    language: str,
    body: str,
    actor: models.Model | UUID | None,
    at: datetime,
    based_on: UUID | None = None,
) -> Text:
    """Put new words in place of those that count; the older ones stay in the history.

    `based_on` is the version that the writer had before their eyes (None: the shipped words). Words equal to those
    that count already are no new version.

    Raises
    ------
    TextMissing, TextTooLong
        The words cannot stand.
    TextChangedMeanwhile
        Another version was saved since.
    """
    body = _checked(body)
    with transaction.atomic():
        newest = _locked(code=code, language=language)
        if (newest.pk if newest else None) != based_on:
            raise TextChangedMeanwhile
        if newest and not newest.is_shipped and newest.body == body:
            return newest
        return _store(code=code, language=language, body=body, is_shipped=False, actor=actor, at=at)


def restore_shipped_text(*, code: str, language: str, actor: models.Model | UUID | None, at: datetime) -> None:
    """Let the shipped words count again; where they do already, nothing changes."""
    with transaction.atomic():
        newest = _locked(code=code, language=language)
        if newest and not newest.is_shipped:
            body = shipped_text(code=code, language=language)
            _store(code=code, language=language, body=body, is_shipped=True, actor=actor, at=at)


def _store(
    *, code: str, language: str, body: str, is_shipped: bool, actor: models.Model | UUID | None, at: datetime
) -> Text:
    version = Text.objects.create(
        code=TextCode(code),
        language=TextLanguage(language),
        body=body,
        is_shipped=is_shipped,
        changed_by=actor.pk if isinstance(actor, models.Model) else actor,
        changed_at=at,
    )
    journal.record(
        operation="texts.restore_shipped_text" if is_shipped else "texts.change_text",
        subject=version,
        actor=actor,
        at=at,
        detail={"code": version.code, "language": version.language},
    )
    return version


def _locked(*, code: str, language: str) -> Text | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sanshe.texts {code} {language}"])
    return newest_version(code=code, language=language)


def _checked(body: str) -> str:
    """Return the words with plain lines: one empty line between paragraphs, nothing that nobody types."""
    lines = [plain_text(line).rstrip() for line in body.splitlines()]
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if not body:
        raise TextMissing
    if len(body) > BODY_MAX:
        raise TextTooLong(length=len(body), limit=BODY_MAX)
    return body
