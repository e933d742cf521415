"""What an organisation says about itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sanshe.domain.organisations import rules
from sanshe.domain.organisations.choices import JoinPolicy
from sanshe.domain.organisations.errors import OrganizationForbidden
from sanshe.domain.organisations.models import TEXT_MAX, Organization
from sanshe.domain.organisations.operations.holding import held_running, name_must_be_free, write_down
from sanshe.domain.organisations.operations.verifying import note_request
from sanshe.domain.organisations.operations.words import (
    checked_credit_code,
    checked_name,
    checked_place,
    lines,
    one_line,
)
from sanshe.domain.people.models import Person

LINES = ("name_en", "alternate_name", "seal_text", "legal_status", "phone", "email", "url", "address")
TEXTS = ("description", "description_en", "opening_remarks", "opening_remarks_en")
# What was looked at when the organisation was verified.
VERIFIED = ("name", "credit_code")


def change_details(*, actor: Person, organization_id: UUID, changes: Mapping[str, Any], at: datetime) -> Organization:
    """Change what an organisation says about itself, for those who look after it; what is not named stays.

    A new name or credit code of a verified organisation has to be looked at again; until then it counts as not
    verified.

    Raises
    ------
    OrganizationForbidden
        The actor does not look after it.
    GroupClosed
        It is closed.
    NameMissing, NameTaken, CreditCodeWrong, PlaceUnreadable
        What was typed cannot stand.
    """
    fields = _checked(changes)
    with transaction.atomic():
        organization = held_running(organization_id)
        if not rules.may_manage(person=actor, organization_id=organization.pk, at=at):
            raise OrganizationForbidden
        if not organization.is_group:
            fields.pop("join_policy", None)
        changed = sorted(name for name, value in fields.items() if getattr(organization, name) != value)
        if not changed:
            return organization
        for name in changed:
            setattr(organization, name, fields[name])
        is_to_look_at = bool(set(VERIFIED) & set(changed))
        was_verified = organization.verified_at is not None
        if is_to_look_at:
            organization.verified_at = None
        with name_must_be_free():
            organization.save(update_fields=[*changed, "verified_at"])
        if is_to_look_at and (was_verified or organization.credit_code):
            note_request(organization=organization, actor=actor, at=at)
        write_down(
            "change_details", subject=organization, organization=organization, actor=actor, at=at, changed=changed
        )
    return organization


def _checked(changes: Mapping[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name in LINES:
        if name in changes:
            fields[name] = one_line(changes[name])[: Organization._meta.get_field(name).max_length]
    for name in TEXTS:
        if name in changes:
            fields[name] = lines(changes[name], longest=TEXT_MAX)
    if "name" in changes:
        fields["name"] = checked_name(changes["name"])
    if "credit_code" in changes:
        fields["credit_code"] = checked_credit_code(changes["credit_code"])
    if "longitude" in changes or "latitude" in changes:
        fields["longitude"], fields["latitude"] = checked_place(changes.get("longitude"), changes.get("latitude"))
    if "year_incorporated" in changes:
        fields["year_incorporated"] = changes["year_incorporated"]
    if changes.get("join_policy") in JoinPolicy.values:
        fields["join_policy"] = changes["join_policy"]
    return fields
