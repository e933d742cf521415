"""Proposing what the ranking should count from what neighbours chose; a person looks at it and puts it into force."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from sanshe.domain.exchange import queries
from sanshe.domain.exchange.models import Weighting
from sanshe.domain.exchange.operations import weights
from sanshe.engines.matching.learning import learn_weights, points_of

# So many questions have to be answered before anything is learned from them.
LEAST_ANSWERED = 50
# Older choices were made among others, under other weights.
LEARNED_FROM = timedelta(days=180)
# Whoever left a proposal lying is not asked again sooner.
PROPOSED_EVERY = timedelta(days=28)


def propose_learned_weights(*, at: datetime) -> Weighting | None:
    """Propose weights that fit what neighbours chose of what they were shown, with a preview on the last week's needs.

    Nothing is proposed of fewer than fifty answered questions, where the weights in force do better on what was kept
    apart, where the points would be the same, and soon after the last such proposal.
    """
    in_force = queries.weights_in_force()
    chosen = queries.choices_made(since=timezone.localtime(at - LEARNED_FROM).date())
    if chosen.answered < LEAST_ANSWERED:
        return None
    learned = learn_weights(chosen.lists, in_force=in_force)
    points = points_of(learned.weights)
    if learned.firsts < learned.firsts_in_force or points == weights.points_of(in_force):
        return None
    with transaction.atomic():
        weights.lock()
        recent = Weighting.objects.filter(learned__isnull=False, proposed_at__gt=at - PROPOSED_EVERY)
        if recent.exists() or queries.weights_in_force() != in_force:
            return None
        return weights.draft(
            points=points,
            at=at,
            learned={
                "answered": chosen.answered,
                "lists": learned.lists,
                "firsts": learned.firsts,
                "firsts_in_force": learned.firsts_in_force,
                "intervals": {
                    name: [round(bound * weights.WHOLE) for bound in bounds]
                    for name, bounds in learned.intervals.items()
                },
            },
        )
