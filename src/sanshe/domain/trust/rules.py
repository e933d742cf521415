"""Who may review, answer, hide, hear, appoint, vouch, and look at somebody's record."""

from datetime import datetime, timedelta

from django.db.models import Q

from sanshe.domain.exchange import rules as exchange
from sanshe.domain.exchange.choices import AgreementState, IntentStatus, Side
from sanshe.domain.exchange.models import Agreement, Need, Offer
from sanshe.domain.organisations.choices import ACTING
from sanshe.domain.organisations.models import Membership
from sanshe.domain.people.choices import HEARERS, NEIGHBOURS, WORKERS, RoleKind
from sanshe.domain.people.models import HouseholdMember, Person, Representation, Role
from sanshe.domain.people.rules import has_role, is_verified_resident, is_worker
from sanshe.domain.places.models import Community
from sanshe.domain.trust.models import Admission, Hearing, Review

REVIEWABLE = (AgreementState.CONFIRMED, AgreementState.SETTLED, AgreementState.MISSED)
# A review is hidden so long while the other side has not written; who could read the other's writes no more.
OPENS_AFTER = timedelta(days=14)
REVIEWED_FOR = timedelta(days=60)
NAMED_WITHIN = timedelta(days=3)
HEARD_WITHIN = timedelta(days=7)
SETTLED_WITHIN = timedelta(days=21)
TERM_LONGEST = timedelta(days=3 * 366)
# How many neighbours one can really know.
VOUCHES_MAX = 12
# Whom everybody knows: vouching starts from them.
SEEDS = (*WORKERS, RoleKind.ORGANISER)


def side_of(*, person: Person | None, agreement: Agreement, at: datetime) -> Side | None:
    """Return on which side somebody stands, or speaks for it."""
    if exchange.is_receiver(person=person, agreement=agreement, at=at):
        return Side.RECEIVER
    return Side.PROVIDER if exchange.is_provider(person=person, agreement=agreement, at=at) else None


def may_write_review(*, agreement: Agreement, own: Review | None, other: Review | None, at: datetime) -> bool:
    """Tell whether a side may write its review, or change it: nobody who could have read the other's before."""
    if agreement.state not in REVIEWABLE or agreement.ended_at is None:
        return False
    if own is not None:
        return not own.is_open(at)
    return at < agreement.ended_at + REVIEWED_FOR and (other is None or not other.is_open(at))


def may_reply(*, person: Person | None, review: Review, at: datetime) -> bool:
    """Tell whether somebody may answer a review: the side it is about, once it can be read."""
    other = Side(review.side).other
    return review.is_open(at) and exchange.is_on_side(person=person, agreement=review.agreement, side=other, at=at)


def may_read_review(*, person: Person | None, review: Review, at: datetime) -> bool:
    """Tell whether somebody may read a review: its side always, the other once it is open, others if it is public."""
    side = side_of(person=person, agreement=review.agreement, at=at)
    if side == review.side:
        return True
    if not review.is_open(at):
        return False
    if side is not None or is_worker(person=person, community=review.agreement.community, at=at):
        return True
    if review.is_hidden or (review.agreement.need and review.agreement.need.is_private):
        return False
    return review.about is None or may_see_record(person=person, of=review.about, at=at)


def may_report_review(*, person: Person | None, review: Review, at: datetime) -> bool:
    """Tell whether somebody may report a review: whoever reads it and did not write it."""
    if person is None or person.pk in (review.author_id, review.written_by_id):
        return False
    return may_read_review(person=person, review=review, at=at)


def may_moderate_review(*, person: Person | None, agreement: Agreement, at: datetime) -> bool:
    """Tell whether somebody may hide what was written about an agreement: a worker there who is no party to it."""
    return is_worker(person=person, community=agreement.community, at=at) and not exchange.is_involved(
        person=person, agreement=agreement, at=at
    )


def is_impartial(*, person: Person, agreement: Agreement, at: datetime) -> bool:
    """Tell whether somebody stands far enough from both sides to hear them: no party, no member, no kin household."""
    return not Person.objects.filter(near_sides(agreement=agreement, at=at), pk=person.pk).exists()


def near_sides(*, agreement: Agreement, at: datetime) -> Q:
    """Return which people are too near to a side to hear it, as a condition that costs one query for any number."""
    running = Q(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at)
    sides = [pk for pk in (agreement.receiver_id, agreement.provider_id) if pk]
    homes = HouseholdMember.objects.filter(running, person__in=sides).values("household")
    near = Q(pk__in=sides)
    for they, tie in (
        ("person", HouseholdMember.objects.filter(running, household__in=homes)),
        ("representative", Representation.objects.filter(running, principal__in=sides)),
        ("principal", Representation.objects.filter(running, representative__in=sides)),
        ("person", Membership.objects.filter(running, organization=agreement.provider_organization_id)),
    ):
        near |= Q(pk__in=tie.values(they))
    return near


def hearing_kinds(*, agreement: Agreement) -> tuple[str, ...]:
    """Return as what somebody may hear a dispute: what was told in confidence stays with the workers."""
    return WORKERS if agreement.need and agreement.need.is_private else HEARERS


def may_hear(*, person: Person, agreement: Agreement, at: datetime) -> bool:
    """Tell whether somebody may be named to hear a dispute: a worker or appointed mediator there, far from both."""
    kinds = hearing_kinds(agreement=agreement)
    return has_role(person=person, kinds=kinds, community=agreement.community, at=at) and is_impartial(
        person=person, agreement=agreement, at=at
    )


def may_name_mediator(*, person: Person | None, agreement: Agreement, at: datetime) -> bool:
    """Tell whether somebody may say who hears a dispute: a worker of the community who is no party to it."""
    return may_moderate_review(person=person, agreement=agreement, at=at)


def is_mediator(*, person: Person | None, hearing: Hearing | None) -> bool:
    """Tell whether somebody is the one who hears this dispute."""
    return person is not None and hearing is not None and hearing.mediator_id == person.pk


def may_see_hearing(*, person: Person | None, agreement: Agreement, hearing: Hearing | None, at: datetime) -> bool:
    """Tell whether a hearing opens: to both sides, to who hears it, to the workers of the community."""
    if hearing is None and agreement.state != AgreementState.DISPUTED:
        return False
    return (
        is_mediator(person=person, hearing=hearing)
        or exchange.is_party(person=person, agreement=agreement, at=at)
        or is_worker(person=person, community=agreement.community, at=at)
    )


def may_see_disputes(*, person: Person | None, community: Community | None, at: datetime) -> bool:
    """Tell whether the list of disputes, mediators and reported reviews of a community opens: to its workers."""
    return community is not None and is_worker(person=person, community=community, at=at)


def may_be_appointed(*, person: Person, community: Community, at: datetime) -> bool:
    """Tell whether somebody may become mediator: who lives there for certain, or for whom neighbours vouch."""
    return is_verified_resident(person=person, community=community, at=at) or is_admitted(
        person=person, community=community, at=at
    )


def is_admitted(*, person: Person | None, community: Community, at: datetime) -> bool:
    """Tell whether neighbours' vouching reaches somebody in this community."""
    if person is None:
        return False
    return Admission.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), person=person, community=community, starts_at__lte=at
    ).exists()


def may_vouch(*, person: Person | None, vouched: Person, community: Community, at: datetime) -> bool:
    """Tell whether somebody may vouch for another: both are residents of this community, and two people."""
    if person is None or person.pk == vouched.pk:
        return False
    return all(has_role(person=one, kinds=NEIGHBOURS, community=community, at=at) for one in (person, vouched))


def may_see_record(*, person: Person | None, of: Person, at: datetime) -> bool:
    """Tell whether somebody's record opens: to themselves, who arranges something with them, their workers.

    To other neighbours only while a slip of theirs hangs on the board: then one may want to know.
    """
    if person is None or not of.is_active:
        return False
    if person.pk == of.pk:
        return True
    for model, is_public in ((Offer, Q()), (Need, Q(is_private=False))):
        if model.objects.filter(is_public, person=of, status=IntentStatus.OPEN).exists():
            return True
    running = Q(ends_at=None) | Q(ends_at__gt=at)
    acts_for = Membership.objects.filter(running, person=person, kind__in=ACTING, starts_at__lte=at)
    if Agreement.objects.filter(
        Q(receiver=person, provider=of)
        | Q(receiver=of, provider=person)
        | Q(receiver=of, provider_organization__in=acts_for.values("organization"))
    ).exists():
        return True
    works_in = Role.objects.filter(running, person=person, kind__in=WORKERS, starts_at__lte=at).values("community")
    return Role.objects.filter(
        running, person=of, kind__in=NEIGHBOURS, community__in=works_in, starts_at__lte=at
    ).exists()
