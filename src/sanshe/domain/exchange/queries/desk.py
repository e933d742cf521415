"""What a worker has to look after: needs that nobody could meet."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from sanshe.domain.exchange.choices import LIVE, AgreementState, IntentStatus
from sanshe.domain.exchange.models import Agreement, Need
from sanshe.domain.exchange.queries.board import NEED_PARTS
from sanshe.domain.places.models import Community

PATIENCE = timedelta(days=3)


def unmet_needs(*, community: Community, at: datetime, reason: str = "") -> QuerySet[Need]:
    """Return the open needs on a community's board that nobody could meet, the oldest first.

    Each carries `declined_count`. It counts as unmet when no offer answers it, when everybody asked
    said no, when its time is over, or when nothing has happened for three days. `reason` keeps one of these.
    """
    on_need = Agreement.objects.filter(need=OuterRef("pk"))
    needs = (
        Need.objects.filter(community=community, status=IntentStatus.OPEN, is_private=False)
        .filter(~Exists(on_need.filter(state__in=LIVE)), ~Exists(on_need.filter(state=AgreementState.REQUESTED)))
        .annotate(
            declined_count=Count("agreements", filter=Q(agreements__state=AgreementState.DECLINED)),
        )
        .select_related(*NEED_PARTS)
    )
    reasons = {
        "no_answer": Q(answer_count=0),
        "all_declined": Q(declined_count__gt=0),
        "time_passed": Q(ends_at__lt=at),
        "waiting_long": Q(posted_at__lt=at - PATIENCE),
    }
    wanted = reasons.get(reason)
    if wanted is None:
        wanted = Q()
        for one in reasons.values():
            wanted |= one
    return needs.filter(wanted).order_by("posted_at")


def unmet_reason(*, need: Need, at: datetime) -> str:
    """Return the code of the reason that weighs most for a need out of `unmet_needs`."""
    if need.answer_count == 0:
        return "no_answer"
    if need.declined_count:
        return "all_declined"
    if need.ends_at and need.ends_at < at:
        return "time_passed"
    return "waiting_long"
