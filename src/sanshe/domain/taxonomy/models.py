"""Terms and the words people use for them; what was learned of how people sort."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language

from sanshe.kernel.fields import uuid7


class TaxonomyTerm(models.Model):
    """One entry of a taxonomy (HSDS taxonomy_term).

    `edited` names the fields that an operator changed: what is shipped later leaves them alone. A retired term takes
    no new needs and offers; those it has keep it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    taxonomy = models.CharField(max_length=80)
    code = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    words_zh = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    words_en = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    field = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveIntegerField(default=0)
    is_sensitive = models.BooleanField(default=False)
    needs_checked_provider = models.BooleanField(default=False)
    edited = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["taxonomy", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["taxonomy", "code"], name="term_code_once_per_taxonomy"),
            models.CheckConstraint(condition=~models.Q(name_zh="") | ~models.Q(name_en=""), name="term_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="term_is_not_its_own_parent",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page, or in the one it has."""
        if (get_language() or "").startswith("en"):
            return self.name_en or self.name_zh
        return self.name_zh or self.name_en


class RoutingModel(models.Model):
    """What was learned of how the district sorts its sentences; at most one is in force, the words of the terms help.

    One that was no better than what was in force is kept without its content, as an account of the attempt.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveIntegerField(unique=True)
    content = models.BinaryField(default=b"")
    made_at = models.DateTimeField()
    texts = models.PositiveIntegerField()
    classes = models.PositiveIntegerField()
    figures = models.JSONField(default=dict)
    terms_digest = models.CharField(max_length=64)
    activated_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["ended_at"],
                nulls_distinct=False,
                condition=models.Q(activated_at__isnull=False, ended_at=None),
                name="routing_model_one_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None)
                | models.Q(activated_at__isnull=False, ended_at__gte=models.F("activated_at")),
                name="routing_model_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(activated_at=None) | ~models.Q(content=b""),
                name="routing_model_in_force_has_content",
            ),
            models.CheckConstraint(
                condition=models.Q(texts__gte=1, classes__gte=2), name="routing_model_learned_something"
            ),
        ]

    def __str__(self):
        return f"#{self.number}"

    @property
    def is_in_force(self) -> bool:
        """Whether sentences are sorted by it now."""
        return self.activated_at is not None and self.ended_at is None
