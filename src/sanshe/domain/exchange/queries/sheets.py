"""Lists that workers sent, for the workers of their community."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from sanshe.domain.exchange.choices import SheetState
from sanshe.domain.exchange.models import SheetImport
from sanshe.domain.people.models import Person
from sanshe.domain.people.rules import is_worker
from sanshe.domain.places.models import Community


def sheet_for(*, actor: Person | None, pk: UUID, at: datetime) -> SheetImport | None:
    """Return a list to the workers of its community; to nobody else."""
    sheet = SheetImport.objects.filter(pk=pk).select_related("community", "sent_by").first()
    return sheet if sheet and is_worker(person=actor, community=sheet.community, at=at) else None


def sheets_of(*, community: Community) -> QuerySet[SheetImport]:
    """Return the lists sent in a community, the newest first, without what stands in them."""
    return SheetImport.objects.filter(community=community).select_related("sent_by").defer("rows", "problems")


def earlier_import(*, sheet: SheetImport) -> SheetImport | None:
    """Return when the same file was taken in before, if it was."""
    same = SheetImport.objects.filter(
        community=sheet.community_id, kind=sheet.kind, digest=sheet.digest, state=SheetState.DONE
    )
    return same.exclude(pk=sheet.pk).select_related("sent_by").defer("rows", "problems").first()
