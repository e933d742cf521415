"""Vouching for neighbours, and counting who is admitted by it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.people.models import Person
from sanshe.domain.people.queries import person as open_account
from sanshe.domain.places.models import Community
from sanshe.domain.trust import queries, rules
from sanshe.domain.trust.errors import NotNeighbours, NotYours, TooManyVouches, VouchingOff
from sanshe.domain.trust.models import Admission, AdmissionRun, Vouch, Vouching
from sanshe.engines.rating.vouching import CAPACITIES, admissions
from sanshe.kernel import journal


def start_vouching(*, actor: Person, community: Community, at: datetime) -> Vouching:
    """Let a community admit by vouching from now on, as its worker; twice is once.

    Raises
    ------
    NotYours
        The actor is no worker there.
    """
    with transaction.atomic():
        Community.objects.select_for_update().get(pk=community.pk)
        if not rules.may_see_disputes(person=actor, community=community, at=at):
            raise NotYours
        running = queries.vouching_in(community=community)
        if running is None:
            running = Vouching.objects.create(community=community, started_by=actor, starts_at=at)
            _record("trust.start_vouching", running, community, actor=actor, at=at)
    return running


def stop_vouching(*, actor: Person, community: Community, at: datetime) -> None:
    """Let a community admit nobody by vouching any more, as its worker; who was admitted by it is no longer.

    Raises
    ------
    NotYours
        The actor is no worker there.
    """
    with transaction.atomic():
        Community.objects.select_for_update().get(pk=community.pk)
        if not rules.may_see_disputes(person=actor, community=community, at=at):
            raise NotYours
        running = queries.vouching_in(community=community)
        if running is not None:
            running.ends_at = at
            running.save(update_fields=["ends_at"])
            Admission.objects.filter(community=community, ends_at=None).update(ends_at=at)
            AdmissionRun.objects.filter(community=community).update(is_current=False)
            _record("trust.stop_vouching", running, community, actor=actor, at=at)


def vouch(*, actor: Person, person_id: UUID, community: Community, at: datetime) -> Vouch:
    """Say that one knows a neighbour in person; saying it twice is once.

    Raises
    ------
    VouchingOff
        The community does not admit by vouching.
    NotNeighbours
        They are one person, or do not both live there.
    TooManyVouches
        The actor vouches for as many as one can know.
    """
    with transaction.atomic():
        # One's own row is the lock of one's own number of vouches.
        Person.objects.select_for_update().get(pk=actor.pk)
        if queries.vouching_in(community=community) is None:
            raise VouchingOff
        person = open_account(pk=person_id)
        if person is None or not rules.may_vouch(person=actor, vouched=person, community=community, at=at):
            raise NotNeighbours
        running = Vouch.objects.filter(voucher=actor, ends_at=None)
        earlier = running.filter(vouched=person).first()
        if earlier is not None:
            return earlier
        if running.filter(vouched__closed_at=None).count() >= rules.VOUCHES_MAX:
            raise TooManyVouches(limit=rules.VOUCHES_MAX)
        made = Vouch.objects.create(community=community, voucher=actor, vouched=person, starts_at=at)
        _record("trust.vouch", made, community, actor=actor, at=at)
    return made


def end_vouch(*, actor: Person, vouch_id: UUID, at: datetime) -> None:
    """Take a vouch back; the neighbour is not told by whom. Twice is once.

    Raises
    ------
    NotYours
        It is somebody else's.
    """
    with transaction.atomic():
        made = Vouch.objects.select_for_update(of=["self"]).select_related("community").filter(pk=vouch_id).first()
        if made is None or made.voucher_id != actor.pk:
            raise NotYours
        if made.ends_at is None:
            made.ends_at = max(at, made.starts_at)
            made.save(update_fields=["ends_at"])
            _record("trust.end_vouch", made, made.community, actor=actor, at=at)


def count_all_admissions(*, at: datetime) -> int:
    """Count who is admitted in every community that admits by vouching; return in how many something changed."""
    running = Vouching.objects.filter(ends_at=None, starts_at__lte=at).select_related("community")
    return sum(count_admissions(community=one.community, at=at) is not None for one in running)


def count_admissions(*, community: Community, at: datetime) -> AdmissionRun | None:
    """Count who is admitted in a community and keep it with a digest of the input; nothing where nothing changed."""
    fed = queries.vouching_input(community=community, at=at)
    last = queries.last_run(community=community)
    if last is not None and last.is_current and last.digest == fed.digest:
        return None
    result = admissions(seeds=fed.seeds, vouches=fed.vouches)
    with transaction.atomic():
        Community.objects.select_for_update().get(pk=community.pk)
        if queries.vouching_in(community=community) is None:
            return None
        run = AdmissionRun.objects.create(
            community=community,
            rule=queries.vouching.RULE,
            capacities=list(CAPACITIES),
            seed_count=len(fed.seeds),
            vouch_count=len(fed.vouches),
            admitted_count=len(result.admitted),
            digest=fed.digest,
            counted_at=at,
        )
        AdmissionRun.objects.filter(community=community).exclude(pk=run.pk).update(is_current=False)
        admitted = {UUID(pk) for pk in result.admitted}
        running = Admission.objects.filter(community=community, ends_at=None)
        running.exclude(person__in=admitted).update(ends_at=at)
        known = set(running.values_list("person", flat=True))
        Admission.objects.bulk_create(
            Admission(community=community, person_id=pk, run=run, starts_at=at) for pk in sorted(admitted - known)
        )
        _record("trust.count_admissions", run, community, actor=None, at=at)
    return run


def _record(operation: str, subject, community: Community, *, actor: Person | None, at: datetime) -> None:
    journal.record(operation=operation, subject=subject, actor=actor, at=at, community_code=community.code)
