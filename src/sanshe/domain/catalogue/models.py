"""Services, where they take place, and the terms they carry."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from sanshe.domain.catalogue.choices import CostBasis, ServiceStatus
from sanshe.domain.organisations.models import Organization
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.kernel.fields import uuid7


class Service(models.Model):
    """Something an organisation does for people (HSDS service)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.CharField(max_length=80, blank=True)
    source_id = models.CharField(max_length=120, blank=True)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    category = models.ForeignKey(TaxonomyTerm, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    terms = models.ManyToManyField(TaxonomyTerm, related_name="+", blank=True)
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    status = models.CharField(max_length=12, choices=ServiceStatus.choices, default=ServiceStatus.ACTIVE)
    cost_basis = models.CharField(max_length=16, choices=CostBasis.choices, blank=True)
    fees_text = models.TextField(blank=True)
    application_process = models.TextField(blank=True)
    eligibility_text = models.TextField(blank=True)
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    languages = models.CharField(max_length=300, blank=True)
    hours_text = models.TextField(blank=True)
    weekly_hours = models.JSONField(default=list, blank=True)
    place_text = models.CharField(max_length=200, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    phone = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    url = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source=""), name="service_once_per_source"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="service_has_a_name"),
            models.CheckConstraint(
                condition=Q(minimum_age=None) | Q(maximum_age=None) | Q(minimum_age__lte=F("maximum_age")),
                name="service_ages_in_order",
            ),
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


class Location(models.Model):
    """Where services take place (HSDS location with its physical address)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.CharField(max_length=80, blank=True)
    source_id = models.CharField(max_length=120, blank=True)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=300, blank=True)
    address_text = models.CharField(max_length=500, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source=""), name="location_once_per_source"
            ),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None) | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="location_is_on_earth",
            ),
        ]

    def __str__(self):
        return self.name or self.address_text


class ServiceAtLocation(models.Model):
    """A service and one of the places where it is to be had (HSDS service_at_location)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="at_locations")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "location"], name="service_at_location_once"),
        ]

    def __str__(self):
        return f"{self.service_id} @ {self.location_id}"
