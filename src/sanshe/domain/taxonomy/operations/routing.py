"""Keeping what was learned of how people sort, and bringing it into force."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from sanshe.domain.taxonomy import queries
from sanshe.domain.taxonomy.errors import ModelOvertaken
from sanshe.domain.taxonomy.models import RoutingModel
from sanshe.kernel import journal


def keep_model(
    *,
    content: bytes,
    texts: int,
    classes: int,
    figures: Mapping[str, Any],
    terms_digest: str,
    against: UUID | None,
    comes_into_force: bool,
    actor: models.Model | UUID | None,
    at: datetime,
) -> RoutingModel:
    """Keep a learned model; it takes the place of the one it was compared with, or is noted as no better.

    `against` names the model in force at the comparison (null: the words of the categories alone).

    Raises
    ------
    ModelOvertaken
        Another one is in force by now, so the comparison says nothing any more.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('sanshe.taxonomy.routing', 0))")
        running = queries.model_in_force()
        if (running.pk if running else None) != against:
            raise ModelOvertaken
        if comes_into_force and running:
            running.ended_at = max(at, running.activated_at or at)
            running.save(update_fields=["ended_at"])
        last = RoutingModel.objects.aggregate(models.Max("number"))["number__max"] or 0
        model = RoutingModel.objects.create(
            number=last + 1,
            content=content if comes_into_force else b"",
            made_at=at,
            texts=texts,
            classes=classes,
            figures=dict(figures),
            terms_digest=terms_digest,
            activated_at=at if comes_into_force else None,
        )
        journal.record(
            operation="taxonomy.keep_model",
            subject=model,
            actor=actor,
            at=at,
            detail={
                "number": model.number,
                "texts": texts,
                "classes": classes,
                "in_force": comes_into_force,
                "before": running.number if running else None,
            },
        )
    return model
