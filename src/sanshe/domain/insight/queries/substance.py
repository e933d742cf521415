"""What services really came to: how often, for how many different people, who came back, what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from sanshe.domain.insight import rules
from sanshe.domain.insight.choices import SubstanceReason
from sanshe.engines import demand


@dataclass(frozen=True)
class Substance:
    """What became of a service; a null count is withheld because few people stand behind it.

    `times`: deliveries, a corrected one counts once. `people`: different people who received it by name. `came_back`:
    those of them who received it on more than one occasion. `heads`: everybody who was counted to be there. `told`:
    promises of which the receiver said whether they solved anything, `solved` those that did. `thanked`: with thanks.
    """

    times: int
    people: int | None
    came_back: int | None
    heads: int | None
    told: int | None
    solved: int | None
    thanked: int | None
    last_at: datetime | None
    reason: str
    is_service: bool

    @property
    def is_withheld(self) -> bool:
        """Whether any count of people is left out."""
        return self.times > 0 and None in (self.people, self.came_back, self.heads, self.told, self.solved)

    @property
    def has_taken_place(self) -> bool:
        """Whether it took place at all."""
        return self.times > 0

    @property
    def solved_share(self) -> float | None:
        """The share of told outcomes that were good, where both are shown."""
        return self.solved / self.told if self.told and self.solved is not None else None


def substance_of(*, services: Iterable[UUID], is_exact: bool) -> dict[UUID, Substance]:
    """Return what each of these services came to, in one query; counts of few people only where `is_exact`."""
    wanted = list(services)
    found = {row[0]: _substance(row[1:], is_exact) for row in _counted(wanted)}
    nothing = _substance((0, 0, 0, 0, 0, 0, 0, None), is_exact=True)
    return {service: found.get(service, nothing) for service in wanted}


def _substance(counts: tuple, is_exact: bool) -> Substance:
    times, people, came_back, heads, told, solved, thanked, last_at = counts
    is_service = rules.is_service(came_back=came_back, told=told)
    reason = _reason(times, came_back, heads, told)
    if is_exact or not times:
        return Substance(times, people, came_back, heads, told, solved, thanked, last_at, reason, is_service)
    once_shown, back_shown, people_shown = demand.published([(people - came_back, came_back)])[0]
    bad_shown, good_shown, told_shown = demand.published([(told - solved, solved)])[0]
    return Substance(
        times=times,
        people=people if people_shown else None,
        came_back=came_back if once_shown and back_shown else None,
        heads=heads if heads >= demand.THRESHOLD and people_shown else None,
        told=told if told_shown else None,
        solved=solved if bad_shown and good_shown else None,
        thanked=thanked if thanked >= demand.THRESHOLD else None,
        last_at=last_at,
        reason=reason,
        is_service=is_service,
    )


def _reason(times: int, came_back: int, heads: int, told: int) -> SubstanceReason:
    if not times:
        return SubstanceReason.NEVER
    if told:
        return SubstanceReason.OUTCOME
    if came_back:
        return SubstanceReason.CAME_BACK
    if times == 1:
        return SubstanceReason.ONCE
    return SubstanceReason.HEADS if heads > times else SubstanceReason.NO_OUTCOME


def _counted(services: list[UUID]) -> list[tuple]:
    # The last of a chain of corrections counts: the one that nothing corrects.
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH delivered AS (
                SELECT offer.service_id, agreement.id AS agreement_id, agreement.receiver_id, agreement.is_solved,
                       agreement.thanks <> '' AS is_thanked, delivery.people_count, delivery.delivered_at
                  FROM exchange_offer offer
                  JOIN exchange_agreement agreement ON agreement.offer_id = offer.id
                  JOIN exchange_delivery delivery ON delivery.agreement_id = agreement.id
                 WHERE offer.service_id = ANY(%(services)s)
                   AND NOT EXISTS (SELECT 1 FROM exchange_delivery later WHERE later.corrects_id = delivery.id)
            ), by_receiver AS (
                SELECT service_id, receiver_id, count(*) AS times, sum(people_count) AS heads,
                       max(delivered_at) AS last_at
                  FROM delivered GROUP BY service_id, receiver_id
            ), by_agreement AS (
                SELECT DISTINCT service_id, agreement_id, is_solved, is_thanked FROM delivered
            ), outcomes AS (
                SELECT service_id, count(is_solved) AS told, count(*) FILTER (WHERE is_solved) AS solved,
                       count(*) FILTER (WHERE is_thanked) AS thanked
                  FROM by_agreement GROUP BY service_id
            )
            SELECT service_id, sum(times)::bigint, count(*), count(*) FILTER (WHERE times > 1), sum(heads)::bigint,
                   outcomes.told, outcomes.solved, outcomes.thanked, max(last_at)
              FROM by_receiver JOIN outcomes USING (service_id)
             GROUP BY service_id, outcomes.told, outcomes.solved, outcomes.thanked
            """,
            {"services": services},
        )
        return cursor.fetchall()
