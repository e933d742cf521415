"""What a round is computed from: the open needs of the community, who could help, when everybody is free.

A helper is a neighbour with all their offers; an organisation has a team for each of its offers. Neighbours from the
communities around count as well, who can be asked though they posted elsewhere. Needs told in confidence and series are
left to a worker's hands, and so are needs with nobody to answer to.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils import timezone

from sanshe.domain.clearing.choices import AssignmentState
from sanshe.domain.clearing.models import Assignment, Round
from sanshe.domain.exchange.choices import ASKING, AgreementState, CommitmentState, IntentStatus, PlacesRule
from sanshe.domain.exchange.models import Agreement, Commitment, Need, Offer
from sanshe.domain.exchange.queries.answers import Considered, considered_for_needs, needs_with
from sanshe.domain.exchange.queries.answers.sides import HANDS_OF_A_BODY, times_of
from sanshe.engines.matching.clearing import (
    QUALITY_MAX,
    SLOT_MIN,
    SLOTS_PER_DAY,
    SLOTS_PER_WEEK,
    Edge,
    Helper,
    Instance,
    Pin,
)
from sanshe.engines.matching.clearing import Need as Wanted
from sanshe.engines.matching.clearing.instance import Window

# Who names no time can be met in the daytime of any day, for an hour; whoever names more than two hours, for two.
DAYTIME = (8 * 60 // SLOT_MIN, 20 * 60 // SLOT_MIN)
USUAL_SLOTS = 60 // SLOT_MIN
LONGEST_SLOTS = 120 // SLOT_MIN
HANDS_OF_A_NEIGHBOUR = 2
EVERYBODY = 1_000_000
ELSEWHERE = ("not_in_this_area",)
VERY_THING = "same_category"
SLOT = timedelta(minutes=SLOT_MIN)

HelperKey = tuple[str, UUID]


@dataclass(frozen=True)
class Snapshot:
    """The instance for the engine, with the way back: which offer a need and a helper meet under."""

    instance: Instance
    offers: dict[tuple[UUID, HelperKey], UUID]
    needs: dict[UUID, Need]
    starts_at: datetime
    left_out: int
    digest: str = field(default="")

    def span_of(self, need_id: UUID, start: int, duration: int) -> tuple[datetime, datetime]:
        """Return the instants of a meeting; a need that named its time to the minute keeps it."""
        need = self.needs[need_id]
        starts_at, ends_at = self.starts_at + start * SLOT, self.starts_at + (start + duration) * SLOT
        if need.starts_at and need.ends_at and starts_at <= need.starts_at and need.ends_at <= ends_at:
            return need.starts_at, need.ends_at
        return starts_at, ends_at


def helper_of(offer: Offer) -> HelperKey:
    """Return who would come: a neighbour, whichever of their offers it is, or the team of an organisation's offer."""
    if offer.organization_id:
        return ("team", offer.pk)
    return ("neighbour", offer.person_id)


def week_start(round: Round) -> datetime:
    """Return the midnight on which the week of a round begins."""
    day = datetime.combine(round.week_starts_on, datetime.min.time())
    return timezone.make_aware(day, timezone.get_current_timezone())


def snapshot_of(*, round: Round, at: datetime) -> Snapshot:
    """Return what a round is computed from, now; the number of queries does not depend on how much that is."""
    start = week_start(round)
    now = max(0, -(-(at - start) // SLOT))
    needs, left_out = _needs(round, start)
    pins = [one for one in _pins(round) if one.need_id in needs]
    pairs = _pairs(list(needs.values()), at=at)
    offers = {one.intent.pk: one.intent for found in pairs.values() for one in found}
    offers |= {pin.offer_id: pin.offer for pin in pins}
    windows = {pk: _clipped(_windows_of(offer, start, at=at), now) for pk, offer in offers.items()}
    busy, meetings = _busy(offers.values(), start)
    wanted = [_wanted(need, start, now) for need in needs.values()]
    served = _served([need.person_id for need in needs.values()])
    edges, chosen = _edges(pairs, windows)
    for pin in pins:
        chosen[pin.need_id, helper_of(pin.offer)] = pin.offer_id
    party = dict.fromkeys(offers, 1)
    for (need_id, _), offer_id in chosen.items():
        party[offer_id] = max(party[offer_id], needs[need_id].party_size)
    by_helper: dict[HelperKey, list[Offer]] = {}
    for offer in offers.values():
        by_helper.setdefault(helper_of(offer), []).append(offer)
    helpers = [
        Helper(
            key,
            _without([window for offer in theirs for window in windows[offer.pk]], busy.get(key, ())),
            min(_room(offer, party[offer.pk], meetings.get(key, 0)) for offer in theirs),
        )
        for key, theirs in sorted(by_helper.items())
    ]
    instance = Instance(
        needs=tuple(
            Wanted(one.key, one.windows, one.duration, served.get(needs[one.key].person_id, 0)) for one in wanted
        ),
        helpers=tuple(helpers),
        edges=tuple(edges),
        pins=tuple(_pin(pin, start) for pin in pins),
        banned=frozenset((one.need_id, helper_of(one.offer)) for one in _banned(round)),
    )
    digest = hashlib.sha256(repr(instance).encode()).hexdigest()
    return Snapshot(instance, chosen, needs, start, left_out, digest)


def slots_of(round_start: datetime, starts_at: datetime, ends_at: datetime) -> Window:
    """Return the slots that a span touches, counted from the beginning of the week."""
    return (starts_at - round_start) // SLOT, -(-(ends_at - round_start) // SLOT)


def _needs(round: Round, start: datetime) -> tuple[dict[UUID, Need], int]:
    """Return the needs to plan by key, and how many of the week are left to a worker's hands."""
    in_week = Q(starts_at=None) | Q(starts_at__gte=start, starts_at__lt=start + SLOTS_PER_WEEK * SLOT)
    asked = Count("agreements", filter=Q(agreements__state__in=ASKING))
    here = Need.objects.filter(in_week, community=round.community, status=IntentStatus.OPEN).annotate(asked=asked)
    seeking = here.filter(helpers_taken__lt=F("helpers_wanted") - F("asked"))
    plain = Q(recurrence="", is_private=False, person__isnull=False)
    ids = list(seeking.filter(plain).values_list("pk", flat=True))
    needs = {need.pk: need for need in needs_with(ids=ids).order_by("posted_at", "pk")}
    return needs, seeking.exclude(plain).count()


def _pins(round: Round) -> list[Assignment]:
    pinned = round.assignments.filter(state=AssignmentState.PROPOSED, is_pinned=True)
    return list(pinned.select_related("need", "offer__person", "offer__organization"))


def _banned(round: Round) -> list[Assignment]:
    """Return the pairs a worker took out, that could not be asked, or of which the helper said no."""
    states = (AssignmentState.REMOVED, AssignmentState.REFUSED, AssignmentState.ENDED)
    return list(round.assignments.filter(state__in=states).select_related("offer"))


def _pairs(needs: list[Need], *, at: datetime) -> dict[UUID, list[Considered]]:
    """Return for each need who offers the very thing and can come, neighbours from around among them.

    Whoever only shares words with a need is worth a look on the board, but is not asked unlooked-at, by the dozen.
    """
    weighed = considered_for_needs(needs=needs, at=at, limit=EVERYBODY)
    return {pk: [one for one in found.considered if _can_be_asked(one)] for pk, found in weighed.items()}


def _can_be_asked(one: Considered) -> bool:
    if not any(reason.code == VERY_THING for reason in one.reasons):
        return False
    return one.is_answer or (one.refusals == ELSEWHERE and one.intent.person_id is not None)


def _edges(
    pairs: dict[UUID, list[Considered]], windows: dict[UUID, tuple[Window, ...]]
) -> tuple[list[Edge], dict[tuple[UUID, HelperKey], UUID]]:
    """Return one edge for a need and a helper, under the best of the helper's offers."""
    edges: list[Edge] = []
    chosen: dict[tuple[UUID, HelperKey], UUID] = {}
    for need_id, found in pairs.items():
        for one in sorted(found, key=lambda one: (-one.score, one.intent.pk)):
            helper = helper_of(one.intent)
            if (need_id, helper) not in chosen:
                chosen[need_id, helper] = one.intent.pk
                quality = max(0, min(QUALITY_MAX, round(one.score * QUALITY_MAX)))
                edges.append(Edge(need_id, helper, quality, windows[one.intent.pk]))
    return edges, chosen


def _wanted(need: Need, start: datetime, now: int) -> Wanted:
    """Return when a need can be met and how long a meeting lasts."""
    if need.starts_at is None:
        days = [(day * SLOTS_PER_DAY + DAYTIME[0], day * SLOTS_PER_DAY + DAYTIME[1]) for day in range(7)]
        return Wanted(need.pk, _clipped(days, now), USUAL_SLOTS)
    ends_at = need.ends_at or need.starts_at + USUAL_SLOTS * SLOT
    first, last = slots_of(start, need.starts_at, ends_at)
    return Wanted(need.pk, _clipped([(first, last)], now), min(last - first, LONGEST_SLOTS))


def _windows_of(offer: Offer, start: datetime, *, at: datetime) -> list[Window]:
    """Return when an offer is to be had in the week: its dates, its hours, or in the daytime."""
    dates, weekly_hours = times_of(offer, at=at)
    if dates is not None:
        return [(-(-(begins - start) // SLOT), (ends - start) // SLOT) for begins, ends in dates]
    if weekly_hours:
        return [
            (day * SLOTS_PER_DAY + -(-begins // SLOT_MIN), day * SLOTS_PER_DAY + ends // SLOT_MIN)
            for day, begins, ends in weekly_hours
        ]
    return [(day * SLOTS_PER_DAY + DAYTIME[0], day * SLOTS_PER_DAY + DAYTIME[1]) for day in range(7)]


def _busy(offers: Iterable[Offer], start: datetime) -> tuple[dict[HelperKey, list[Window]], dict[HelperKey, int]]:
    """Return the hours of the week that helpers have promised or are asked for, and how many meetings these are."""
    offers = list(offers)
    end = start + SLOTS_PER_WEEK * SLOT
    persons = {offer.person_id for offer in offers if not offer.organization_id}
    theirs = Q(agreement__provider__in=persons) | Q(agreement__offer__in=[offer.pk for offer in offers])
    in_week = Q(starts_at__lt=end, ends_at__gt=start)
    promised = Commitment.objects.filter(theirs, in_week, state=CommitmentState.PLANNED).values_list(
        "agreement__provider", "agreement__provider_organization", "agreement__offer", "starts_at", "ends_at"
    )
    theirs = Q(provider__in=persons) | Q(offer__in=[offer.pk for offer in offers])
    asked = Agreement.objects.filter(
        theirs, in_week, state__in=(AgreementState.REQUESTED, AgreementState.HELD)
    ).values_list("provider", "provider_organization", "offer", "starts_at", "ends_at")
    busy: dict[HelperKey, list[Window]] = {}
    for person_id, organization_id, offer_id, starts_at, ends_at in (*promised, *asked):
        key = ("team", offer_id) if organization_id else ("neighbour", person_id)
        busy.setdefault(key, []).append(slots_of(start, starts_at, ends_at))
    return busy, {key: len(spans) for key, spans in busy.items()}


def _room(offer: Offer, party_size: int, meetings: int) -> int:
    """Return how many more meetings an offer bears in the week: its places, or what one usually manages."""
    if offer.capacity is None or offer.places_rule == PlacesRule.BY_TIME:
        hands = HANDS_OF_A_BODY if offer.organization_id else HANDS_OF_A_NEIGHBOUR
        return max(0, hands - meetings)
    return max(0, (offer.places_left or 0) // party_size)


def _served(persons: list[UUID]) -> dict[UUID, int]:
    """Return how many promises to each of these were kept."""
    rows = Agreement.objects.filter(receiver__in=persons, state=AgreementState.CONFIRMED).values("receiver")
    return {row["receiver"]: row["count"] for row in rows.annotate(count=Count("pk")).order_by()}


def _pin(pin: Assignment, start: datetime) -> Pin:
    first, _ = slots_of(start, pin.starts_at, pin.ends_at)
    return Pin(pin.need_id, helper_of(pin.offer), first, pin.quality)


def _clipped(windows: Sequence[Window], now: int) -> tuple[Window, ...]:
    """Return what of windows lies in the week and still ahead."""
    inside = [(max(first, now, 0), min(last, SLOTS_PER_WEEK)) for first, last in windows]
    return tuple((first, last) for first, last in inside if first < last)


def _without(windows: Sequence[Window], busy: Sequence[Window]) -> tuple[Window, ...]:
    """Return what of windows is left beside busy hours."""
    free = [False] * SLOTS_PER_WEEK
    for spans, value in ((windows, True), (_clipped(busy, 0), False)):
        for first, last in spans:
            free[first:last] = [value] * (last - first)
    turns = [slot for slot, (left, right) in enumerate(pairwise([False, *free, False])) if left != right]
    return tuple(zip(turns[::2], turns[1::2], strict=True))
