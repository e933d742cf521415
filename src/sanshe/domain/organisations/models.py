"""Organisations, who belongs to them, and what they ask for."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import get_language

from sanshe.domain.organisations.choices import (
    EndReason,
    JoinPolicy,
    JoinWish,
    MembershipKind,
    OrganizationKind,
    Outcome,
    WantedKind,
    WantedStatus,
)
from sanshe.domain.people.models import Check, Person
from sanshe.domain.places.models import Community
from sanshe.kernel.fields import uuid7

NAME_MAX = 60
PURPOSE_MAX = 200
TEXT_MAX = 2000
TITLE_MAX = 20
WORDS_MAX = 200
REOPEN_WITHIN = timedelta(days=30)
# GB 32100-2015: authority and kind, six digits of a division, nine of the body, one that checks; no I, O, S, V, Z.
CREDIT_CODE = r"^[0-9A-HJ-NP-RT-UW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RT-UW-Y]{10}$"
RUNNING_GROUP = Q(kind=OrganizationKind.SELF_ORGANISED_GROUP, closed_at=None)
SETTLED = Q(ended_at=None, outcome="") | Q(ended_at__isnull=False)


class NameKey(Func):
    """A name as names are compared: one width, one case, no spaces."""

    function = "lower"
    template = r"%(function)s(regexp_replace(normalize(%(expressions)s, NFKC), '\s+', '', 'g'))"
    output_field = models.TextField()


class Organization(models.Model):
    """A body that offers, delivers or decides (HSDS organization)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.CharField(max_length=80, blank=True)
    source_id = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=40, choices=OrganizationKind.choices, blank=True)
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    alternate_name = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    opening_remarks = models.TextField(blank=True)
    opening_remarks_en = models.TextField(blank=True)
    seal_text = models.CharField(max_length=2, blank=True)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    legal_status = models.CharField(max_length=120, blank=True)
    year_incorporated = models.PositiveSmallIntegerField(null=True, blank=True)
    credit_code = models.CharField(max_length=18, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    url = models.URLField(max_length=500, blank=True)
    address = models.CharField(max_length=200, blank=True)
    # WGS-84 degrees.
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    join_policy = models.CharField(max_length=12, choices=JoinPolicy.choices, blank=True)
    founded_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    founded_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_note = models.CharField(max_length=WORDS_MAX, blank=True)

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["community", "kind"], name="organization_by_community")]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source=""), name="organization_once_per_source"
            ),
            models.UniqueConstraint(
                F("community"), NameKey("name"), condition=RUNNING_GROUP, name="group_name_once_per_community"
            ),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code="") & Q(verified_at__isnull=False),
                name="credit_code_verified_once",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organization_has_a_name"),
            models.CheckConstraint(
                condition=Q(credit_code="") | Q(credit_code__regex=CREDIT_CODE), name="organization_credit_code_shape"
            ),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None)
                | Q(
                    longitude__isnull=False,
                    latitude__isnull=False,
                    longitude__range=(-180, 180),
                    latitude__range=(-90, 90),
                ),
                name="organization_stands_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(year_incorporated=None) | Q(year_incorporated__range=(1000, 2200)),
                name="organization_year_is_plausible",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(kind=OrganizationKind.SELF_ORGANISED_GROUP),
                name="organization_closed_is_a_group",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def display_name(self) -> str:
        """The name in the language of the page, where it has one there."""
        return (self.name_en if _is_english() else "") or self.name

    @property
    def display_description(self) -> str:
        """The description in the language of the page, where it has one there."""
        return (self.description_en if _is_english() else "") or self.description

    @property
    def display_opening_remarks(self) -> str:
        """The opening remarks in the language of the page, where there are any in it."""
        return (self.opening_remarks_en if _is_english() else "") or self.opening_remarks

    @property
    def seal(self) -> str:
        """The one or two characters of its seal."""
        return self.seal_text or self.name[:1]

    @property
    def is_group(self) -> bool:
        """Whether residents run it among themselves."""
        return self.kind == OrganizationKind.SELF_ORGANISED_GROUP

    @property
    def is_running(self) -> bool:
        """Whether it has not been closed."""
        return self.closed_at is None

    @property
    def is_on_the_map(self) -> bool:
        """Whether it is known where it is."""
        return self.longitude is not None


class Membership(models.Model):
    """That a person belongs to an organisation from a start to an end (null: still), as what and with which title.

    Whoever gets another office ends one membership and starts the next; `succeeds` is the one that an office was taken
    over from.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=MembershipKind.choices)
    title = models.CharField(max_length=TITLE_MAX, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_as = models.CharField(max_length=16, choices=EndReason.choices, blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    end_note = models.CharField(max_length=WORDS_MAX, blank=True)
    succeeds = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["person"], condition=Q(ends_at=None), name="membership_running_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")),
                name="membership_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["organization", "person"], condition=Q(ends_at=None), name="membership_runs_once"
            ),
        ]

    def __str__(self):
        return f"{self.person_id} @ {self.organization_id}"

    @property
    def office(self) -> str:
        """What this person is called here: the title, or the kind in words."""
        return self.title or str(self.get_kind_display())


class Verification(models.Model):
    """That an organisation asks somebody to look at its name and credit code, and what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="verifications")
    name = models.CharField(max_length=300)
    credit_code = models.CharField(max_length=18, blank=True)
    asked_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=WORDS_MAX, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(ended_at=None), name="verification_asked_once"
            ),
            models.CheckConstraint(condition=SETTLED, name="verification_outcome_has_an_end"),
        ]

    def __str__(self):
        return f"{self.name} {self.outcome}"


class OrganizationCheck(Check):
    """That somebody from outside saw how an organisation looks at the papers of its own people; it counts for all."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")

    class Meta(Check.Meta):
        indexes = [models.Index(fields=["organization", "expires_at"], name="check_of_organization")]
        constraints = [
            *Check.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization"], condition=Q(ended_at=None), name="organization_check_runs_once"
            ),
        ]

    def __str__(self):
        return f"{self.organization_id} {self.kind}"


class Invitation(models.Model):
    """That a phone was invited; it waits for whoever signs in with it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="invitations")
    phone = models.CharField(max_length=16)
    kind = models.CharField(max_length=16, choices=MembershipKind.choices)
    title = models.CharField(max_length=TITLE_MAX, blank=True)
    invited_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "phone"], condition=Q(ended_at=None), name="invitation_waits_once"
            ),
            models.CheckConstraint(condition=SETTLED, name="invitation_outcome_has_an_end"),
            models.CheckConstraint(condition=Q(phone__regex=r"^\+[0-9]{8,15}$"), name="invitation_phone_is_e164"),
        ]

    def __str__(self):
        return f"{self.organization_id} {self.kind}"

    @property
    def office(self) -> str:
        """What the invited one would be called: the title, or the kind in words."""
        return self.title or str(self.get_kind_display())

    @property
    def phone_end(self) -> str:
        """The last four digits, by which whoever invited knows the phone again."""
        return self.phone[-4:]


class JoinRequest(models.Model):
    """That somebody asks to belong to a group, or a member to look after one that nobody looks after."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="join_requests")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    wish = models.CharField(max_length=12, choices=JoinWish.choices, default=JoinWish.MEMBERSHIP)
    words = models.CharField(max_length=WORDS_MAX, blank=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=WORDS_MAX, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person"], condition=Q(ended_at=None), name="join_request_waits_once"
            ),
            models.CheckConstraint(condition=SETTLED, name="join_request_outcome_has_an_end"),
        ]

    def __str__(self):
        return f"{self.person_id} → {self.organization_id}"


class Wanted(models.Model):
    """Something that an organisation looks for: people, a place, money, things."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="wanted")
    kind = models.CharField(max_length=12, choices=WantedKind.choices)
    text = models.CharField(max_length=WORDS_MAX)
    text_en = models.CharField(max_length=WORDS_MAX, blank=True)
    status = models.CharField(max_length=12, choices=WantedStatus.choices, default=WantedStatus.OPEN)
    posted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    posted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-posted_at", "-id"]
        indexes = [
            models.Index(fields=["organization"], condition=Q(status=WantedStatus.OPEN), name="wanted_open_by_body")
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="wanted_says_something"),
            models.CheckConstraint(
                condition=Q(status=WantedStatus.OPEN, ended_at=None)
                | (~Q(status=WantedStatus.OPEN) & Q(ended_at__isnull=False)),
                name="wanted_ended_has_an_end",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def display_text(self) -> str:
        """The words in the language of the page, where there are any in it."""
        return (self.text_en if _is_english() else "") or self.text


def _is_english() -> bool:
    return (get_language() or "").startswith("en")
