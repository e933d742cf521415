"""Disputes: who hears them, how far they are, and what is overdue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from sanshe.domain.exchange import queries as exchange
from sanshe.domain.exchange.choices import AgreementState
from sanshe.domain.exchange.models import Agreement
from sanshe.domain.people.choices import HEARERS, RoleKind
from sanshe.domain.people.models import Person, Role
from sanshe.domain.places.models import Community
from sanshe.domain.trust import rules
from sanshe.domain.trust.choices import HEARD, Due
from sanshe.domain.trust.models import Hearing
from sanshe.kernel.models import JournalEntry


@dataclass(frozen=True)
class Dispute:
    """A disputed agreement: since when, who hears it, what is due next and until when."""

    agreement: Agreement
    disputed_at: datetime
    hearing: Hearing | None
    due: Due | None
    due_at: datetime | None

    def is_overdue(self, at: datetime) -> bool:
        """Tell whether what is due should have been done by now."""
        return self.due_at is not None and self.due_at < at


def agreement_to_hear(*, pk: UUID) -> Agreement | None:
    """Return an agreement that is or was in dispute, with both its sides; who may open it, `rules` say."""
    sides = ("community", "need__category", "offer__category", "receiver", "provider", "provider_organization")
    return Agreement.objects.filter(pk=pk).select_related(*sides).first()


def hearing_of(*, agreement: Agreement) -> Hearing | None:
    """Return how a dispute is heard, with its steps."""
    return _hearings().filter(agreement=agreement).first()


def dispute_of(*, agreement: Agreement) -> Dispute:
    """Return how far the dispute about one agreement is."""
    return _disputes([agreement])[0]


def disputes_heard(*, hearings: Iterable[Hearing]) -> list[Dispute]:
    """Return how far each of these is, in their order, in a fixed number of queries."""
    return _disputes([one.agreement for one in hearings])


def disputes(*, community: Community, at: datetime) -> list[Dispute]:
    """Return the open disputes of a community, what is due first standing first, in a fixed number of queries."""
    found = _disputes(exchange.disputes_in(community=community))
    return sorted(found, key=lambda one: (one.due_at or at, one.agreement.pk))


def hearings_of(*, mediator: Person) -> QuerySet[Hearing]:
    """Return what somebody is to hear, the oldest first."""
    sides = ("agreement__receiver", "agreement__provider", "agreement__provider_organization")
    return _hearings().filter(mediator=mediator, ended_at=None).select_related(*sides)


def mediators(*, community: Community, at: datetime) -> list[Role]:
    """Return the terms of the mediators of a community, what ends first standing first."""
    return list(_roles(community, at).filter(kind=RoleKind.MEDIATOR).order_by("ends_at", "starts_at", "id"))


def who_may_hear(*, agreement: Agreement, at: datetime) -> list[Person]:
    """Return who can be named to hear a dispute: workers and mediators there who stand far enough from both sides."""
    roles = _roles(agreement.community, at).filter(kind__in=rules.hearing_kinds(agreement=agreement))
    far = roles.exclude(person__in=Person.objects.filter(rules.near_sides(agreement=agreement, at=at)).values("pk"))
    return list({one.person_id: one.person for one in far.order_by("starts_at", "id")}.values())


def _roles(community: Community, at: datetime) -> QuerySet[Role]:
    return Role.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        kind__in=HEARERS,
        community=community,
        starts_at__lte=at,
        person__closed_at=None,
    ).select_related("person")


def _hearings() -> QuerySet[Hearing]:
    return Hearing.objects.select_related("mediator", "agreement__community").prefetch_related(
        "steps__mediator", "steps__written_by"
    )


def _disputes(agreements: list[Agreement]) -> list[Dispute]:
    hearings = {one.agreement_id: one for one in _hearings().filter(agreement__in=agreements)}
    since = _disputed_at(one.pk for one in agreements)
    found = []
    for agreement in agreements:
        hearing = hearings.get(agreement.pk)
        disputed_at = hearing.disputed_at if hearing else since.get(agreement.pk, agreement.requested_at)
        due, due_at = _due(agreement, hearing, disputed_at)
        found.append(Dispute(agreement, disputed_at, hearing, due, due_at))
    return found


def _disputed_at(pks: Iterable[UUID]) -> dict[UUID, datetime]:
    """Return when the objection to each agreement was made; the journal of the exchange keeps that."""
    rows = JournalEntry.objects.filter(operation="exchange.dispute_delivery", subject_id__in=list(pks))
    return {row["subject_id"]: row["last"] for row in rows.values("subject_id").annotate(last=Max("at")).order_by()}


def _due(agreement: Agreement, hearing: Hearing | None, since: datetime) -> tuple[Due | None, datetime | None]:
    if agreement.state != AgreementState.DISPUTED:
        return None, None
    if hearing is None:
        return Due.MEDIATOR, since + rules.NAMED_WITHIN
    heard = {step.kind for step in hearing.steps.all() if step.mediator_id == hearing.mediator_id}
    if not heard.issuperset(HEARD):
        return Due.HEARING, hearing.hear_by
    return Due.FINDING, hearing.settle_by
