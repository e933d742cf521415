"""A community in a week with more needs than helpers, and its round."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sanshe.domain.clearing import operations
from sanshe.domain.clearing.models import Round
from sanshe.domain.exchange.models import Need, Offer
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy.models import TaxonomyTerm
from tests.factories import AT, SHANGHAI, make_category, make_community, make_need, make_offer, make_person, make_worker

# The Monday after `AT`.
WEEK = date(2026, 3, 9)
HOUR = timedelta(hours=1)


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of the week; day 0 is its Monday."""
    midnight = datetime.combine(WEEK, datetime.min.time(), tzinfo=SHANGHAI)
    return midnight + timedelta(days=day, hours=hour, minutes=minute)


@dataclass(frozen=True)
class Week:
    """Who is there."""

    community: Community
    worker: Person
    category: TaxonomyTerm
    needs: list[Need]
    offers: list[Offer]


def make_escort_need(week_of: Community, category: TaxonomyTerm, *, name: str, **fields) -> Need:
    """Post a need for company to the hospital."""
    person = make_person(community=week_of, name=name)
    return make_need(person=person, community=week_of, category=category, **fields)


def make_escort_offer(week_of: Community, category: TaxonomyTerm, *, name: str, **fields) -> Offer:
    """Post an offer of company to the hospital."""
    person = make_person(community=week_of, name=name)
    return make_offer(person=person, community=week_of, category=category, **fields)


def make_week(*, needs: int = 3) -> Week:
    """Make a week: needs one after the other on Tuesday morning, one helper who has that morning and two places."""
    community = make_community()
    category = make_category(code="escort_to_doctor", name="陪同就医", words=("医院", "看病"))
    wanted = [
        make_escort_need(
            community, category, name=f"王阿姨{number}", starts_at=on(1, 9 + number), ends_at=on(1, 10 + number)
        )
        for number in range(needs)
    ]
    offer = make_escort_offer(community, category, name="陈大姐", weekly_hours=[[1, 480, 960]], capacity=2)
    return Week(community, make_worker(community=community), category, wanted, [offer])


def make_round(week: Week, *, is_solved: bool = True, at: datetime = AT) -> Round:
    """Draw up the round of the week and, unless told, compute it."""
    found = operations.draw_up_round(actor=week.worker, community=week.community, week_starts_on=WEEK, at=at)
    if is_solved:
        operations.solve_round(round_id=found.pk, run=found.run, at=at)
        found.refresh_from_db()
    return found
