"""News for people."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.people.models import Person
from sanshe.kernel.fields import uuid7


class Notification(models.Model):
    """One piece of news for one person; `words` fills the sentence of its kind."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=32, choices=NewsKind.choices)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    words = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notification_of_person"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notification_unread"),
        ]

    def __str__(self):
        return f"{self.kind} → {self.person_id}"
