"""What keeps somebody from going, and who is about to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from sanshe.domain.exchange.choices import LIVE
from sanshe.domain.exchange.models import Agreement
from sanshe.domain.organisations.models import Membership
from sanshe.domain.organisations.rules import heading_kinds, running_memberships
from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.models import Person, Role
from sanshe.domain.privacy.choices import Obstacle
from sanshe.domain.privacy.models import ClosingRequest
from sanshe.domain.privacy.queries.kept import entries_of
from sanshe.kernel import journal

SIGN_IN = "people.redeem_sign_in_code"


@dataclass(frozen=True)
class Hindrance:
    """One thing that has to be settled before somebody can go: what it is, its words and its identifier."""

    kind: Obstacle
    words: str
    subject_id: UUID | None = None


def hindrances(*, person: Person, at: datetime) -> list[Hindrance]:
    """Return what somebody has to settle before their account can be closed."""
    return [*_promises(person), *_left_alone(person, at), *_last_operator(person, at)]


def closing_of(*, person: Person) -> ClosingRequest | None:
    """Return the wish to leave that waits; none once the person has signed in since."""
    request = ClosingRequest.objects.filter(person=person, taken_back_at=None, done_at=None).first()
    return None if request is None or has_signed_in_since(request=request) else request


def closings_waiting() -> QuerySet[ClosingRequest]:
    """Return every wish to leave that waits, the earliest first."""
    waiting = ClosingRequest.objects.filter(taken_back_at=None, done_at=None)
    return waiting.select_related("person").order_by("takes_effect_at", "id")


def closings_due(*, at: datetime) -> QuerySet[ClosingRequest]:
    """Return the wishes whose two weeks are over."""
    return closings_waiting().filter(takes_effect_at__lte=at)


def has_signed_in_since(*, request: ClosingRequest) -> bool:
    """Tell whether the person signed in after they asked to leave: that takes it back."""
    since = journal.entries(actor_id=request.person_id, since=request.asked_at)
    return since.filter(operation=SIGN_IN, at__gt=request.asked_at).exists()


def _promises(person: Person) -> list[Hindrance]:
    selves = entries_of(person=person)
    live = (
        Agreement.objects.filter(Q(receiver__in=selves) | Q(provider__in=selves), state__in=LIVE)
        .select_related("need", "offer")
        .order_by("requested_at", "id")
    )
    return [Hindrance(Obstacle.PROMISE, (one.need or one.offer).sentence, one.pk) for one in live]


def _left_alone(person: Person, at: datetime) -> list[Hindrance]:
    mine = running_memberships(at=at).filter(person=person, organization__closed_at=None)
    found = []
    for membership in mine.select_related("organization").order_by("organization__name", "id"):
        kinds = heading_kinds(organization=membership.organization)
        if membership.kind not in kinds:
            continue
        others = Membership.objects.filter(
            organization=membership.organization_id, kind__in=kinds, ends_at=None, person__closed_at=None
        ).exclude(person=person)
        if not others.exists():
            organization = membership.organization
            found.append(Hindrance(Obstacle.LAST_HEAD, organization.display_name, organization.pk))
    return found


def _last_operator(person: Person, at: datetime) -> list[Hindrance]:
    running = Role.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        kind=RoleKind.OPERATOR,
        starts_at__lte=at,
        person__closed_at=None,
    )
    is_one = running.filter(person=person).exists()
    return [Hindrance(Obstacle.LAST_OPERATOR, "")] if is_one and not running.exclude(person=person).exists() else []
