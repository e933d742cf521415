"""What was shown and what became of it: how evenly providers are shown, and what neighbours chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone

from sanshe.engines.matching.exposure import gini, worth_of_place
from sanshe.engines.matching.learning import Seen
from sanshe.engines.matching.score import PARTS

# Of how many days exposure is counted.
EXPOSURE_DAYS = 28

_EXPOSURE = """
    SELECT coalesce(offer.person_id, offer.organization_id) AS provider,
           showing.place, count(*)
      FROM exchange_showing showing JOIN exchange_offer offer ON offer.id = showing.offer_id
     WHERE showing.shown_on >= %(since)s AND showing.shown_on <= %(until)s
     GROUP BY 1, 2 ORDER BY 1, 2
"""
# Of each answered question the list counts that was looked at last before it was asked.
_ANSWERED = f"""
    WITH answered AS (
        SELECT need_id, offer_id, accepted_at IS NOT NULL AS is_chosen, requested_at
          FROM exchange_agreement
         WHERE asked_by_receiver AND need_id IS NOT NULL AND offer_id IS NOT NULL
               AND (accepted_at IS NOT NULL OR state = 'declined')
    ), asked AS (
        SELECT answered.need_id, answered.offer_id, bool_or(answered.is_chosen) AS is_chosen,
               max(showing.shown_on) AS shown_on
          FROM answered JOIN exchange_showing showing
               ON showing.need_id = answered.need_id AND showing.offer_id = answered.offer_id
                  AND showing.shown_at <= answered.requested_at
         WHERE showing.shown_on >= %(since)s
         GROUP BY answered.need_id, answered.offer_id
    )
    SELECT showing.need_id, showing.shown_on, showing.place, coalesce(asked.is_chosen, false),
           asked.need_id IS NOT NULL, {", ".join(f"showing.{name}" for name in PARTS)}
      FROM exchange_showing showing
      LEFT JOIN asked ON asked.need_id = showing.need_id AND asked.offer_id = showing.offer_id
                         AND asked.shown_on = showing.shown_on
     WHERE (showing.need_id, showing.shown_on) IN (SELECT need_id, shown_on FROM asked)
     ORDER BY showing.need_id, showing.shown_on, showing.place, showing.id
"""


@dataclass(frozen=True)
class Exposure:
    """How evenly providers were shown in some weeks.

    `lists` were looked at, with `providers` among them. `gini` of what their places are worth is 0 where all had the
    same; `largest_share` of all first places went to one.
    """

    since: date
    lists: int
    providers: int
    gini: float
    largest_share: float

    @property
    def share_percent(self) -> int:
        """The largest share of first places, of a hundred."""
        return round(self.largest_share * 100)


@dataclass(frozen=True)
class ChoicesMade:
    """Lists that were answered, and how many questions that makes: accepted ones, and declined ones."""

    lists: Sequence[Sequence[Seen]]
    answered: int


def exposure(*, at: datetime) -> Exposure:
    """Return how evenly providers were shown in the last four weeks; one query."""
    until = timezone.localtime(at).date()
    since = until - timedelta(days=EXPOSURE_DAYS - 1)
    worth: dict[object, float] = {}
    firsts: dict[object, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_EXPOSURE, {"since": since, "until": until})
        for provider, place, count in cursor.fetchall():
            worth[provider] = worth.get(provider, 0.0) + count * worth_of_place(place)
            if place == 1:
                firsts[provider] = count
    lists = sum(firsts.values())
    return Exposure(
        since=since,
        lists=lists,
        providers=len(worth),
        gini=gini(worth.values()),
        largest_share=max(firsts.values()) / lists if lists else 0.0,
    )


def choices_made(*, since: date) -> ChoicesMade:
    """Return the lists shown since a day of which something was asked for and the question was answered; one query."""
    lists: dict[tuple[object, object], list[Seen]] = {}
    answered = 0
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERED, {"since": since})
        for need, shown_on, place, is_chosen, was_asked, *values in cursor.fetchall():
            seen = Seen(values=dict(zip(PARTS, values, strict=True)), place=place, is_chosen=is_chosen)
            lists.setdefault((need, shown_on), []).append(seen)
            answered += was_asked
    return ChoicesMade(lists=[*lists.values()], answered=answered)
