"""News for people, and how it reaches them."""

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from sanshe.domain.notifications.choices import Channel, NewsKind, Pace, Topic
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
    is_put_off = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notification_of_person"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(fields=["created_at"], condition=Q(read_at=None), name="notification_for_digest"),
        ]

    def __str__(self):
        return f"{self.kind} → {self.person_id}"


class Preference(models.Model):
    """How one topic reaches somebody on one channel, where they chose it themselves."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=12, choices=Topic.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    pace = models.CharField(max_length=8, choices=Pace.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "topic", "channel"], name="preference_once_per_topic_and_channel")
        ]

    def __str__(self):
        return f"{self.topic} {self.channel} {self.pace}"


class ContactPoint(models.Model):
    """An address besides the phone; messages go only to one that its owner confirmed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    address = models.CharField(max_length=254)
    added_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "channel"], name="contact_point_once_per_channel"),
            models.CheckConstraint(condition=~Q(channel=Channel.SMS), name="contact_point_is_no_phone"),
            models.CheckConstraint(condition=~Q(address=""), name="contact_point_leads_somewhere"),
        ]

    def __str__(self):
        return f"{self.channel} of {self.person_id}"


class Delivery(models.Model):
    """When somebody wants to be left alone, and at which hour their digests leave; local time."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    quiet_from = models.TimeField(default=time(21, 30))
    quiet_until = models.TimeField(default=time(7, 30))
    digest_hour = models.PositiveSmallIntegerField(default=8)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(digest_hour__lte=23), name="delivery_hour_is_an_hour")]

    def __str__(self):
        return f"{self.quiet_from:%H:%M}–{self.quiet_until:%H:%M}"


class DigestRun(models.Model):
    """The digests of one hour of one day: how many people had news, and which parts of the work are done."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    people = models.PositiveIntegerField(default=0)
    chunks = models.PositiveSmallIntegerField(default=0)
    chunks_done = ArrayField(models.PositiveSmallIntegerField(), default=list)
    sent = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-started_at"]
        constraints = [models.UniqueConstraint(fields=["day", "hour"], name="digest_run_once_per_hour")]

    def __str__(self):
        return f"{self.day} {self.hour}:00"


class DigestIssue(models.Model):
    """That somebody was sent the digest of a day by a channel; the row is what keeps it from being sent twice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    day = models.DateField()
    issued_at = models.DateTimeField()
    news = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["person", "-issued_at"], name="digest_issue_of_person")]
        constraints = [
            models.UniqueConstraint(fields=["person", "channel", "day"], name="digest_once_per_channel_and_day"),
            models.CheckConstraint(condition=Q(news__gte=1), name="digest_is_never_empty"),
        ]

    def __str__(self):
        return f"{self.person_id} {self.channel} {self.day}"


class JournalReading(models.Model):
    """How far news that a lower area only wrote into the journal has been told: the position in its chain."""

    name = models.CharField(primary_key=True, max_length=40)
    position = models.BigIntegerField(default=0)

    def __str__(self):
        return f"{self.name} {self.position}"
