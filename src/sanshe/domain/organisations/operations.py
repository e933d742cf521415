"""Every write to organisations."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.organisations.models import Membership, Organization
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.kernel import journal

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


def register_organization(
    *,
    kind: str,
    name: str,
    at: datetime,
    actor: Person | None,
    name_en: str = "",
    description: str = "",
    description_en: str = "",
    seal_text: str = "",
    community: Community | None = None,
    phone: str = "",
) -> Organization:
    """Enter an organisation; without a community it works in the whole district."""
    with transaction.atomic():
        organization = Organization.objects.create(
            kind=kind,
            name=name,
            name_en=name_en,
            description=description,
            description_en=description_en,
            seal_text=seal_text,
            community=community,
            phone=phone,
        )
        journal.record(
            operation="organisations.register_organization",
            subject=organization,
            actor=actor,
            at=at,
            community_code=community.code if community else "",
            detail={"kind": kind},
        )
    return organization


def start_membership(
    *, person: Person, organization: Organization, kind: str, at: datetime, actor: Person | None
) -> Membership:
    """Let a person act for an organisation from now on; one that already runs is returned."""
    with transaction.atomic():
        Organization.objects.select_for_update(of=["self"]).get(pk=organization.pk)
        running = Membership.objects.filter(person=person, organization=organization, ends_at=None).first()
        if running:
            return running
        membership = Membership.objects.create(person=person, organization=organization, kind=kind, starts_at=at)
        journal.record(
            operation="organisations.start_membership",
            subject=membership,
            actor=actor,
            on_behalf_of=person,
            at=at,
            detail={"kind": kind},
        )
    return membership
