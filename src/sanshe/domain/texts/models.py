"""The versions of each text."""

from django.db import models

from sanshe.domain.texts.choices import TextCode, TextLanguage
from sanshe.kernel.fields import uuid7


class Text(models.Model):
    """One version of a text in one language; who changed it is an identifier, because people stand above texts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40, choices=TextCode.choices)
    language = models.CharField(max_length=8, choices=TextLanguage.choices)
    body = models.TextField()
    is_shipped = models.BooleanField(default=False)
    changed_by = models.UUIDField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["code", "language", "-id"], name="text_newest_first")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(body=""), name="text_has_words"),
        ]

    def __str__(self):
        return f"{self.code} {self.language} {self.changed_at:%Y-%m-%d %H:%M}"
