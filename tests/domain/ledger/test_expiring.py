"""Credits that lapse: only where a scheme says so, told before, the oldest first."""

from datetime import datetime, timedelta

import pytest

from sanshe.domain.ledger import operations, queries
from sanshe.domain.ledger.models import ExpiryNotice
from sanshe.domain.ledger.rules import months_before
from sanshe.domain.notifications.models import Notification
from tests.factories import AT, SHANGHAI, make_community, make_person, make_worker
from tests.factories.ledger import make_payment, make_scheme

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
YEAR = 366 * DAY


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def worker(community):
    return make_worker(community=community)


@pytest.fixture
def earner(community):
    return make_person(community=community, name="陈大姐")


def earn(scheme, earner, minutes, at):
    """Let somebody help somebody new."""
    payer = make_person(community=scheme.community)
    return make_payment(scheme=scheme, payer=payer, payee=earner, minutes=minutes, at=at)


def spend(scheme, earner, minutes, at):
    """Let somebody be helped by somebody new."""
    payee = make_person(community=scheme.community)
    return make_payment(scheme=scheme, payer=earner, payee=payee, minutes=minutes, at=at)


def told(earner) -> list[str]:
    """Return of how many minutes somebody was told that they lapse."""
    news = Notification.objects.filter(person=earner, kind="credits_expiring").order_by("created_at")
    return [one.words["minutes"] for one in news]


def test_nothing_lapses_unless_the_scheme_says_so(community, worker, earner):
    scheme = make_scheme(community=community, worker=worker)
    earn(scheme, earner, 60, AT)

    assert operations.expire_credits(at=AT + 20 * YEAR) == 0
    assert told(earner) == []
    assert queries.own_account(scheme=scheme, person=earner).balance_min == 60


def test_old_credits_lapse_thirty_days_after_they_were_told_and_go_into_the_pot(community, worker, earner):
    scheme = make_scheme(community=community, worker=worker, expires_after_months=12)
    earn(scheme, earner, 60, AT)
    earn(scheme, earner, 45, AT + 100 * DAY)
    due = AT.replace(year=AT.year + 1) + DAY

    operations.expire_credits(at=due - 40 * DAY)
    assert told(earner) == []
    assert operations.expire_credits(at=due - 30 * DAY) == 0
    assert told(earner) == ["60"]
    assert operations.expire_credits(at=due - DAY) == 0
    assert operations.expire_credits(at=due) == 1
    assert operations.expire_credits(at=due) == 0

    assert queries.own_account(scheme=scheme, person=earner).balance_min == 45
    assert queries.pool_of(scheme=scheme).balance_min == 60
    assert told(earner) == ["60"]


def test_what_was_spent_came_from_the_oldest(community, worker, earner):
    scheme = make_scheme(community=community, worker=worker, expires_after_months=12)
    earn(scheme, earner, 60, AT)
    earn(scheme, earner, 45, AT + 100 * DAY)
    spend(scheme, earner, 50, AT + 200 * DAY)
    due = AT.replace(year=AT.year + 1) + DAY

    operations.expire_credits(at=due - 30 * DAY)
    operations.expire_credits(at=due)

    assert told(earner) == ["10"]
    assert queries.own_account(scheme=scheme, person=earner).balance_min == 45


def test_what_is_used_after_it_was_told_does_not_lapse(community, worker, earner):
    scheme = make_scheme(community=community, worker=worker, expires_after_months=12)
    earn(scheme, earner, 60, AT)
    due = AT.replace(year=AT.year + 1) + DAY
    operations.expire_credits(at=due - 30 * DAY)

    spend(scheme, earner, 70, due - 10 * DAY)

    assert operations.expire_credits(at=due) == 0
    assert queries.own_account(scheme=scheme, person=earner).balance_min == -10


def test_nobody_loses_anything_on_the_day_that_lapsing_is_turned_on(community, worker, earner):
    scheme = make_scheme(community=community, worker=worker)
    earn(scheme, earner, 60, AT)
    later = AT + 3 * YEAR
    operations.close_scheme(actor=worker, community=community, at=later)
    make_scheme(community=community, worker=worker, at=later, expires_after_months=6)

    assert operations.expire_credits(at=later) == 0
    assert told(earner) == ["60"]
    assert operations.expire_credits(at=later + 30 * DAY) == 1


def test_opening_anew_forgets_what_was_told(community, worker, earner):
    scheme = make_scheme(community=community, worker=worker, expires_after_months=12)
    earn(scheme, earner, 60, AT)
    operations.expire_credits(at=AT + YEAR)
    operations.close_scheme(actor=worker, community=community, at=AT + YEAR)
    make_scheme(community=community, worker=worker, at=AT + YEAR + DAY)

    assert ExpiryNotice.objects.count() == 0
    assert operations.expire_credits(at=AT + 2 * YEAR) == 0


@pytest.mark.parametrize(
    ("at", "months", "expected"),
    [
        ((2026, 3, 31), 1, (2026, 2, 28)),
        ((2024, 3, 31), 1, (2024, 2, 29)),
        ((2026, 1, 15), 1, (2025, 12, 15)),
        ((2026, 12, 31), 12, (2025, 12, 31)),
        ((2024, 2, 29), 12, (2023, 2, 28)),
        ((2026, 7, 1), 120, (2016, 7, 1)),
    ],
)
def test_months_before_is_the_same_day_or_the_last(at, months, expected):
    assert months_before(at=datetime(*at, tzinfo=SHANGHAI), months=months) == datetime(*expected, tzinfo=SHANGHAI)
