"""Paying for help in minutes."""

import pytest

from sanshe.domain.ledger import operations, queries
from sanshe.domain.ledger.errors import (
    CreditFloorReached,
    HolderGone,
    MinutesOutOfRange,
    NoScheme,
    ReceiverMissing,
    SameAccount,
)
from sanshe.domain.ledger.models import Account, Transfer
from sanshe.domain.notifications.models import Notification
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_community, make_person
from tests.factories.ledger import make_payment, make_scheme
from tests.factories.organisations import make_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def scheme(community):
    return make_scheme(community=community)


@pytest.fixture
def payer(community):
    return make_person(community=community, name="王阿姨")


@pytest.fixture
def payee(community):
    return make_person(community=community, name="陈大姐")


def balances(scheme) -> dict[str, int]:
    """Return what stands on each account, by whose it is."""
    return {
        str(one.person or one.organization or "pool"): one.balance_min for one in queries.accounts_of(scheme=scheme)
    }


def test_payment_moves_minutes_from_one_to_the_other(scheme, payer, payee):
    transfer = make_payment(scheme=scheme, payer=payer, payee=payee, minutes=90)

    assert balances(scheme) == {"pool": 0, "王阿姨": -90, "陈大姐": 90}
    assert transfer.kind == "service"
    news = Notification.objects.get()
    assert (news.person, news.kind, news.words) == (payee, "credits_received", {"name": "王阿姨", "minutes": "90"})
    assert JournalEntry.objects.filter(operation="ledger.pay", subject_id=transfer.pk).count() == 1


def test_payment_with_the_same_source_is_booked_once(scheme, payer, payee):
    first = make_payment(scheme=scheme, payer=payer, payee=payee, source_key="agreement:1")
    second = make_payment(scheme=scheme, payer=payer, payee=payee, source_key="agreement:1", minutes=45)

    assert second.pk == first.pk
    assert balances(scheme) == {"pool": 0, "王阿姨": -60, "陈大姐": 60}


def test_payment_to_a_group_opens_its_account(scheme, community, payer, payee):
    group = make_group(community=community, officers=(payee,))

    operations.pay(
        payer_person_id=payer.pk,
        payee_organization_id=group.pk,
        minutes=30,
        community_code=community.code,
        source_key="a",
        actor=payer,
        at=AT,
    )

    assert balances(scheme) == {"pool": 0, "王阿姨": -30, "象棋小组": 30}
    assert Notification.objects.get().person == payee


def test_payment_below_the_floor_is_refused_and_nothing_is_booked(scheme, payer, payee):
    make_payment(scheme=scheme, payer=payer, payee=payee, minutes=280)

    with pytest.raises(CreditFloorReached) as refusal:
        make_payment(scheme=scheme, payer=payer, payee=payee, minutes=21)

    assert refusal.value.params == {"minutes": 20}
    assert Transfer.objects.count() == 1
    assert not queries.can_pay(payer_person_id=payer.pk, minutes=21, community_code=scheme.community.code, at=AT)
    assert queries.can_pay(payer_person_id=payer.pk, minutes=20, community_code=scheme.community.code, at=AT)


def test_somebody_without_an_account_can_pay_down_to_the_floor(scheme, payer):
    code = scheme.community.code

    assert queries.can_pay(payer_person_id=payer.pk, minutes=300, community_code=code, at=AT)
    assert not queries.can_pay(payer_person_id=payer.pk, minutes=301, community_code=code, at=AT)
    assert not queries.can_pay(payer_person_id=payer.pk, minutes=0, community_code=code, at=AT)
    assert not queries.can_pay(payer_person_id=payer.pk, minutes=1, community_code="510199999999", at=AT)


@pytest.mark.parametrize("minutes", [0, -5, 6001, 10**12])
def test_absurd_minutes_are_refused(scheme, payer, payee, minutes):
    with pytest.raises(MinutesOutOfRange):
        make_payment(scheme=scheme, payer=payer, payee=payee, minutes=minutes)


def test_payment_to_oneself_to_nobody_and_to_two_is_refused(scheme, payer, payee):
    with pytest.raises(SameAccount):
        make_payment(scheme=scheme, payer=payer, payee=payer)
    with pytest.raises(ReceiverMissing):
        operations.pay(
            payer_person_id=payer.pk,
            minutes=5,
            community_code=scheme.community.code,
            source_key="x",
            actor=payer,
            at=AT,
        )
    with pytest.raises(HolderGone):
        operations.pay(
            payer_person_id=payer.pk,
            payee_organization_id=payer.pk,
            minutes=5,
            community_code=scheme.community.code,
            source_key="x",
            actor=payer,
            at=AT,
        )


def test_payment_to_somebody_who_has_left_is_refused(scheme, payer, payee):
    payee.closed_at = AT
    payee.save()

    with pytest.raises(HolderGone):
        make_payment(scheme=scheme, payer=payer, payee=payee)
    assert not Account.objects.filter(person=payee).exists()


def test_payment_where_no_scheme_is_open_is_refused(community, payer, payee):
    with pytest.raises(NoScheme):
        operations.pay(
            payer_person_id=payer.pk,
            payee_person_id=payee.pk,
            minutes=5,
            community_code=community.code,
            source_key="x",
            actor=payer,
            at=AT,
        )


def test_payment_to_an_entry_made_one_with_another_goes_to_that_one(scheme, community, payer, payee):
    second = make_person(community=community, name="陈桂芳", phone=None)
    second.merged_into, second.closed_at = payee, AT
    second.save()

    make_payment(scheme=scheme, payer=payer, payee=second)

    assert balances(scheme) == {"pool": 0, "王阿姨": -60, "陈大姐": 60}
