"""That two slips only look alike."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.exchange.models import Need
from sanshe.domain.people.models import Person
from sanshe.domain.referrals.errors import MovedOn, NotYours
from sanshe.domain.referrals.models import KeptApart
from sanshe.kernel import journal


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
