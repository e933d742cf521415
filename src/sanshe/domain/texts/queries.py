"""Every read of the texts."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.db.models import QuerySet

from sanshe.domain.texts.choices import TextCode, TextLanguage
from sanshe.domain.texts.models import Text

SHIPPED = Path(__file__).with_name("shipped.toml")


@dataclass(frozen=True)
class Standing:
    """How one text stands in one language: whether it is as shipped, and since when it is not."""

    code: TextCode
    language: TextLanguage
    is_shipped: bool
    changed_at: datetime | None


def text(*, code: str, language: str) -> str:
    """Return the words that count now for one purpose; another language than ours gets the Chinese ones.

    Always asks the database once, so that a change is seen by everybody at once.
    """
    language = _ours(language)
    newest = Text.objects.filter(code=code, language=language).order_by("-id").first()
    return shipped_text(code=code, language=language) if newest is None or newest.is_shipped else newest.body


def shipped_text(*, code: str, language: str) -> str:
    """Return the words that the project ships for one purpose."""
    return _shipped()[code][_ours(language)]


def newest_version(*, code: str, language: str) -> Text | None:
    """Return the version that counts, or None where nobody ever changed the shipped words."""
    return Text.objects.filter(code=code, language=language).order_by("-id").first()


def versions(*, code: str, language: str) -> QuerySet[Text]:
    """Return every version of a text, the newest first."""
    return Text.objects.filter(code=code, language=language).order_by("-id")


def standings() -> list[Standing]:
    """Return how each text stands in each language, in the order of their purposes."""
    newest = {
        (row.code, row.language): row
        for row in Text.objects.order_by("code", "language", "-id").distinct("code", "language")
    }
    return [
        Standing(
            code=code,
            language=language,
            is_shipped=(code, language) not in newest or newest[code, language].is_shipped,
            changed_at=newest[code, language].changed_at if (code, language) in newest else None,
        )
        for code in TextCode
        for language in TextLanguage
    ]


def _ours(language: str) -> str:
    return TextLanguage.ENGLISH.value if language.lower().startswith("en") else TextLanguage.CHINESE.value


@lru_cache(maxsize=1)
def _shipped() -> dict[str, dict[str, str]]:
    content = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    return {code: {language: body.strip() for language, body in bodies.items()} for code, bodies in content.items()}
