"""Load the demo district through the same operations that pages use, and make its sign-in links."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from types import ModuleType
from uuid import UUID
from zlib import crc32

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sanshe.cli.demo import (
    boards,
    clearing,
    insight,
    ledger,
    privacy,
    promises,
    proxy,
    referrals,
    residents,
    texts,
    trust,
)
from sanshe.cli.demo import organisations as organisations_grown
from sanshe.cli.demo import places as place_figures
from sanshe.cli.demo.files import (
    AgreementRow,
    CastRow,
    CommunityRow,
    District,
    OrganizationRow,
    PersonRow,
    SentenceRow,
    ServiceRow,
    read_district,
)
from sanshe.domain.catalogue import operations as catalogue
from sanshe.domain.exchange import operations as exchange
from sanshe.domain.exchange import queries as exchange_queries
from sanshe.domain.exchange.choices import AGE_BAND_YEARS, AgreementState
from sanshe.domain.notifications import operations as notifications
from sanshe.domain.organisations import operations as organisations
from sanshe.domain.organisations.choices import MembershipKind
from sanshe.domain.people import operations as people
from sanshe.domain.people import queries as people_queries
from sanshe.domain.people.choices import DISTRICT_WIDE, ConsentKind, GivenHow, RoleKind
from sanshe.domain.people.models import Person
from sanshe.domain.people.rules import has_role
from sanshe.domain.places import operations as places
from sanshe.domain.places import queries as places_queries
from sanshe.domain.taxonomy import operations as taxonomy
from sanshe.domain.taxonomy import queries as taxonomy_queries
from sanshe.kernel import journal, outbox

FOUNDED = timedelta(days=400)
JOINED = timedelta(days=300)
LISTED = timedelta(days=200)
SETTLED_NEWS = timedelta(days=2)
FIRST_HOUR, HOURS_PER_STEP, JITTER_MIN = 8, 2, 50
POSTED, REQUESTED, ANSWERED, DELIVERED, CLOSED, SETTLED = range(6)
STAFF_OF_AN_ORGANISATION = "organization_staff"
# What brings an area to life beyond the files, in this order.
AREAS = (
    place_figures,
    residents,
    proxy,
    organisations_grown,
    boards,
    texts,
    ledger,
    promises,
    trust,
    referrals,
    clearing,
    insight,
    privacy,
)

Progress = Callable[[str, int, int], None]
State = AgreementState


class HalfLoadedError(Exception):
    """An earlier load was interrupted; the district has to be started over."""


def load(*, at: datetime, progress: Progress) -> bool:
    """Load the demo district as of `at`, or return False where it is loaded already.

    `progress` hears what is being loaded, how much of it is done, and of how much.

    Raises
    ------
    HalfLoadedError
        An earlier load did not come to its end.
    DemoFileError
        A file of the district is broken; nothing has been stored.
    """
    district = read_district()
    if places_queries.community(code=district.communities[0].code):
        if _is_complete(district, at=at):
            return False
        raise HalfLoadedError
    loader = _Loader(district=district, at=at, progress=progress)
    loader.run()
    outbox.discard_waiting(reason="history of the demo")
    return True


def sign_in_links(base_url: str) -> list[tuple[str, str, str]]:
    """Return (role, who it is, link) for everybody whose link the demo prints, one for each role."""
    district = read_district()
    phones = {row.key: row.phone for row in district.people}
    links = []
    for member in (row for row in district.cast if row.shown):
        person = people_queries.person_with_phone(phone=people.normalize_phone(text=phones[member.person]))
        if person:
            token = people_queries.sign_in_token(person=person)
            title = member.title_en if (get_language() or "").startswith("en") else member.title_zh
            role = RoleKind(member.role).label if member.role in RoleKind else _("Staff of an organisation")
            links.append((str(role), title, base_url.rstrip("/") + reverse("demo_sign_in", args=[token])))
    return links


def _is_complete(district: District, *, at: datetime) -> bool:
    """Tell whether the last thing a load does was done: the role of the last member of the cast."""
    last = district.cast[-1]
    phone = next(row.phone for row in district.people if row.key == last.person)
    person = people_queries.person_with_phone(phone=people.normalize_phone(text=phone))
    return has_role(person=person, kinds=(last.role,), at=at)


@dataclass
class _Loader:
    """Holds what is stored so far under the keys of the files."""

    district: District
    at: datetime
    progress: Progress
    communities: dict = field(default_factory=dict)
    landmarks: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)
    organizations: dict = field(default_factory=dict)
    intents: dict[str, UUID] = field(default_factory=dict)
    agreements: dict[str, UUID] = field(default_factory=dict)

    def run(self) -> None:
        """Load everything, from the ground up."""
        fields, categories = taxonomy_queries.shipped_terms()
        taxonomy.load_terms(fields=fields, categories=categories, at=self.at)
        self.categories = {term.code: term for term in taxonomy_queries.categories()}
        self.services = {row.key: row for row in self.district.services}
        self.staff = {row.organization: row.person for row in self.district.cast if row.organization}
        self.rows = {row.key: row for row in self.district.sentences}
        self.answered = {row.need for row in self.district.agreements}
        district = self.district
        self._each("communities", district.communities, self._found)
        self._each("people", district.people, self._enter)
        self._each("organizations", district.organizations, self._register)
        *most, last = district.cast
        self._each("roles", most, self._cast)
        self._each("services", district.services, self._list)
        self._each("history", sorted(self._history(), key=lambda step: step[:2]), lambda step: step[2]())
        open_needs = [row for row in district.sentences if row.kind == "need" and row.key not in self.answered]
        self._each("answers", open_needs, self._count_answers)
        self._each("areas", AREAS, self._load_area)
        notifications.settle_history(before=self.at - SETTLED_NEWS, at=self.at)
        journal.seal()
        notifications.tell_of_people(at=self.at)  # listens from here on: a loaded history is no news
        self._cast(last)  # the mark of a whole load

    def _load_area(self, area: ModuleType) -> None:
        area.load(communities=self.communities, people=self.people, organizations=self.organizations, at=self.at)

    def _each(self, label: str, rows, store: Callable) -> None:
        for done, row in enumerate(rows, start=1):
            store(row)
            self.progress(label, done, len(rows))

    def _found(self, row: CommunityRow) -> None:
        community = places.found_community(
            code=row.code,
            name_zh=row.name_zh,
            name_en=row.name_en,
            longitude=row.longitude,
            latitude=row.latitude,
            boundary=dict(row.boundary),
            portrait_zh=row.portrait_zh,
            portrait_en=row.portrait_en,
            landmarks=[vars(spot) for spot in row.landmarks],
            at=self.at - FOUNDED,
        )
        self.communities[row.key] = community
        self.landmarks[row.key] = places_queries.landmarks(community=community)

    def _enter(self, row: PersonRow) -> None:
        self.people[row.key] = people.enter_person(
            full_name=row.full_name,
            form_of_address=row.form_of_address,
            birth_year=row.birth_year,
            phone=row.phone,
            community=self.communities.get(row.community),
            actor=None,
            at=self.at - JOINED,
            claimed_at=self.at - JOINED if row.phone else None,
        )

    def _register(self, row: OrganizationRow) -> None:
        self.organizations[row.key] = organisations.register_organization(
            kind=row.kind,
            name=row.name_zh,
            name_en=row.name_en,
            description=row.description_zh,
            description_en=row.description_en,
            seal_text=row.seal_text,
            community=self.communities.get(row.community),
            phone=row.phone,
            actor=None,
            at=self.at - JOINED,
        )

    def _cast(self, row: CastRow) -> None:
        person, at = self.people[row.person], self.at - JOINED
        if row.organization:
            organisations.start_membership(
                person=person,
                organization=self.organizations[row.organization],
                kind=MembershipKind.STAFF,
                actor=None,
                at=at,
            )
        if row.role not in (RoleKind.RESIDENT, STAFF_OF_AN_ORGANISATION):
            community = None if row.role in DISTRICT_WIDE else self.communities[row.community]
            people.start_role(person=person, kind=row.role, community=community, at=at, actor=None)

    def _list(self, row: ServiceRow) -> None:
        organization = self.organizations[row.organization]
        service = catalogue.list_service(
            organization=organization,
            community=organization.community,
            category=self.categories[row.category],
            name=row.name_zh,
            description=row.description_zh,
            cost_basis=row.cost_basis,
            fees_text=row.fees,
            minimum_age=row.minimum_age,
            maximum_age=row.maximum_age,
            hours_text=row.hours_text,
            weekly_hours=row.hours,
            place_text=row.place,
            capacity=row.capacity,
            phone=organization.phone,
            actor=None,
            at=self.at - LISTED,
        )
        self.intents[row.key] = exchange.offer_service(
            service=service, community=organization.community, actor=None, at=self.at - LISTED
        ).pk

    def _history(self) -> Iterator[tuple[datetime, int, Callable]]:
        """Yield what people did, with its instant; the number keeps simultaneous steps in order."""
        numbers = count()

        def step(days_ago: int, kind: int, key: str, act: Callable, row) -> tuple[datetime, int, Callable]:
            instant = self._instant(days_ago, kind, key)
            return instant, next(numbers), lambda: act(row, instant)

        for row in self.district.sentences:
            yield step(
                row.days_ago,
                POSTED,
                row.key,
                self._post_need if row.kind == "need" else self._post_offer,
                row,
            )
        for row in self.district.agreements:
            yield step(row.requested_days_ago, REQUESTED, row.key, self._request, row)
            for days_ago, kind, act in (
                (row.answered_days_ago, ANSWERED, self._answer),
                (row.delivered_days_ago, DELIVERED, self._deliver),
                (row.closed_days_ago, CLOSED, self._close),
                (row.settled_days_ago, SETTLED, self._settle),
            ):
                if days_ago is not None:
                    yield step(days_ago, kind, row.key, act, row)

    def _instant(self, days_ago: int, step: int, key: str) -> datetime:
        """Return a daytime instant of that day; today's steps all lie within the last hour."""
        jitter = crc32(key.encode()) % JITTER_MIN
        if days_ago == 0:
            return self.at - timedelta(minutes=60 - 10 * step, seconds=jitter)
        midnight = timezone.localtime(self.at).replace(hour=0, minute=0, second=0, microsecond=0)
        hour = timedelta(hours=FIRST_HOUR + HOURS_PER_STEP * step, minutes=jitter)
        return midnight - timedelta(days=days_ago) + hour

    def _post_need(self, row: SentenceRow, at: datetime) -> None:
        community = self.communities[row.community]
        # A need still open looks forward from today; one that was answered looked forward from its own day.
        seen_from = at if row.key in self.answered else self.at
        read = exchange_queries.reading_of(sentence=row.when, community=community, at=seen_from) if row.when else None
        span = read.times[0] if read and read.times else None
        bands = (code for code, (low, high) in AGE_BAND_YEARS.items() if row.age is not None and low <= row.age <= high)
        writer, receiver = self.people[row.entered_by or row.person], self.people[row.person]
        if writer != receiver:
            self._consent(ConsentKind.PROXY_ENTRY, receiver, writer, at)
        if self.categories[row.category].is_sensitive:
            self._consent(ConsentKind.SENSITIVE_DATA, receiver, writer, at)
        need = exchange.post_need(
            actor=writer,
            receiver=receiver,
            community=community,
            sentence=row.sentence,
            category=self.categories[row.category],
            starts_at=span.starts_at if span else None,
            ends_at=span.ends_at if span else None,
            recurrence=(span.recurrence or "") if span else "",
            time_text=row.when,
            place_text=row.place,
            landmark=self._landmark(row),
            age_band=next(bands, ""),
            age_years=row.age,
            is_urgent=row.urgent,
            at=at,
        )
        self.intents[row.key] = need.pk

    def _consent(self, kind: ConsentKind, person: Person, actor: Person, at: datetime) -> None:
        how = GivenHow.ON_SCREEN if person == actor else GivenHow.SPOKEN
        people.give_consent(person=person, kind=kind, wording=str(kind.label), how=how, actor=actor, at=at)

    def _post_offer(self, row: SentenceRow, at: datetime) -> None:
        offer = exchange.post_offer(
            actor=self.people[row.person],
            community=self.communities.get(row.community),
            sentence=row.sentence,
            category=self.categories[row.category],
            time_text=row.when,
            weekly_hours=row.hours,
            place_text=row.place,
            landmark=self._landmark(row),
            capacity=row.capacity,
            cost_basis=row.cost_basis,
            at=at,
        )
        self.intents[row.key] = offer.pk

    def _landmark(self, row: SentenceRow):
        spots = self.landmarks.get(row.community, ())
        return next((spot for spot in spots if row.place and spot.name_zh in row.place), None)

    def _sides(self, row: AgreementRow) -> tuple:
        """Return who receives and who gives; for a service, the one of the cast who acts for its body."""
        offer = self.rows.get(row.offer)
        provider = offer.person if offer else self.staff[self.services[row.offer].organization]
        return self.people[self.rows[row.need].person], self.people[provider]

    def _request(self, row: AgreementRow, at: datetime) -> None:
        receiver, provider = self._sides(row)
        ask, actor = (
            (exchange.ask_for_offer, receiver) if row.asked_by == "receiver" else (exchange.lend_a_hand, provider)
        )
        self.agreements[row.key] = ask(
            actor=actor,
            need_id=self.intents[row.need],
            offer_id=self.intents[row.offer],
            message=row.message,
            at=at,
        ).pk

    def _answer(self, row: AgreementRow, at: datetime) -> None:
        receiver, provider = self._sides(row)
        asking, asked = (receiver, provider) if row.asked_by == "receiver" else (provider, receiver)
        about = {"agreement_id": self.agreements[row.key], "at": at}
        if row.state == State.WITHDRAWN:
            exchange.withdraw_request(actor=asking, **about)
        elif row.state == State.DECLINED:
            exchange.decline_agreement(actor=asked, reason=row.reason, **about)
        else:
            exchange.accept_agreement(actor=asked, **about)

    def _deliver(self, row: AgreementRow, at: datetime) -> None:
        _, provider = self._sides(row)
        about = {"actor": provider, "at": at}
        # Of a series, what was still to come was called off when both had seen enough of it.
        for number, meeting in enumerate(self._meetings_left(row, at)):
            if number:
                exchange.cancel_meeting(commitment_id=meeting, reason="后面的不用来了", **about)
        exchange.record_delivery(agreement_id=self.agreements[row.key], note=row.delivery_note, **about)

    def _meetings_left(self, row: AgreementRow, at: datetime) -> list:
        receiver, _ = self._sides(row)
        agreement = exchange_queries.agreement_for(actor=receiver, pk=self.agreements[row.key], at=at)
        return [one.pk for one in agreement.commitments.all() if one.is_planned]

    def _close(self, row: AgreementRow, at: datetime) -> None:
        receiver, _ = self._sides(row)
        about = {"actor": receiver, "agreement_id": self.agreements[row.key], "at": at}
        if row.state == State.CANCELLED:
            exchange.cancel_agreement(reason=row.reason, **about)
        elif row.state == State.CONFIRMED:
            exchange.confirm_delivery(thanks=row.thanks, **about)
        else:
            exchange.dispute_delivery(reason=row.reason, **about)

    def _settle(self, row: AgreementRow, at: datetime) -> None:
        community = self.rows[row.need].community
        worker = next(
            member
            for member in self.district.cast
            if member.role == RoleKind.COMMUNITY_WORKER and member.community == community
        )
        exchange.settle_dispute(
            actor=self.people[worker.person],
            agreement_id=self.agreements[row.key],
            settled_as=row.settled_as,
            finding=row.finding,
            at=at,
        )

    def _count_answers(self, row: SentenceRow) -> None:
        need = exchange_queries.need_for(actor=self.people[row.person], pk=self.intents[row.key], at=self.at)
        found = exchange_queries.answers_to_need(need=need, at=self.at)
        exchange.count_answers(need_id=need.pk, count=len(found), at=self.at)
