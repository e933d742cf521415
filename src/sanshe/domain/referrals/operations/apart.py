"""That two slips only look alike."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.exchange.models import Need
from sanshe.domain.people.models import Person
from sanshe.domain.referrals.choices import RUNNING
from sanshe.domain.referrals.errors import MovedOn, NotYours, ReferralRuns
from sanshe.domain.referrals.models import KeptApart, Referral
from sanshe.kernel import journal


def put_together(*, actor: Person, keep_id: UUID, drop_id: UUID, at: datetime) -> Need:
    """Let one slip stand for two, as `exchange.merge_needs`; not while an organisation is at work on the other.

    Raises
    ------
    ReferralRuns
        The other slip was handed to an organisation that has not finished.
    """
    with transaction.atomic():
        keep = exchange.merge_needs(actor=actor, keep_id=keep_id, drop_id=drop_id, at=at)
        if Referral.objects.filter(need=drop_id, state__in=RUNNING).exists():
            raise ReferralRuns
    return keep


def keep_apart(*, actor: Person, first_id: UUID, second_id: UUID, at: datetime) -> KeptApart:
    """Write down, as a worker, that two slips are not the same, so that nobody is asked again. Twice is once.

    Raises
    ------
    MovedOn
        One of them is not there, or both are one.
    NotYours
        The actor may not decide about them.
    """
    with transaction.atomic():
        needs = list(Need.objects.filter(pk__in=(first_id, second_id)).select_related("community").order_by("pk"))
        if len(needs) != 2:
            raise MovedOn
        if not all(exchange.may_merge(actor=actor, need=one, at=at) for one in needs):
            raise NotYours
        kept, is_new = KeptApart.objects.get_or_create(
            first=needs[0], second=needs[1], defaults={"decided_by": actor, "decided_at": at}
        )
        if is_new:
            journal.record(
                operation="referrals.keep_apart",
                subject=needs[0],
                actor=actor,
                at=at,
                community_code=needs[0].community.code,
                detail={"other": str(needs[1].pk)},
            )
    return kept
