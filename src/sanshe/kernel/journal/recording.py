"""Writing one entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from sanshe.kernel.models import JournalEntry


def record(
    *,
    operation: str,
    subject: models.Model | None,
    at: datetime,
    actor: models.Model | UUID | None = None,
    on_behalf_of: models.Model | UUID | None = None,
    community_code: str = "",
    detail: Mapping[str, Any] | None = None,
) -> JournalEntry:
    """Write into the journal, for an operation, who did what to what; `operation` reads "area.verb_noun".

    The entry stands or falls with the operation's transaction. It takes no lock that another writer wants.

    Raises
    ------
    django.db.transaction.TransactionManagementError
        No transaction is open: an act and its entry could come apart.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(f"{operation} was to be journalled outside a transaction.")
    return JournalEntry.objects.create(
        at=at,
        actor_id=_identifier(actor),
        on_behalf_of_id=_identifier(on_behalf_of),
        operation=operation,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=_identifier(subject),
        community_code=community_code,
        detail=dict(detail or {}),
    )


def _identifier(thing: models.Model | UUID | None) -> UUID | None:
    if isinstance(thing, models.Model):
        pk = thing.pk
        return pk if isinstance(pk, UUID) else UUID(str(pk))
    return thing
