"""People, their roles, and the codes they sign in with."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.crypto import salted_hmac

from sanshe.domain.people.choices import (
    DISTRICT_WIDE,
    WORKERS,
    ConsentKind,
    GivenHow,
    Language,
    RepresentationKind,
    RoleKind,
)
from sanshe.domain.places.models import Community
from sanshe.kernel.fields import uuid7


class PersonQuerySet(models.QuerySet):
    """People, narrowed by who may act for them."""

    def spoken_for_by(self, person: "Person", *, at: datetime) -> "PersonQuerySet":
        """Return for whom a person may act besides themselves.

        A guardian or helper acts for whom they represent; a worker for a resident of their community who consented to
        that and has not yet taken the account into their own hands.
        """
        running = Q(ends_at=None) | Q(ends_at__gt=at)
        represented = Representation.objects.filter(
            running, principal=OuterRef("pk"), representative=person, starts_at__lte=at
        )
        works_in = Role.objects.filter(running, person=person, kind__in=WORKERS, starts_at__lte=at).values("community")
        lives_there = Role.objects.filter(
            running, person=OuterRef("pk"), kind=RoleKind.RESIDENT, starts_at__lte=at, community__in=works_in
        )
        consented = Consent.objects.filter(person=OuterRef("pk"), kind=ConsentKind.PROXY_ENTRY, withdrawn_at=None)
        through_a_worker = Q(claimed_at=None) & Exists(lives_there) & Exists(consented)
        return self.filter(Exists(represented) | through_a_worker, closed_at=None).exclude(pk=person.pk)


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):
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
    language = models.CharField(max_length=8, choices=Language.choices, default=Language.CHINESE)
    joined_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    # Part of every session's hash: raising it ends all sessions of this person at once.
    session_stamp = models.PositiveIntegerField(default=0)

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
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(closed_at__isnull=False, phone=None),
                name="person_merged_is_closed",
            ),
        ]

    def __str__(self):
        return self.public_name

    @property
    def is_active(self) -> bool:
        """Whether the account is open."""
        return self.closed_at is None

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django derives it from the password, which nobody has here; the stamp takes its place.
        return salted_hmac(
            "sanshe.people.session", f"{self.pk} {self.session_stamp}", secret=secret, algorithm="sha256"
        ).hexdigest()

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


class Consent(models.Model):
    """That somebody agreed to one thing, in the words they were told, until they take it back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=24, choices=ConsentKind.choices)
    wording = models.TextField()
    how = models.CharField(max_length=12, choices=GivenHow.choices)
    given_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(withdrawn_at=None), name="consent_runs_once"
            ),
            models.CheckConstraint(
                condition=Q(recorded_by=None) | ~Q(recorded_by=models.F("person")),
                name="consent_recorder_is_another",
            ),
        ]

    def __str__(self):
        return f"{self.person_id} {self.kind}"


class Representation(models.Model):
    """That somebody may speak for another: for a minor as guardian, for anybody as a helper of their choice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    principal = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="representations")
    representative = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=RepresentationKind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["representative"], condition=Q(ends_at=None), name="representation_running")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(principal=models.F("representative")), name="representation_is_of_another"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")),
                name="representation_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["principal", "representative"], condition=Q(ends_at=None), name="representation_runs_once"
            ),
        ]

    def __str__(self):
        return f"{self.representative_id} → {self.principal_id}"


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
