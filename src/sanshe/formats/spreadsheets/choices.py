"""What may be chosen in a list: by its name in either language, or by its code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import override

from sanshe.domain.catalogue.choices import CostBasis
from sanshe.domain.exchange.choices import AgeBand
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.formats.spreadsheets.lists import key_of

LANGUAGES = ("zh-hans", "en")
NAMED = 3


@dataclass(frozen=True)
class Choices:
    """The codes by what may be written for them, and the names in the language of the page."""

    codes: Mapping[str, str]
    names: tuple[str, ...]

    @property
    def some(self) -> str:
        """A few names, for a refusal to mention."""
        return "、".join(self.names[:NAMED]) + ("…" if len(self.names) > NAMED else "")


def of_categories(categories: Iterable[TaxonomyTerm]) -> Choices:
    """Return categories as choices; of two with one name the first counts."""
    codes: dict[str, str] = {}
    names = []
    for one in categories:
        for name in (one.name_zh, one.name_en, one.code):
            if name:
                codes.setdefault(key_of(name), one.code)
        names.append(one.name)
    return Choices(codes, tuple(dict.fromkeys(names)))


def of_costs() -> Choices:
    """Return who pays as choices."""
    return _of(CostBasis)


def of_ages() -> Choices:
    """Return for whom, by age, as choices."""
    return _of(AgeBand)


def _of(stored) -> Choices:
    codes: dict[str, str] = {}
    for language in LANGUAGES:
        with override(language):
            codes |= {key_of(str(one.label)): one.value for one in stored}
    codes |= {key_of(one.value): one.value for one in stored}
    return Choices(codes, tuple(str(one.label) for one in stored))
