"""What the ranking goes by: the weights in force, those proposed, and those from before; and how words are counted."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from sanshe.domain.exchange.models import Need, Weighting
from sanshe.domain.exchange.queries.search import frequencies_of
from sanshe.engines.matching.keys import Frequencies
from sanshe.engines.matching.score import PARTS, WEIGHTS, Weights
from sanshe.engines.matching.text_score import TextScorer
from sanshe.kernel.prepared import read

# A preview shows at most so many needs of a day; of more, every so-and-so-many-th is taken.
PREVIEWED_MAX = 500
_IN_FORCE = f"""
    SELECT (SELECT id FROM exchange_searchcount LIMIT 1), {", ".join(PARTS)}
      FROM (VALUES (1)) AS once LEFT JOIN exchange_weighting ON activated_at IS NOT NULL AND ended_at IS NULL
"""


@dataclass(frozen=True)
class Ranking:
    """What the ranking goes by now: the weights in force, and how often words are said in this district."""

    weights: Weights
    counted: Frequencies

    @property
    def text(self) -> TextScorer:
        """What weighs the words two texts share."""
        return TextScorer(self.counted.of or {}, self.counted.texts, least=self.counted.least)


def ranking() -> Ranking:
    """Return what the ranking goes by; one small query unless words were counted since."""
    ((count_id, *weights),) = read(_IN_FORCE)
    return Ranking(weights=WEIGHTS if weights[0] is None else Weights(*weights), counted=frequencies_of(count_id))


def weights_in_force() -> Weights:
    """Return the weights that the ranking uses now; those shipped until somebody changes them."""
    return ranking().weights


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
