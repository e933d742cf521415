"""Looking things up in the journal."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from sanshe.kernel.models import JournalEntry


def entries(
    *, subject_id: UUID | None = None, actor_id: UUID | None = None, since: datetime | None = None
) -> QuerySet[JournalEntry]:
    """Return what was done to a subject, by an actor, since an instant; the newest first."""
    found = JournalEntry.objects.order_by("-id")
    if subject_id:
        found = found.filter(subject_id=subject_id)
    if actor_id:
        found = found.filter(actor_id=actor_id)
    if since:
        found = found.filter(at__gte=since)
    return found
