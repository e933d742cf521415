"""People, their roles, and the codes they sign in with."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from sanshe.domain.people.choices import DISTRICT_WIDE, RoleKind
from sanshe.domain.places.models import Community
from sanshe.kernel.fields import uuid7


class PersonManager(BaseUserManager["Person"]):
    """What Django's session machinery asks of a user model."""

    def get_by_natural_key(self, username):
        return self.get(phone=username)


class Person(AbstractBaseUser):
    """A human being; the phone is missing where somebody takes part on paper or through a worker."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    phone = models.CharField(max_length=16, null=True, blank=True, unique=True)
    full_name = models.CharField(max_length=40, blank=True)
    form_of_address = models.CharField(max_length=20, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    joined_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    password = None  # people sign in with codes, never with passwords
    last_login = None  # the journal knows

    objects = PersonManager()

    USERNAME_FIELD = "phone"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(phone__isnull=True) | Q(phone__regex=r"^\+[0-9]{8,15}$"),
                name="person_phone_is_e164",
            ),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__range=(1880, 2200)),
                name="person_birth_year_is_plausible",
            ),
        ]

    def __str__(self):
        return self.public_name

    @property
    def is_active(self) -> bool:
        """Whether the account is open."""
        return self.closed_at is None

    @property
    def public_name(self) -> str:
        """What neighbours call this person; never the full name."""
        return self.form_of_address or (f"{self.full_name[0]}**" if self.full_name else "")

    @property
    def surname(self) -> str:
        """The one character that stands in this person's round mark."""
        return (self.full_name or self.form_of_address or "邻")[0]


class Role(models.Model):
    """A part that a person plays from a start to an end (null: still)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=24, choices=RoleKind.choices)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["community", "kind"], condition=Q(ends_at=None), name="role_running")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")), name="role_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(community__isnull=False) | Q(kind__in=DISTRICT_WIDE),
                name="role_names_its_community",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "community"],
                condition=Q(ends_at=None),
                nulls_distinct=False,
                name="role_runs_once",
            ),
        ]

    def __str__(self):
        return f"{self.person_id} {self.kind}"


class SignInCode(models.Model):
    """A one-time code on its way to a phone, kept as a keyed hash."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    phone = models.CharField(max_length=16)
    code_hash = models.CharField(max_length=64)
    asker_hash = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone", "asked_at"], name="code_by_phone"),
            models.Index(fields=["asker_hash", "asked_at"], name="code_by_asker"),
        ]

    def __str__(self):
        return f"{self.phone[-4:]} {self.asked_at:%H:%M}"
