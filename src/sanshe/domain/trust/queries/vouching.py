"""Vouching: who vouches for whom, what the counting of admissions is fed with, and what came of it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.db.models import Q, QuerySet

from sanshe.domain.people.choices import NEIGHBOURS
from sanshe.domain.people.models import Person, Role
from sanshe.domain.people.queries import person as open_account
from sanshe.domain.places.models import Community
from sanshe.domain.trust import rules
from sanshe.domain.trust.models import Admission, AdmissionRun, Vouch, Vouching
from sanshe.engines.rating.vouching import CAPACITIES

TOKEN_SALT = "sanshe.trust.vouching"
RULE = "levien_aiken_1998"


@dataclass(frozen=True)
class VouchingInput:
    """What one counting of admissions is fed with."""

    seeds: tuple[str, ...]
    vouches: tuple[tuple[str, str], ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the rule, its numbers, the seeds and the vouches, sorted."""
        text = json.dumps([RULE, CAPACITIES, self.seeds, self.vouches], separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def vouching_in(*, community: Community | None) -> Vouching | None:
    """Return since when a community admits by vouching; none where it does not."""
    return Vouching.objects.filter(community=community, ends_at=None).first() if community else None


def vouched_by(*, person: Person, community: Community) -> list[Vouch]:
    """Return for whom somebody vouches in a community, the latest first."""
    running = Vouch.objects.filter(voucher=person, community=community, ends_at=None, vouched__closed_at=None)
    return list(running.select_related("vouched").order_by("-starts_at", "-id"))


def vouchers_of(*, person: Person, community: Community) -> list[Vouch]:
    """Return who vouches for somebody in a community, for themselves to see, the latest first."""
    running = Vouch.objects.filter(vouched=person, community=community, ends_at=None, voucher__closed_at=None)
    return list(running.select_related("voucher").order_by("-starts_at", "-id"))


def admission_of(*, person: Person, at: datetime) -> Admission | None:
    """Return where neighbours' vouching reaches somebody; only where the community admits by vouching."""
    running: QuerySet[Admission] = Admission.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), person=person, starts_at__lte=at
    )
    return running.select_related("community").order_by("-starts_at").first()


def last_run(*, community: Community) -> AdmissionRun | None:
    """Return the last counting of admissions in a community."""
    return AdmissionRun.objects.filter(community=community).first()


def vouching_input(*, community: Community, at: datetime) -> VouchingInput:
    """Return the seeds and the running vouches between residents of a community, sorted, in two queries."""
    running = Q(ends_at=None) | Q(ends_at__gt=at)
    parts = Role.objects.filter(running, community=community, starts_at__lte=at, person__closed_at=None)
    lives_here = parts.filter(kind__in=(*NEIGHBOURS, *rules.SEEDS)).values("person")
    seeds = parts.filter(kind__in=rules.SEEDS).values_list("person", flat=True)
    vouches = Vouch.objects.filter(
        running, community=community, starts_at__lte=at, voucher__in=lives_here, vouched__in=lives_here
    )
    return VouchingInput(
        seeds=tuple(sorted({str(pk) for pk in seeds})),
        vouches=tuple(sorted((str(one), str(other)) for one, other in vouches.values_list("voucher", "vouched"))),
    )


def vouching_token(*, person: Person) -> str:
    """Return what the link carries that somebody shows to a neighbour who is to vouch for them."""
    return signing.dumps(person.pk.hex, salt=TOKEN_SALT, compress=False)


def person_of_vouching_token(*, token: str) -> Person | None:
    """Return whom such a link names, or None where it was not made here."""
    try:
        return open_account(pk=UUID(signing.loads(token, salt=TOKEN_SALT)))
    except (signing.BadSignature, ValueError):
        return None
