"""The secret address at which somebody's calendar programme fetches what they promised."""

from django.db import models
from django.db.models import F, Q

from sanshe.domain.people.models import Person
from sanshe.kernel.fields import uuid7


class CalendarFeed(models.Model):
    """One address of a personal calendar, kept as a keyed hash; whoever holds the address needs no sign-in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="feed_one_live_per_person"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("issued_at")), name="feed_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.person_id} {self.issued_at:%Y-%m-%d}"
