"""Time credits for a promise that was kept: booked when both sides stand by it, and never in the way of that."""

from datetime import datetime, timedelta

from django.db import transaction

from sanshe.domain.catalogue.choices import CostBasis
from sanshe.domain.exchange.models import Agreement, Commitment
from sanshe.domain.exchange.operations.telling import tell_both_sides
from sanshe.domain.ledger import operations as ledger
from sanshe.domain.ledger import queries as ledger_queries
from sanshe.domain.ledger.errors import CreditFloorReached, HolderGone, MinutesOutOfRange
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.people.models import Person
from sanshe.kernel import journal

MINUTE = timedelta(minutes=1)


def credit(agreement: Agreement, *, actor: Person, at: datetime) -> None:
    """Book the time of an agreement that was made for time credits; where it cannot be booked, tell both sides.

    The confirmation stands either way: what was done was done. Twice is once.
    """
    about = agreement.offer or agreement.need
    if about.cost_basis != CostBasis.TIME_CREDIT or not ledger_queries.is_open(community_code=agreement.community.code):
        return
    minutes = minutes_given(agreement)
    try:
        with transaction.atomic():
            ledger.pay(
                payer_person_id=agreement.receiver_id,
                payee_person_id=None if agreement.provider_organization_id else agreement.provider_id,
                payee_organization_id=agreement.provider_organization_id,
                minutes=minutes,
                community_code=agreement.community.code,
                source_key=f"exchange.agreement {agreement.pk}",
                actor=actor,
                at=at,
            )
    except (CreditFloorReached, HolderGone, MinutesOutOfRange) as error:
        journal.record(
            operation="exchange.credit_refused",
            subject=agreement,
            actor=actor,
            at=at,
            community_code=agreement.community.code,
            detail={"why": error.code, "minutes": minutes},
        )
        tell_both_sides(agreement, kind=NewsKind.CREDITS_NOT_BOOKED, at=at)


def minutes_given(agreement: Agreement) -> int:
    """Return how many minutes were given: as written down last for each meeting, else as long as it was planned."""
    deliveries = list(agreement.deliveries.select_related("commitment"))
    corrected = {one.corrects_id for one in deliveries}
    standing = [one for one in deliveries if one.pk not in corrected]
    return sum(one.duration_min or _as_planned(one.commitment) for one in standing)


def _as_planned(meeting: Commitment | None) -> int:
    if meeting is None or meeting.starts_at is None or meeting.ends_at is None:
        return 0
    return round((meeting.ends_at - meeting.starts_at) / MINUTE)
