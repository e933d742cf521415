"""What people do with agreements, at random, and what has to hold afterwards whatever they did."""

import random
from collections import Counter
from datetime import datetime, timedelta

from django.db.models import Sum

from sanshe.domain.exchange import operations, rules
from sanshe.domain.exchange.choices import (
    HOLDING_NOTHING,
    PROMISING,
    AgreementState,
    ClosedAs,
    CommitmentState,
    PlacesRule,
    SettledAs,
)
from sanshe.domain.exchange.models import Agreement, Commitment, Need, Offer, ProviderStanding, SearchAlias
from sanshe.domain.exchange.queries.standing import fresh_standings, standings_of
from sanshe.domain.people.models import Person
from sanshe.kernel.errors import DomainError
from tests.factories import AT, make_community, make_need, make_offer, make_person, make_worker

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class Storm:
    """One connection's share of the storm: acts drawn from a seed, on whatever is there."""

    def __init__(self, seed: int, *, people: list[Person], worker: Person, offers: list, needs: list) -> None:
        self.draw = random.Random(seed)
        self.people, self.worker = people, worker
        self.offers, self.needs = offers, needs
        self.outcomes: Counter[str] = Counter()

    def blow(self, acts: int) -> Counter:
        """Act so many times; a refusal is an outcome, anything else ends the test."""
        for _ in range(acts):
            self.do(self.draw.choice(self.ACTS))
        return self.outcomes

    def do(self, act) -> None:
        """Do one act, and count what came of it."""
        try:
            act(self)
        except DomainError as error:
            self.outcomes[error.code] += 1
        else:
            self.outcomes[act.__name__] += 1

    def _at(self):
        return AT + timedelta(minutes=self.draw.randrange(3 * 24 * 60))

    def _agreement(self, *states: str) -> Agreement:
        """Return some agreement in one of these states, or as it was a moment ago."""
        pks = list(Agreement.objects.filter(state__in=states).values_list("pk", flat=True)[:40])
        if not pks:
            raise NothingThere
        return Agreement.objects.select_related("receiver", "provider").get(pk=self.draw.choice(pks))

    def _either(self, agreement: Agreement) -> Person:
        return self.draw.choice((agreement.receiver, agreement.provider))

    def ask(self):
        need = self.draw.choice((None, self.draw.choice(self.needs)))
        operations.ask_for_offer(
            actor=need.person if need else self.draw.choice(self.people),
            offer_id=self.draw.choice(self.offers).pk,
            need_id=need.pk if need else None,
            party_size=self.draw.choice((1, 1, 2)),
            starts_at=AT + self.draw.randrange(1, 5) * DAY if not need else None,
            ends_at=None,
            may_wait=True,
            at=self._at(),
        )

    def lend(self):
        need = self.draw.choice(self.needs)
        operations.lend_a_hand(actor=self.draw.choice(self.people), need_id=need.pk, at=self._at())

    def accept(self):
        agreement = self._agreement("requested", "held")
        who = agreement.receiver if agreement.turn == "receiver" else agreement.provider
        operations.accept_agreement(actor=who, agreement_id=agreement.pk, at=self._at())

    def decline(self):
        agreement = self._agreement("requested", "waiting")
        operations.decline_agreement(
            actor=self._either(agreement), agreement_id=agreement.pk, reason="不行", at=self._at()
        )

    def take_back(self):
        agreement = self._agreement("requested", "waiting", "held")
        operations.withdraw_request(actor=self._either(agreement), agreement_id=agreement.pk, at=self._at())

    def propose(self):
        agreement = self._agreement("requested", "accepted")
        starts_at = AT + self.draw.randrange(4, 9) * DAY
        operations.propose_time(
            actor=self._either(agreement),
            agreement_id=agreement.pk,
            starts_at=starts_at,
            ends_at=starts_at + HOUR,
            recurrence=self.draw.choice(("", "FREQ=WEEKLY;COUNT=3")),
            at=self._at(),
        )

    def answer(self):
        agreement = self._agreement("accepted")
        operations.answer_proposal(
            actor=self._either(agreement),
            agreement_id=agreement.pk,
            is_accepted=self.draw.random() < 0.6,
            at=self._at(),
        )

    def deliver(self):
        agreement = self._agreement("accepted")
        operations.record_delivery(actor=self._either(agreement), agreement_id=agreement.pk, at=self._at() + 30 * DAY)

    def confirm(self):
        agreement = self._agreement("delivered")
        operations.confirm_delivery(
            actor=agreement.receiver,
            agreement_id=agreement.pk,
            is_solved=self.draw.random() < 0.3,
            at=self._at() + 30 * DAY,
        )

    def miss(self):
        agreement = self._agreement("accepted")
        operations.report_missed(
            actor=self._either(agreement), agreement_id=agreement.pk, reason="没来", at=self._at() + 30 * DAY
        )

    def cancel(self):
        agreement = self._agreement("accepted")
        operations.cancel_agreement(
            actor=self._either(agreement), agreement_id=agreement.pk, reason="有事", at=self._at()
        )

    def dispute(self):
        agreement = self._agreement("delivered", "missed", "accepted")
        operations.dispute_delivery(
            actor=self._either(agreement), agreement_id=agreement.pk, reason="不对", at=self._at()
        )

    def settle(self):
        agreement = self._agreement("disputed")
        operations.settle_dispute(
            actor=self.worker,
            agreement_id=agreement.pk,
            settled_as=self.draw.choice(SettledAs.values),
            finding="谈过了",
            at=self._at(),
        )

    def pass_places_on(self):
        operations.lapse_holds(at=self._at())

    def close(self):
        need = self.draw.choice(self.needs)
        operations.close_need(actor=need.person, need_id=need.pk, closed_as=ClosedAs.NOT_NEEDED, at=self._at())

    def reopen(self):
        need = self.draw.choice(self.needs)
        operations.reopen_need(actor=need.person, need_id=need.pk, at=self._at())

    ACTS = (
        ask, ask, ask, lend, lend, accept, accept, accept, decline, take_back, propose, answer, deliver, deliver,
        confirm, confirm, miss, cancel, cancel, dispute, settle, settle, pass_places_on, close, reopen, reopen,
    )  # fmt: skip


class NothingThere(DomainError):
    """Nothing is in the state that the act needs."""

    code = "nothing_there"


def make_storms(*, people: int, seeds: int) -> list[Storm]:
    """Make a community with four offers of every rule, needs for one hand and for two, and so many storms over it."""
    community = make_community()
    neighbours = [make_person(community=community) for _ in range(people)]
    worker = make_worker(community=community)
    offers = [
        make_offer(person=neighbours[0], community=community, capacity=2),
        make_offer(
            person=neighbours[1], community=community, capacity=3, starts_at=AT + 9 * DAY, ends_at=AT + 10 * DAY
        ),
        make_offer(person=neighbours[2], community=community, capacity=2, weekly_hours=[[1, 480, 720]]),
        make_offer(person=neighbours[3], community=community),
    ]
    needs = [
        make_need(
            person=person, community=community, helpers_wanted=1 + number % 2, starts_at=AT + 5 * DAY, ends_at=None
        )
        for number, person in enumerate(neighbours[people // 3 :])
    ]
    return [Storm(seed, people=neighbours, worker=worker, offers=offers, needs=needs) for seed in range(seeds)]


def faults_in_the_books() -> list[str]:
    """Return what does not add up between needs, offers and agreements; nothing where all is well."""
    return [*_faults_of_offers(), *_faults_of_needs(), *_faults_of_agreements()]


def _faults_of_offers() -> list[str]:
    faults = []
    for offer in Offer.objects.all():
        held = Agreement.objects.filter(offer=offer, holds_place=True).aggregate(total=Sum("party_size"))["total"]
        if offer.places_taken != (held or 0):
            faults.append(f"offer {offer.pk} counts {offer.places_taken} places, {held} are held")
        if offer.capacity is not None and _is_oversold(offer):
            faults.append(f"offer {offer.pk} is oversold")
        waiting = Agreement.objects.filter(offer=offer, state=AgreementState.WAITING)
        faults += [
            f"{one.pk} waits though there is room"
            for one in waiting
            if rules.has_room(offer=offer, party_size=one.party_size)
        ]
    return faults


def _is_oversold(offer: Offer) -> bool:
    if offer.places_rule != PlacesRule.BY_TIME:
        return offer.places_taken > offer.capacity
    running = list(
        Commitment.objects.filter(
            agreement__offer=offer, state=CommitmentState.PLANNED, starts_at__isnull=False
        ).values_list("starts_at", "ends_at", "agreement__party_size")
    )
    return any(
        sum(size for start, end, size in running if start <= instant < end) > offer.capacity
        for instant, _, _ in running
    )


def _faults_of_needs() -> list[str]:
    faults = []
    for need in Need.objects.all():
        hands = Agreement.objects.filter(need=need, holds_hand=True).count()
        if need.helpers_taken != hands or hands > need.helpers_wanted:
            faults.append(
                f"need {need.pk} counts {need.helpers_taken} of {need.helpers_wanted} hands, {hands} are held"
            )
    asked = Need.objects.exclude(status="open").filter(agreements__state__in=("requested", "waiting"))
    return faults + [f"need {one.pk} is closed and still asked about" for one in asked]


def _faults_of_agreements() -> list[str]:
    idle = Agreement.objects.filter(state__in=HOLDING_NOTHING, holds_place=True)
    bare = Agreement.objects.filter(state__in=PROMISING, offer__isnull=False, holds_place=False)
    return [f"{one.pk} holds a place in vain" for one in idle] + [f"{one.pk} promises without a place" for one in bare]


def faults_in_the_standings(*, at: datetime) -> list[str]:
    """Return whose standing is not what their agreements say, and which index rows do not follow their offer."""
    rows = ProviderStanding.objects.filter(person__isnull=False)
    fresh = fresh_standings(person_ids=[row.person_id for row in rows], organization_ids=[], at=at)
    said = standings_of(person_ids=list(fresh), organization_ids=[]).of
    faults = [
        f"{key} stands as {said[key]}, not {one}"
        for key, one in fresh.items()
        if (said[key].kept, said[key].promises, said[key].load) != (one.kept, one.promises, one.load)
    ]
    faults += [
        f"{alias.offer_id} is found with {alias.places_left} places left"
        for alias in SearchAlias.objects.select_related("offer")
        if not alias.offer.is_open or alias.places_left != alias.offer.places_left
    ]
    return faults
