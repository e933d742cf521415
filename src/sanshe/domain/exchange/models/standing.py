"""What is known of who gives: counted beside the index, so that a search counts no agreements."""

from django.db import models
from django.db.models import Q

from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person
from sanshe.kernel.fields import uuid7


class ProviderStanding(models.Model):
    """How a person or an organisation kept their promises, and how much was asked of them lately; for ranking only.

    It repeats what the agreements say. A row that is missing is that of a newcomer.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    rate = models.FloatField()
    kept = models.PositiveIntegerField()
    promises = models.PositiveIntegerField()
    is_enough = models.BooleanField()
    load = models.FloatField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, organization=None) | Q(person=None, organization__isnull=False),
                name="standing_of_one_provider",
            ),
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lte=1, load__gte=0), name="standing_in_range"),
        ]

    def __str__(self):
        return f"{self.person_id or self.organization_id} {self.rate:.2f}"


class StandingDue(models.Model):
    """That a provider has to be counted anew; a trigger writes it whenever an agreement or a meeting of theirs changes.

    Several rows of one provider are one: writing never waits for another transaction.
    """

    id = models.BigAutoField(primary_key=True)
    person_key = models.UUIDField(null=True, blank=True)
    organization_key = models.UUIDField(null=True, blank=True)

    def __str__(self):
        return str(self.person_key or self.organization_key)


class UsualShare(models.Model):
    """The share of promises that is usually kept here: what a newcomer is believed to keep. There is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    share = models.FloatField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="usual_share_is_one"),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=1), name="usual_share_in_range"),
        ]

    def __str__(self):
        return f"{self.share:.3f}"
