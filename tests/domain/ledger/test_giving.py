"""Gifts, the common pot, taking back, opening and closing."""

from datetime import timedelta

import pytest

from sanshe.domain.ledger import operations, queries
from sanshe.domain.ledger.errors import (
    AccountForbidden,
    AccountUnknown,
    CreditFloorReached,
    FloorAboveBalance,
    NoScheme,
    NotReversible,
    ReceiverMissing,
    ReversalForbidden,
    SchemeForbidden,
    SchemeOpenAlready,
)
from sanshe.domain.ledger.models import Account
from tests.factories import AT, make_community, make_person, make_worker
from tests.factories.ledger import make_account, make_payment, make_scheme
from tests.factories.organisations import make_group

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def worker(community):
    return make_worker(community=community)


@pytest.fixture
def scheme(community, worker):
    return make_scheme(community=community, worker=worker)


@pytest.fixture
def giver(community):
    return make_person(community=community, name="王阿姨")


@pytest.fixture
def giving(scheme, giver):
    return make_account(scheme=scheme, person=giver)


@pytest.fixture
def taking(scheme, community):
    return make_account(scheme=scheme, person=make_person(community=community, name="陈大姐"))


def balance(account) -> int:
    """Return what stands on an account now."""
    return Account.objects.get(pk=account.pk).balance_min


def give(giver, giving, minutes=60, at=AT, **to):
    """Let somebody give."""
    return operations.give(actor=giver, account_id=giving.pk, minutes=minutes, at=at, **to)


def test_gift_by_number_reaches_the_neighbour(giver, giving, taking):
    give(giver, giving, number=taking.number)

    assert (balance(giving), balance(taking)) == (-60, 60)


def test_gift_to_a_group_of_the_community_opens_its_account(scheme, community, giver, giving):
    group = make_group(community=community)

    give(giver, giving, organization_id=group.pk)

    assert queries.organization_account(scheme=scheme, organization_id=group.pk).balance_min == 60


def test_gift_to_nobody_to_two_or_to_a_strange_group_is_refused(giver, giving, taking):
    strange = make_group(community=make_community())

    for to in ({}, {"number": taking.number, "to_pool": True}, {"organization_id": strange.pk}):
        with pytest.raises(ReceiverMissing):
            give(giver, giving, **to)
    with pytest.raises(ReceiverMissing):
        give(giver, giving, neighbour_id=taking.pk)


def test_a_neighbour_dealt_with_can_be_chosen_without_a_number(scheme, giver, giving, taking):
    make_payment(scheme=scheme, payer=giver, payee=taking.person)

    give(giver, giving, neighbour_id=taking.pk)

    assert balance(taking) == 120


def test_a_mistyped_number_is_nobodys(giver, giving, taking):
    wrong = taking.number[:5] + str((int(taking.number[5]) + 1) % 10)

    with pytest.raises(AccountUnknown):
        give(giver, giving, number=wrong)


def test_nobody_gives_from_anothers_account_nor_from_the_pot(scheme, giver, taking, worker):
    with pytest.raises(AccountForbidden):
        give(giver, taking, to_pool=True)
    with pytest.raises(AccountForbidden):
        give(worker, queries.pool_of(scheme=scheme), number=taking.number)


def test_who_looks_after_a_group_gives_from_its_account(scheme, community, giver, taking):
    group = make_group(community=community, officers=(giver,), members=(taking.person,))
    account = operations.open_account(actor=giver, scheme=scheme, organization=group, at=AT)

    give(giver, account, number=taking.number)

    assert (balance(account), balance(taking)) == (-60, 60)
    with pytest.raises(AccountForbidden):
        give(taking.person, account, number=taking.number)


def test_the_pot_gives_only_what_is_in_it_and_never_to_who_gives(scheme, worker, giver, giving, taking):
    give(giver, giving, minutes=50, to_pool=True)
    own = make_account(scheme=scheme, person=worker)

    with pytest.raises(CreditFloorReached):
        operations.grant(actor=worker, scheme=scheme, number=taking.number, minutes=51, at=AT)
    with pytest.raises(SchemeForbidden):
        operations.grant(actor=worker, scheme=scheme, number=own.number, minutes=5, at=AT)
    with pytest.raises(SchemeForbidden):
        operations.grant(actor=giver, scheme=scheme, number=taking.number, minutes=5, at=AT)
    operations.grant(actor=worker, scheme=scheme, number=taking.number, minutes=50, at=AT)

    assert (balance(taking), queries.pool_of(scheme=scheme).balance_min) == (50, 0)


def test_who_gave_takes_a_gift_back_for_a_quarter_of_an_hour(giver, giving, taking):
    early = give(giver, giving, number=taking.number)
    late = give(giver, giving, number=taking.number)

    operations.take_back(actor=giver, transfer_id=early.pk, at=AT + 15 * MINUTE)
    with pytest.raises(ReversalForbidden):
        operations.take_back(actor=giver, transfer_id=late.pk, at=AT + 16 * MINUTE)

    assert (balance(giving), balance(taking)) == (-60, 60)


def test_who_received_or_a_worker_gives_back_at_any_time_but_once(scheme, worker, giver, giving, taking):
    first = give(giver, giving, number=taking.number)
    second = make_payment(scheme=scheme, payer=giver, payee=taking.person)
    later = AT + timedelta(days=90)

    back = operations.take_back(actor=taking.person, transfer_id=first.pk, at=later)
    operations.take_back(actor=worker, transfer_id=second.pk, at=later)

    assert (balance(giving), balance(taking)) == (0, 0)
    for pk in (first.pk, back.pk):
        with pytest.raises(NotReversible):
            operations.take_back(actor=worker, transfer_id=pk, at=later)


def test_what_was_used_cannot_come_back(scheme, giver, giving, taking):
    gift = give(giver, giving, minutes=200, number=taking.number)
    give(taking.person, taking, minutes=400, to_pool=True)

    with pytest.raises(CreditFloorReached):
        operations.take_back(actor=giver, transfer_id=gift.pk, at=AT + MINUTE)


def test_a_closed_scheme_moves_nothing_and_goes_on_when_opened_again(scheme, community, worker, giver, giving, taking):
    gift = give(giver, giving, number=taking.number)
    operations.close_scheme(actor=worker, community=community, at=AT + MINUTE)

    with pytest.raises(NoScheme):
        give(giver, giving, number=taking.number)
    with pytest.raises(NoScheme):
        operations.take_back(actor=giver, transfer_id=gift.pk, at=AT + MINUTE)
    with pytest.raises(FloorAboveBalance):
        make_scheme(community=community, worker=worker, floor_min=-59)
    make_scheme(community=community, worker=worker, floor_min=-60)
    with pytest.raises(SchemeOpenAlready):
        make_scheme(community=community, worker=worker)
    assert balance(giving) == -60


def test_only_a_worker_opens_and_closes(community, giver):
    with pytest.raises(SchemeForbidden):
        make_scheme(community=community, worker=giver)
    with pytest.raises(SchemeForbidden):
        operations.close_scheme(actor=giver, community=community, at=AT)


def test_a_statement_runs_from_its_opening_to_its_closing(scheme, giver, giving, taking):
    day = timedelta(days=1)
    for days, minutes in ((0, 30), (10, 20), (40, 5)):
        give(giver, giving, minutes=minutes, number=taking.number, at=AT + days * day)

    told = queries.statement(account=giving, starts_at=AT + 5 * day, ends_at=AT + 40 * day)

    assert (told.opening_min, told.closing_min) == (-30, -50)
    assert [(one.amount_min, one.balance_min) for one in told.lines] == [(-20, -50)]


def test_nobody_opens_an_account_where_they_neither_live_nor_work(scheme):
    with pytest.raises(AccountForbidden):
        make_account(scheme=scheme, person=make_person(community=make_community()))
