"""Nobody gives the same minutes twice, however many gifts leave at the same instant."""

from functools import partial

import pytest
from django.db.models import Sum

from sanshe.domain.ledger import operations
from sanshe.domain.ledger.errors import CreditFloorReached
from sanshe.domain.ledger.models import Account, Entry, Transfer
from tests.concurrency import Racers
from tests.factories import AT, make_community, make_person
from tests.factories.ledger import make_account, make_payment, make_scheme

RACERS = 32


@pytest.mark.django_db(transaction=True)
def test_32_gifts_at_once_stop_at_the_floor():
    community = make_community()
    scheme = make_scheme(community=community, floor_min=-300)
    giver = make_person(community=community)
    giving = make_account(scheme=scheme, person=giver)
    taking = [make_account(scheme=scheme, person=make_person(community=community)) for _ in range(RACERS)]

    with Racers(RACERS) as racers:
        outcomes = racers.run(
            [
                partial(operations.give, actor=giver, account_id=giving.pk, number=one.number, minutes=60, at=AT)
                for one in taking
            ]
        )

    made = sum(isinstance(outcome, Transfer) for outcome in outcomes)
    refused = sum(isinstance(outcome, CreditFloorReached) for outcome in outcomes)
    giving.refresh_from_db()
    assert (made, refused, giving.balance_min) == (5, RACERS - 5, -300)
    assert Entry.objects.aggregate(sum=Sum("amount_min"))["sum"] == 0


@pytest.mark.django_db(transaction=True)
def test_everybody_gives_to_everybody_and_nobody_waits_in_a_circle():
    community = make_community()
    scheme = make_scheme(community=community)
    people = [make_person(community=community) for _ in range(8)]
    accounts = [make_account(scheme=scheme, person=person) for person in people]

    with Racers(RACERS) as racers:
        outcomes = racers.run(
            [
                partial(
                    operations.give,
                    actor=people[number % 8],
                    account_id=accounts[number % 8].pk,
                    number=accounts[(number + 1 + number // 8) % 8].number,
                    minutes=7,
                    at=AT,
                )
                for number in range(RACERS)
            ]
        )

    assert [type(outcome) for outcome in outcomes] == [Transfer] * RACERS
    assert Account.objects.aggregate(sum=Sum("balance_min"))["sum"] == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_agreement_is_paid_once_and_accounts_are_opened_once():
    community = make_community()
    scheme = make_scheme(community=community)
    payer, payee = make_person(community=community), make_person(community=community)

    with Racers(RACERS) as racers:
        outcomes = racers.run(
            [partial(make_payment, scheme=scheme, payer=payer, payee=payee, source_key="agreement:1")] * RACERS
        )

    assert {getattr(outcome, "pk", outcome) for outcome in outcomes} == {Transfer.objects.get().pk}
    assert sorted(Account.objects.values_list("balance_min", flat=True)) == [-60, 0, 60]
