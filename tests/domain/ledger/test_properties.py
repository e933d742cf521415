"""Whatever people do with their time credits, the books agree."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanshe.domain.ledger import operations, queries
from sanshe.domain.ledger.models import Account, Transfer
from sanshe.domain.ledger.rules import check_digit, is_number
from sanshe.kernel.errors import DomainError
from tests.factories import AT, make_community, make_person, make_worker
from tests.factories.ledger import make_account, make_payment, make_scheme

PEOPLE = 4
ACTS = st.one_of(
    st.tuples(
        st.sampled_from(["pay", "give"]), st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1), st.integers(-5, 700)
    ),
    st.tuples(st.just("pot"), st.integers(0, PEOPLE - 1), st.just(0), st.integers(-5, 700)),
    st.tuples(st.just("grant"), st.just(0), st.integers(0, PEOPLE - 1), st.integers(-5, 700)),
    st.tuples(st.just("back"), st.integers(0, 30), st.integers(0, PEOPLE - 1), st.just(0)),
    st.tuples(st.just("expire"), st.just(0), st.just(0), st.just(0)),
)


@pytest.fixture
def world(db):
    community = make_community()
    worker = make_worker(community=community)
    scheme = make_scheme(community=community, worker=worker, expires_after_months=6)
    people = [make_person(community=community) for _ in range(PEOPLE)]
    return scheme, worker, people, [make_account(scheme=scheme, person=one) for one in people]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(ACTS, st.integers(0, 40)), max_size=25))
def test_books_agree_after_whatever_is_done(world, acts):
    scheme, worker, people, accounts = world
    with transaction.atomic():
        at = AT
        for (act, one, other, minutes), days in acts:
            at += timedelta(days=days)
            try:
                with transaction.atomic():
                    _do(act, scheme, worker, people, accounts, one, other, minutes, at)
            except DomainError:
                continue
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

        found = Account.objects.filter(scheme=scheme).annotate(total=Sum("entries__amount_min"))
        assert sum(one.balance_min for one in found) == 0
        assert [one.balance_min for one in found] == [one.total or 0 for one in found]
        assert min(one.balance_min for one in found) >= scheme.floor_min
        assert queries.pool_of(scheme=scheme).balance_min >= 0
        assert not Transfer.objects.filter(reverses__kind=F("kind")).exists()
        transaction.set_rollback(True)


def _do(act, scheme, worker, people, accounts, one, other, minutes, at) -> None:
    if act == "pay":
        make_payment(scheme=scheme, payer=people[one], payee=people[other], minutes=minutes, at=at)
    elif act == "give":
        number = accounts[other].number
        operations.give(actor=people[one], account_id=accounts[one].pk, number=number, minutes=minutes, at=at)
    elif act == "pot":
        operations.give(actor=people[one], account_id=accounts[one].pk, to_pool=True, minutes=minutes, at=at)
    elif act == "grant":
        operations.grant(actor=worker, scheme=scheme, number=accounts[other].number, minutes=minutes, at=at)
    elif act == "expire":
        operations.expire_credits(at=at)
    else:
        made = list(Transfer.objects.order_by("booked_at", "id").values_list("pk", flat=True))
        if made:
            operations.take_back(actor=people[other], transfer_id=made[one % len(made)], at=at)


@given(digits=st.from_regex(r"[0-9]{5}", fullmatch=True), place=st.integers(0, 5), wrong=st.integers(1, 9))
def test_one_wrong_figure_is_never_another_number(digits, place, wrong):
    number = digits + check_digit(digits=digits)
    mistyped = number[:place] + str((int(number[place]) + wrong) % 10) + number[place + 1 :]

    assert is_number(text=number)
    assert not is_number(text=mistyped)
