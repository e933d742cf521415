"""What the database refuses whoever asks it."""

import pytest
from django.db import IntegrityError, connection, transaction

from sanshe.domain.ledger.models import Account, Entry, Scheme, Transfer
from tests.factories import AT, make_community, make_person
from tests.factories.ledger import make_payment, make_scheme

pytestmark = pytest.mark.django_db


@pytest.fixture
def transfer():
    community = make_community()
    scheme = make_scheme(community=community)
    payer, payee = make_person(community=community), make_person(community=community)
    return make_payment(scheme=scheme, payer=payer, payee=payee, minutes=60, note="陪去医院")


def execute(statement: str, params: list) -> None:
    """Carry out a statement and let everything be checked at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refuses(statement: str, params: list) -> None:
    """Expect that the database refuses a statement, now or when everything is checked."""
    with pytest.raises(IntegrityError):
        execute(statement, params)


def write(transfer: Transfer, moves: list[tuple[Account, int]]) -> None:
    """Write a gift past the operations, balances and all, and let everything be checked at once."""
    with transaction.atomic():
        made = Transfer.objects.create(
            scheme=transfer.scheme, kind="gift", booked_at=AT, recorded_by=transfer.recorded_by
        )
        for account, amount in moves:
            Entry.objects.create(transfer=made, account=account, amount_min=amount)
            Account.objects.filter(pk=account.pk).update(balance_min=account.balance_min + amount)
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_entries_and_transfers_are_never_changed_or_removed(transfer):
    refuses("UPDATE ledger_entry SET amount_min = amount_min * 2 WHERE transfer_id = %s", [transfer.pk])
    refuses("DELETE FROM ledger_entry WHERE transfer_id = %s", [transfer.pk])
    refuses("UPDATE ledger_transfer SET kind = 'gift' WHERE id = %s", [transfer.pk])
    refuses("UPDATE ledger_transfer SET note = '别的话' WHERE id = %s", [transfer.pk])
    refuses("UPDATE ledger_transfer SET booked_at = now(), note = '' WHERE id = %s", [transfer.pk])
    refuses("DELETE FROM ledger_transfer WHERE id = %s", [transfer.pk])


def test_only_the_note_can_be_emptied(transfer):
    Transfer.objects.filter(pk=transfer.pk).update(note="")

    assert Transfer.objects.get(pk=transfer.pk).note == ""


def test_a_balance_is_the_sum_of_its_entries(transfer):
    account = transfer.entries.first().account

    refuses("UPDATE ledger_account SET balance_min = balance_min + 1 WHERE id = %s", [account.pk])


def test_an_account_stays_with_its_holder(transfer):
    account, other = (one.account for one in transfer.entries.all())
    stranger = make_person()

    refuses("UPDATE ledger_account SET person_id = %s WHERE id = %s", [stranger.pk, account.pk])
    refuses("UPDATE ledger_account SET number = '000000' WHERE id = %s", [other.pk])


def test_a_transfer_adds_up_to_nothing_and_has_two_sides(transfer):
    payer, payee = transfer.entries.order_by("amount_min").values_list("account", flat=True)
    payer, payee = Account.objects.get(pk=payer), Account.objects.get(pk=payee)

    with pytest.raises(IntegrityError, match="does not balance"):
        write(transfer, [(payee, 5)])
    with pytest.raises(IntegrityError, match="does not balance"):
        write(transfer, [(payer, -5), (payee, 6)])
    with pytest.raises(IntegrityError, match="does not balance"):
        write(transfer, [])


def test_a_transfer_never_leaves_its_scheme(transfer):
    elsewhere = Account.objects.get(scheme=make_scheme(community=make_community()))
    account = transfer.entries.get(amount_min__gt=0).account

    with pytest.raises(IntegrityError, match="does not balance within one scheme"):
        write(transfer, [(account, -5), (elsewhere, 5)])


@pytest.mark.parametrize("low", ["person", "pool"])
def test_no_balance_falls_below_its_floor(transfer, low):
    payer = transfer.entries.get(amount_min__lt=0).account
    payee = transfer.entries.get(amount_min__gt=0).account
    pool = Account.objects.get(scheme=transfer.scheme, kind="pool")
    giving, minutes = (payer, 241) if low == "person" else (pool, 1)

    with pytest.raises(IntegrityError, match="below its floor"):
        write(transfer, [(giving, -minutes), (payee, minutes)])


def test_the_floor_cannot_rise_above_somebody(transfer):
    refuses("UPDATE ledger_scheme SET floor_min = -59 WHERE id = %s", [transfer.scheme_id])
    execute("UPDATE ledger_scheme SET floor_min = -60 WHERE id = %s", [transfer.scheme_id])

    assert Scheme.objects.get().floor_min == -60
