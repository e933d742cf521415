"""Records: how people and organisations kept their promises, as counts that nobody can talk up.

What counts as a promise is one meeting of an agreement, or the agreement itself where it had none: kept when the
receiver confirmed it, or a mediator found that it was kept or that both made it up; broken by who did not come, by who
was found not to have kept it, and by who called it off less than a day before. What one side broke says nothing of the
other. A promise counts where the other side has a voice: a home that was once confirmed, not one's own; or a confirmed
organisation.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from django.db import connection

from sanshe.domain.exchange.choices import AgreementState, CommitmentState, SettledAs, Side
from sanshe.engines.rating.kept_promises import kept_promises

# Who calls off later than this leaves the other side standing.
LATE = timedelta(hours=24)
MONTH_DAYS = 30.4375
# So many agreements that ended last say how promises are kept in general.
LATEST = 2000


@dataclass(frozen=True)
class Record:
    """How somebody kept their promises.

    `kept` of `promises` towards `neighbours` different voices within `months` (1: in the last month). `rate`, in
    [0, 1], is for ranking only; it is nobody's mark and shown nowhere. Below `is_enough` the counts say too little.
    """

    kept: int
    promises: int
    neighbours: int
    months: int
    rate: float
    is_enough: bool


# One row per side of an ended promise and voice across: (who, voice, kept, promised, since when).
# `outcome` is the promise seen from each side; `home` the last confirmed home of everybody in question.
_SIDES = f"""
    WITH ended AS (
        SELECT id, receiver_id, provider_id, provider_organization_id, state, settled_as, starts_at, recurrence,
               accepted_at, decided_at, ended_at,
               CASE WHEN ended_by = '' THEN '{Side.PROVIDER}' ELSE ended_by END AS ended_by
          FROM exchange_agreement
         WHERE state IN (
                   '{AgreementState.CONFIRMED}', '{AgreementState.SETTLED}',
                   '{AgreementState.MISSED}', '{AgreementState.CANCELLED}'
               )
               AND ended_at <= %(at)s
               {{whose}}
    ), met AS (
        SELECT agreement_id,
               count(*) FILTER (WHERE one.state = '{CommitmentState.FULFILLED}') AS fulfilled,
               count(*) FILTER (WHERE one.missed_by = '{Side.RECEIVER}') AS missed_by_receiver,
               count(*) FILTER (WHERE one.missed_by = '{Side.PROVIDER}') AS missed_by_provider,
               bool_or(one.state = '{CommitmentState.CANCELLED}' AND one.starts_at >= ended.ended_at
                       AND one.starts_at < ended.ended_at + %(late)s) AS is_soon
          FROM exchange_commitment one JOIN ended ON ended.id = one.agreement_id
         GROUP BY agreement_id
    ), side AS (
        SELECT ended.*, side.name AS side, coalesce(fulfilled, 0) AS fulfilled, coalesce(is_soon, false) AS is_soon,
               CASE side.name WHEN '{Side.RECEIVER}' THEN coalesce(missed_by_receiver, 0)
                              ELSE coalesce(missed_by_provider, 0) END AS missed
          FROM ended LEFT JOIN met ON met.agreement_id = ended.id
               CROSS JOIN (VALUES ('{Side.RECEIVER}'), ('{Side.PROVIDER}')) AS side (name)
    ), outcome AS (
        SELECT side, receiver_id, provider_id, provider_organization_id,
               coalesce(accepted_at, decided_at) AS since,
               CASE WHEN state = '{AgreementState.CONFIRMED}' THEN greatest(fulfilled, 1)
                    WHEN state = '{AgreementState.SETTLED}' AND settled_as <> '{SettledAs.NOT_KEPT}'
                        THEN greatest(fulfilled, 1)
                    WHEN state = '{AgreementState.CANCELLED}' THEN fulfilled
                    ELSE 0 END AS kept,
               CASE WHEN state = '{AgreementState.CONFIRMED}' THEN missed
                    WHEN state = '{AgreementState.SETTLED}' AND settled_as <> '{SettledAs.NOT_KEPT}' THEN 0
                    WHEN state = '{AgreementState.CANCELLED}'
                        THEN missed + CASE WHEN side = ended_by AND (
                            is_soon OR recurrence = '' AND starts_at < ended_at + %(late)s) THEN 1 ELSE 0 END
                    WHEN side = ended_by THEN greatest(missed, 1)
                    ELSE 0 END AS broken
          FROM side
    ), home AS (
        SELECT DISTINCT ON (person_id) person_id, household_id
          FROM people_residenceverification
         WHERE starts_at <= %(at)s
               AND person_id IN (SELECT receiver_id FROM ended UNION SELECT provider_id FROM ended)
         ORDER BY person_id, starts_at DESC, id DESC
    ), promise AS (
        SELECT CASE side WHEN '{Side.RECEIVER}' THEN receiver_id
                         ELSE coalesce(provider_organization_id, provider_id) END AS who,
               CASE WHEN side = '{Side.PROVIDER}' THEN of_receiver.household_id
                    WHEN provider_organization_id IS NOT NULL THEN body.id
                    ELSE of_provider.household_id END AS voice,
               CASE WHEN side = '{Side.RECEIVER}' THEN of_receiver.household_id
                    WHEN provider_organization_id IS NULL THEN of_provider.household_id END AS own,
               side, kept, kept + broken AS promised, since
          FROM outcome
               LEFT JOIN home of_receiver ON of_receiver.person_id = receiver_id
               LEFT JOIN home of_provider ON of_provider.person_id = provider_id
               LEFT JOIN organisations_organization body
                      ON body.id = provider_organization_id AND body.verified_at <= %(at)s
         WHERE kept + broken > 0
    )
"""
_RECORDS = (
    _SIDES
    + """
    SELECT who, voice, sum(kept)::bigint, sum(promised)::bigint, min(since)
      FROM promise
     WHERE who = ANY(%(people)s) AND voice IS NOT NULL AND voice IS DISTINCT FROM own
     GROUP BY who, voice ORDER BY who, voice
    """
)
_SHARE = (
    _SIDES
    + f"""
    SELECT coalesce(sum(weight * share), 0)::float, coalesce(sum(weight), 0)::float
      FROM (SELECT sum(kept)::float / sum(promised) AS share, 1 - power(0.5, least(sum(promised), 60)) AS weight
              FROM promise
             WHERE voice IS NOT NULL AND voice IS DISTINCT FROM own AND side = '{Side.PROVIDER}'
             GROUP BY who, voice) AS pair
    """
)
_OF_THESE = """
               AND (receiver_id = ANY(%(people)s) OR provider_id = ANY(%(people)s)
                    OR provider_organization_id = ANY(%(people)s))
"""


def records_of(*, person_ids: Iterable[UUID], organization_ids: Iterable[UUID], at: datetime) -> dict[UUID, Record]:
    """Return the record of each of these people and organisations, by identifier, in two queries for any number."""
    ids = sorted({*person_ids, *organization_ids})
    if not ids:
        return {}
    prior = overall_share(at=at)
    rows = _rows(_RECORDS.format(whose=_OF_THESE), people=ids, at=at)
    number = {pk: position for position, pk in enumerate(ids)}
    voice_number = {voice: position for position, voice in enumerate({row[1] for row in rows})}
    found = kept_promises(
        subject=np.array([number[row[0]] for row in rows], dtype=np.int64),
        voice=np.array([voice_number[row[1]] for row in rows], dtype=np.int64),
        kept=np.array([row[2] for row in rows], dtype=np.int64),
        promised=np.array([row[3] for row in rows], dtype=np.int64),
        subject_count=len(ids),
        prior=prior,
    )
    since: dict[UUID, datetime] = {}
    for who, *_, begun in rows:
        since[who] = min(begun, since.get(who, begun))
    return {
        pk: Record(
            kept=int(found.kept[position]),
            promises=int(found.promised[position]),
            neighbours=int(found.voices[position]),
            months=_months(since[pk], at) if pk in since else 0,
            rate=float(found.rate[position]),
            is_enough=bool(found.is_enough[position]),
        )
        for pk, position in number.items()
    }


def overall_share(*, at: datetime) -> float:
    """Return the share of promises that givers kept lately, everywhere, each pair of voices weighed as one.

    Lately: the last `LATEST` agreements that ended, so that the cost stays the same however many there are. Two made-up
    promises, one kept and one broken, stand in while there are none: a share of one half.
    """
    ((kept, weight),) = _rows(_SHARE.format(whose=f"ORDER BY ended_at DESC, id DESC LIMIT {LATEST}"), at=at)
    return (kept + 1.0) / (weight + 2.0)


def _rows(query: str, *, at: datetime, people: Collection[UUID] = ()) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"people": list(people), "late": LATE, "at": at})
        return cursor.fetchall()


def _months(since: datetime, at: datetime) -> int:
    return max(1, round((at - since).days / MONTH_DAYS))
