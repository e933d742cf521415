"""Correcting what a community is called."""

from datetime import datetime
from uuid import UUID

from django.db import models, transaction

from sanshe.domain.places.models import Community
from sanshe.kernel import journal
from sanshe.kernel.fields import plain_text


def change_community(
    *,
    code: str,
    name_zh: str,
    name_en: str,
    portrait_zh: str,
    portrait_en: str,
    actor: models.Model | UUID | None,
    at: datetime,
) -> Community:
    """Correct what a community is called and the line about it, for an operator; its code never changes."""
    wanted = {"name_zh": name_zh, "name_en": name_en, "portrait_zh": portrait_zh, "portrait_en": portrait_en}
    with transaction.atomic():
        community = Community.objects.select_for_update().get(code=code)
        plain = {name: plain_text(text).strip() for name, text in wanted.items()}
        changed = {name: text for name, text in plain.items() if text != getattr(community, name)}
        if changed:
            for name, text in changed.items():
                setattr(community, name, text)
            community.save(update_fields=list(changed))
            journal.record(
                operation="places.change_community",
                subject=community,
                actor=actor,
                at=at,
                community_code=code,
                detail=changed,
            )
    return community
