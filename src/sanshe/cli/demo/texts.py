"""Words of the house that the demo's operator has made the neighbourhood's own."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.texts import operations, queries
from sanshe.domain.texts.choices import TextCode, TextLanguage

OPERATOR = "p013"
FIRST = timedelta(days=120)
SECOND = timedelta(days=30)
OPENING = "居委会每天早上八点半到晚上六点有人，周六周日也有人值班。想说什么，推门进来就行。"
QUIET = "晚上十点以后和中午十二点到两点，跳舞、装修的事先放一放，写纸条也一样：急事打电话，不急的明天再说。"


def load(
    *,
    communities: Mapping[str, Community],
    people: Mapping[str, Person],
    organizations: Mapping[str, Organization],
    at: datetime,
) -> None:
    """Let the operator add opening hours to the page about the board, twice, and a rule for quiet hours."""
    operator = people[OPERATOR]
    about = _shipped(TextCode.ABOUT)
    first = operations.change_text(
        code=TextCode.ABOUT,
        language=TextLanguage.CHINESE,
        body=f"{about}\n\n居委会有人的时候都可以来。",
        actor=operator,
        at=at - FIRST,
    )
    operations.change_text(
        code=TextCode.ABOUT,
        language=TextLanguage.CHINESE,
        body=f"{about}\n\n{OPENING}",
        actor=operator,
        at=at - SECOND,
        based_on=first.pk,
    )
    operations.change_text(
        code=TextCode.BOARD_RULES,
        language=TextLanguage.CHINESE,
        body=f"{_shipped(TextCode.BOARD_RULES)}\n\n七、{QUIET}",
        actor=operator,
        at=at - SECOND,
    )


def _shipped(code: TextCode) -> str:
    return queries.shipped_text(code=code, language=TextLanguage.CHINESE)
