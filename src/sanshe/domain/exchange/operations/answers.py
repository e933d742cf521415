"""Counting who answers whom, and telling both sides, in the job queue: a few seconds after a slip was posted.

Whatever changes a slip puts a recount into the queue within its own transaction: the count can neither be forgotten nor
run for what was rolled back. A recount reads the board anew, so running it twice, or after a worker died with it,
leaves the same figures; and of each pair each side is told at most once, which a row that exists once sees to.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app

from sanshe.domain.exchange import queries
from sanshe.domain.exchange.choices import IntentStatus, Side
from sanshe.domain.exchange.models import Need, Offer, Suggestion
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.models import JournalReading
from sanshe.domain.notifications.operations import notify
from sanshe.domain.notifications.queries import IN_CONFIDENCE
from sanshe.domain.organisations import queries as organisations
from sanshe.domain.people.models import Person
from sanshe.kernel import journal
from sanshe.kernel.models import JournalLink

NEEDS_TASK = "sanshe.domain.exchange.jobs.answers.recount_needs"
OFFERS_TASK = "sanshe.domain.exchange.jobs.answers.recount_offers"
CHUNK = 50
# What somebody waits for goes before what was imported by the thousand, or is gone through by night.
BULK_PRIORITY = -10
# Of a new need so many who could meet it are told, the best first; of a new offer its giver hears of so many needs.
PROVIDERS_TOLD, NEEDS_TOLD = 10, 3
# What areas below wrote into the journal that lets somebody answer, or no longer.
CHECKS = ("people.record_check", "people.end_check", "organisations.record_check", "organisations.end_check")
READER = "exchange.answers"
READ_AT_ONCE = 500


def recount_later(
    *, at: datetime, need_ids: Iterable[UUID] = (), offer_ids: Iterable[UUID] = (), in_bulk: bool = False
) -> None:
    """Let a worker count who answers these needs, and which needs these offers answer, once the transaction ends.

    Where much comes at once (`in_bulk`), it waits for what somebody posted by hand, and no provider is told of each
    need that came.

    Raises
    ------
    django.db.transaction.TransactionManagementError
        No transaction is open: the count could be lost, or run for what was rolled back.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A recount was to be put into the queue outside a transaction.")
    priority = BULK_PRIORITY if in_bulk else 0
    for chunk in _chunks(need_ids):
        app.configure_task(NEEDS_TASK, priority=priority).defer(need_ids=chunk, tells=not in_bulk, at=at.isoformat())
    for chunk in _chunks(offer_ids):
        app.configure_task(OFFERS_TASK, priority=priority).defer(offer_ids=chunk, at=at.isoformat())


def recount_offers(*, offer_ids: Sequence[UUID], at: datetime) -> int:
    """Tell whom these offers concern, and let every need that they come near to be counted anew; return how many.

    Whose need had no answer until now is told of the best of them, and their givers of the needs they fit. Offers that
    were taken down or are full count as well: the needs lose them.
    """
    offers = list(queries.offers_with(ids=offer_ids).order_by("pk"))
    needs = queries.needs_near_offers(offers=offers, community=None, at=at)
    open_ = [offer for offer in offers if offer.is_open]
    near = queries.considered_for_offers(offers=open_, needs=needs, at=at)
    met = {offer: [one for one in near[offer.pk] if one.is_answer] for offer in open_}
    with transaction.atomic():
        _tell_of_offers(met, at=at)
        by_community: dict[UUID, list[UUID]] = {}
        for need in needs:
            by_community.setdefault(need.community_id, []).append(need.pk)
        for ids in by_community.values():
            recount_later(need_ids=ids, at=at, in_bulk=True)
    return len(needs)


def recount_needs(*, need_ids: Sequence[UUID], at: datetime, tells: bool = True) -> int:
    """Count who answers these needs and who does not and why, and keep it; return how many were counted.

    With `tells` they are new, and who could meet them is told. Whose need had no answer at the last count and has one
    now is told of the best in any case: the count may come before that of the offer that brought it. Nobody is told of
    the same pair twice, and of what is told in confidence no provider.
    """
    with transaction.atomic():
        # One after the other in each community: an older count never takes the place of a newer one. No slip is locked
        # while it is counted.
        communities = Need.objects.filter(pk__in=need_ids).order_by("community").values_list("community", flat=True)
        for community_id in dict.fromkeys(communities):
            _lock(f"sanshe.exchange.answers {community_id}")
        needs = list(queries.needs_seeking_help(ids=need_ids))
        weighed = queries.considered_for_needs(needs=needs, at=at, limit=PROVIDERS_TOLD)
        locked = _locked_needs(weighed)
        unanswered = [need for need in locked if need.answer_count == 0 and weighed[need.pk].answers]
        for need in locked:
            need.answer_count = weighed[need.pk].answer_count
            need.refusal_counts = dict(weighed[need.pk].refusal_counts)
            need.answers_counted_at = at
        Need.objects.bulk_update(locked, ["answer_count", "refusal_counts", "answers_counted_at"])
        if tells:
            pairs = [(need, one.intent) for need in locked for one in weighed[need.pk].answers[:PROVIDERS_TOLD]]
            _tell_providers(pairs, at=at)
        _tell_receivers([(need, weighed[need.pk].answers[0].intent) for need in unanswered], at=at)
    return len(locked)


def recount_all(*, at: datetime) -> int:
    """Let every open need be counted anew, for what time alone has changed; return how many."""
    with transaction.atomic():
        ids = list(
            Need.objects.filter(status=IntentStatus.OPEN).order_by("community", "pk").values_list("pk", flat=True)
        )
        recount_later(need_ids=ids, at=at, in_bulk=True)
    return len(ids)


def recount_after_checks(*, at: datetime) -> int:
    """Count anew for providers whose papers were seen, or count no longer, since the last call; return how many.

    The first call begins at the journal's end.
    """
    with transaction.atomic():
        JournalReading.objects.get_or_create(name=READER, defaults={"position": journal.head().position})
        reading = JournalReading.objects.select_for_update().get(name=READER)
        links = JournalLink.objects.filter(position__gt=reading.position).select_related("entry").order_by("position")
        read = list(links[:READ_AT_ONCE])
        entries = [link.entry for link in read if link.entry.operation in CHECKS]
        persons = {entry.on_behalf_of_id for entry in entries if entry.operation.startswith("people.")}
        bodies = {entry.detail["organization"] for entry in entries if entry.operation.startswith("organisations.")}
        open_ = Offer.objects.filter(status=IntentStatus.OPEN)
        offers = {*open_.filter(person__in=persons).values_list("pk", flat=True)}
        offers |= {*open_.filter(organization__in=bodies).values_list("pk", flat=True)}
        recount_later(offer_ids=sorted(offers), at=at)
        if read:
            reading.position = read[-1].position
            reading.save(update_fields=["position"])
    return len(offers)


def count_answers(*, need_id: UUID, count: int, at: datetime) -> None:
    """Keep how many offers would answer a need, which is the evidence when there are none."""
    Need.objects.filter(pk=need_id).update(answer_count=count, answers_counted_at=at)


def note_answer(*, offer_id: UUID, need_ids: Iterable[UUID], at: datetime) -> int:
    """Keep that a new offer answers these needs, so that none counts as one that nobody meets, and tell whose they are.

    Who has answers already is not told of each one more, and nobody of the same offer twice.
    """
    with transaction.atomic():
        offer = Offer.objects.get(pk=offer_id)
        unanswered = Need.objects.select_for_update(of=["self"]).filter(pk__in=list(need_ids), answer_count=0)
        needs = list(unanswered.select_related("person").order_by("pk"))
        Need.objects.filter(pk__in=[need.pk for need in needs]).update(answer_count=1, answers_counted_at=at)
        _tell_receivers([(need, offer) for need in needs], at=at)
    return len(needs)


def _tell_of_offers(met: Mapping[Offer, Sequence[queries.Considered]], *, at: datetime) -> None:
    locked = {need.pk: need for need in _locked_needs(one.intent.pk for found in met.values() for one in found)}
    best: dict[UUID, tuple[float, Offer]] = {}
    for offer, found in met.items():
        still = [one for one in found if one.intent.pk in locked]
        _tell_providers([(locked[one.intent.pk], offer) for one in still[:NEEDS_TOLD]], at=at)
        for one in still:
            if one.intent.pk not in best or best[one.intent.pk][0] < one.score:
                best[one.intent.pk] = (one.score, offer)
    unanswered = [need for need in locked.values() if not need.answer_count]
    Need.objects.filter(pk__in=[need.pk for need in unanswered]).update(answer_count=1, answers_counted_at=at)
    _tell_receivers([(need, best[need.pk][1]) for need in unanswered], at=at)


def _locked_needs(ids: Iterable[UUID]) -> list[Need]:
    """Return those of these needs that are still open, locked in the order of their keys."""
    open_ = Need.objects.select_for_update(of=["self"]).filter(pk__in=set(ids), status=IntentStatus.OPEN)
    return list(open_.select_related("person").order_by("pk"))


def _tell_providers(pairs: list[tuple[Need, Offer]], *, at: datetime) -> None:
    public = [(need, offer) for need, offer in pairs if not need.is_private]
    for need, offer in _not_told_yet(public, to_side=Side.PROVIDER, at=at):
        words = {"what": need.sentence}
        notify(people=_givers(offer, at=at), kind=NewsKind.NEED_FITS_OFFER, subject=need, at=at, words=words)


def _tell_receivers(pairs: list[tuple[Need, Offer]], *, at: datetime) -> None:
    for need, _ in _not_told_yet(pairs, to_side=Side.RECEIVER, at=at):
        words = {IN_CONFIDENCE: "yes"} if need.is_private else {"what": need.sentence}
        whose = [need.person] if need.person else []
        notify(people=whose, kind=NewsKind.NEED_ANSWERED, subject=need, at=at, words=words)


def _not_told_yet(pairs: list[tuple[Need, Offer]], *, to_side: Side, at: datetime) -> list[tuple[Need, Offer]]:
    """Return the pairs of which this side was not told before, and keep that it is told now."""
    told = set(
        Suggestion.objects.filter(
            need__in=[need.pk for need, _ in pairs], offer__in=[offer.pk for _, offer in pairs], to_side=to_side
        ).values_list("need", "offer")
    )
    new = [(need, offer) for need, offer in pairs if (need.pk, offer.pk) not in told]
    Suggestion.objects.bulk_create(
        Suggestion(need=need, offer=offer, to_side=to_side, told_at=at) for need, offer in new
    )
    return new


def _givers(offer: Offer, *, at: datetime) -> list[Person]:
    if offer.organization_id is None:
        return [offer.person] if offer.person else []
    return organisations.acting_people(organization_id=offer.organization_id, at=at)


def _chunks(ids: Iterable[UUID]) -> list[list[str]]:
    every = [str(pk) for pk in ids]
    return [every[start : start + CHUNK] for start in range(0, len(every), CHUNK)]


def _lock(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
