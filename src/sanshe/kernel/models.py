"""What the kernel keeps: the journal and its chain, idempotency keys, messages on their way out."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Length, Now

from sanshe.kernel.fields import uuid7

models.BinaryField.register_lookup(Length)


class JournalEntry(models.Model):
    """Who did what to what, when, on whose behalf. Never changed, never removed (the database refuses)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True, blank=True)
    on_behalf_of_id = models.UUIDField(null=True, blank=True)
    operation = models.TextField()
    subject_type = models.TextField(blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    community_code = models.TextField(blank=True)
    detail = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [
            models.Index("subject_id", "id", name="journal_subject"),
            models.Index("actor_id", "id", name="journal_actor"),
            models.Index("recorded_at", name="journal_recorded_at"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(operation__regex=r"^[a-z_]+\.[a-z_]+$"), name="journal_operation_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.subject_type} {self.subject_id or ''}".strip()


class JournalLink(models.Model):
    """The place of one entry in the chain: positions 1, 2, 3, … without a gap."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(position__gte=1), name="journal_position_counts"),
            models.CheckConstraint(condition=models.Q(digest__length=32, hash__length=32), name="journal_hash_sha256"),
        ]

    def __str__(self) -> str:
        return f"{self.position}:{bytes(self.hash).hex()[:16]}"


class JournalUnsealed(models.Model):
    """An entry that waits for its link; a trigger writes the row, sealing removes it."""

    entry_id = models.UUIDField(primary_key=True)

    def __str__(self) -> str:
        return str(self.entry_id)


class IdempotencyKey(models.Model):
    """What came of a request, so that the same request sent again gets the same answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    actor_id = models.UUIDField(null=True, blank=True)
    scope = models.TextField()
    key = models.TextField(help_text="SHA-256 of the key as it was sent: any length, any characters.")
    result = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("created_at", name="idempotency_created_at")]
        constraints = [
            models.UniqueConstraint(fields=["actor_id", "scope", "key"], nulls_distinct=False, name="idempotency_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.key[:12]}"


class OutboxMessage(models.Model):
    """A message on its way out; waiting while `next_attempt_at` is set, given up when it is not and unsent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.TextField(default="sms")
    kind = models.TextField()
    recipient = models.TextField()
    body = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                "next_attempt_at",
                "id",
                condition=models.Q(next_attempt_at__isnull=False),
                name="outbox_waiting",
            ),
            models.Index("recipient", "created_at", name="outbox_to_recipient"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(next_attempt_at=None),
                name="outbox_sent_waits_no_more",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient}"
