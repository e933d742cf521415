"""Organisations and who acts for them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from sanshe.domain.organisations.choices import MembershipKind, OrganizationKind
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.kernel.fields import uuid7


class Organization(models.Model):
    """A body that offers, delivers or decides (HSDS organization)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.CharField(max_length=80, blank=True)
    source_id = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=40, choices=OrganizationKind.choices, blank=True)
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    seal_text = models.CharField(max_length=2, blank=True)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    phone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    url = models.URLField(max_length=500, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["community", "kind"], name="organization_by_community")]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source=""), name="organization_once_per_source"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organization_has_a_name"),
        ]

    def __str__(self):
        return self.name

    @property
    def display_name(self) -> str:
        """The name in the language of the page, where it has one there."""
        return (self.name_en if (get_language() or "").startswith("en") else "") or self.name

    @property
    def display_description(self) -> str:
        """The description in the language of the page, where it has one there."""
        return (self.description_en if (get_language() or "").startswith("en") else "") or self.description

    @property
    def seal(self) -> str:
        """The one or two characters of its seal."""
        return self.seal_text or self.name[:1]


class Membership(models.Model):
    """A person who acts for an organisation from a start to an end (null: still)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=MembershipKind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")),
                name="membership_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["organization", "person"], condition=Q(ends_at=None), name="membership_runs_once"
            ),
        ]

    def __str__(self):
        return f"{self.person_id} @ {self.organization_id}"
