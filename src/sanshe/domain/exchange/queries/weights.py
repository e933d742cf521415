"""The weights of the ranking: those in force, those proposed, and those from before."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from sanshe.domain.exchange.models import Need, Weighting
from sanshe.engines.matching.score import PARTS, WEIGHTS, Weights
from sanshe.kernel.prepared import read

# A preview shows at most so many needs of a day; of more, every so-and-so-many-th is taken.
PREVIEWED_MAX = 500


def weights_in_force() -> Weights:
    """Return the weights that the ranking uses now; those shipped until somebody changes them."""
    rows = read(
        f"SELECT {', '.join(PARTS)} FROM exchange_weighting WHERE activated_at IS NOT NULL AND ended_at IS NULL"
    )
    return Weights(*rows[0]) if rows else WEIGHTS


def weighting_in_force() -> Weighting | None:
    """Return who changed the weights last, None where the shipped ones still hold."""
    return Weighting.objects.filter(activated_at__isnull=False, ended_at=None).select_related("proposed_by").first()


def weightings() -> QuerySet[Weighting]:
    """Return every set of weights that was proposed, the newest first."""
    return Weighting.objects.select_related("proposed_by").defer("preview")


def weighting(*, pk: UUID) -> Weighting | None:
    """Return one set of weights."""
    return Weighting.objects.select_related("proposed_by").filter(pk=pk).first()


def weights_of(weighting: Weighting) -> Weights:
    """Return a set of weights as the engine takes it."""
    return Weights(**{name: getattr(weighting, name) for name in PARTS})


def previewed_day(*, at: datetime) -> date | None:
    """Return the day whose needs a preview looks at: yesterday, or the last day before on which one was posted."""
    today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    last = (
        Need.objects.filter(posted_at__lt=today, is_private=False)
        .order_by("-posted_at")
        .values_list("posted_at", flat=True)
        .first()
    )
    return timezone.localtime(last).date() if last else None


def previewed_needs(*, since: date, until: date) -> tuple[list[UUID], int]:
    """Return the needs of some days that a preview looks at, and how many there were; none told in confidence."""
    begins = timezone.make_aware(datetime.combine(since, datetime.min.time()))
    ends = timezone.make_aware(datetime.combine(until + timedelta(days=1), datetime.min.time()))
    ids = list(
        Need.objects.filter(posted_at__gte=begins, posted_at__lt=ends, is_private=False)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    step = -(-len(ids) // PREVIEWED_MAX) or 1
    return ids[::step], len(ids)
