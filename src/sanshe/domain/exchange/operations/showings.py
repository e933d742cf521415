"""Keeping what was shown to whoever seeks help, so that it can be counted how evenly and how well."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from sanshe.domain.exchange import queries
from sanshe.domain.exchange.models import Need, Showing
from sanshe.engines.matching.score import PARTS


def note_shown(*, need: Need, answers: Sequence[queries.Answer], at: datetime) -> None:
    """Keep which offers a need was shown and where they stood; of one day the first time counts.

    Nothing is kept of what is told in confidence. It is no act of anybody, so it stands in no journal.
    """
    if need.is_private or not answers:
        return
    running = queries.weighting_in_force()
    with transaction.atomic():
        Showing.objects.bulk_create(
            [
                Showing(
                    need=need,
                    offer_id=answer.intent.pk,
                    shown_on=timezone.localtime(at).date(),
                    shown_at=at,
                    place=place,
                    chance=answer.chance,
                    weighting_number=running.number if running else 0,
                    **{name: answer.values[name] for name in PARTS},
                )
                for place, answer in enumerate(answers, start=1)
            ],
            ignore_conflicts=True,
        )
