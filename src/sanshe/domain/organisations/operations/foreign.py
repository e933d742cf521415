"""Bringing in the organisations of another directory."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction

from sanshe.domain.organisations.models import Organization
from sanshe.domain.places.models import Community

FOREIGN_FIELDS = ("name", "description", "phone", "email", "url")


def store_foreign_organizations(
    *, source: str, rows: Iterable[Mapping[str, str]], community: Community | None
) -> tuple[dict[str, UUID], int, int]:
    """Bring the organisations of another directory to what it says now.

    Each mapping holds `source_id`, `name`, `description`, `phone`, `email` and `url`. Returns the identifier
    for each `source_id`, how many were new, and how many had changed. What was written here about an
    organisation (its kind, seal, verification) stays.
    """
    wanted = {row["source_id"]: row for row in rows}
    with transaction.atomic():
        existing = {
            organization.source_id: organization
            for organization in Organization.objects.select_for_update(of=["self"])
            .filter(source=source, source_id__in=wanted)
            .order_by("id")
        }
        new, changed = [], []
        for source_id, row in wanted.items():
            fields = {name: row[name] for name in FOREIGN_FIELDS}
            if community:
                fields["community_id"] = community.pk
            organization = existing.get(source_id)
            if organization is None:
                new.append(Organization(source=source, source_id=source_id, **fields))
            elif any(getattr(organization, name) != value for name, value in fields.items()):
                for name, value in fields.items():
                    setattr(organization, name, value)
                changed.append(organization)
        Organization.objects.bulk_create(new, batch_size=500)
        Organization.objects.bulk_create(
            changed,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[*FOREIGN_FIELDS, "community"],
        )
    known = {**existing, **{organization.source_id: organization for organization in new}}
    return {source_id: known[source_id].pk for source_id in wanted}, len(new), len(changed)
