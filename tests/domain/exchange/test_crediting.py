"""Time credits for promises made for them: booked with the confirmation, and never in its way."""

from datetime import timedelta

import pytest

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.choices import SettledAs
from sanshe.domain.ledger import queries as ledger
from sanshe.domain.ledger.models import Transfer
from sanshe.domain.notifications.models import Notification
from tests.factories import AT, make_community, make_need, make_offer, make_organization, make_person, make_request
from tests.factories import make_worker as make_community_worker
from tests.factories.ledger import make_scheme

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def scheme(community):
    return make_scheme(community=community)


@pytest.fixture
def receiver(community):
    return make_person(community=community, name="王阿姨")


@pytest.fixture
def provider(community):
    return make_person(community=community, name="李师傅")


def agreed(receiver, provider, community, *, hours=1, **offer):
    starts_at = AT + DAY
    need = make_need(person=receiver, community=community, starts_at=starts_at, ends_at=starts_at + hours * HOUR, at=AT)
    made = make_offer(person=provider, community=community, **{"cost_basis": "time_credit", **offer})
    asked = make_request(need=need, offer=made)
    return operations.accept_agreement(actor=provider, agreement_id=asked.pk, at=AT)


def keep(agreement, **delivery):
    operations.record_delivery(actor=agreement.provider, agreement_id=agreement.pk, at=AT + 2 * DAY, **delivery)
    operations.confirm_delivery(actor=agreement.receiver, agreement_id=agreement.pk, at=AT + 2 * DAY)


def balances(scheme, *people):
    accounts = [ledger.own_account(scheme=scheme, person=one) for one in people]
    return [one.balance_min if one else None for one in accounts]


def test_confirmed_time_goes_from_the_receiver_to_the_giver(scheme, receiver, provider, community):
    keep(agreed(receiver, provider, community), duration_min=90)

    assert balances(scheme, receiver, provider) == [-90, 90]


def test_time_not_written_down_counts_as_planned(scheme, receiver, provider, community):
    keep(agreed(receiver, provider, community, hours=2))

    assert balances(scheme, receiver, provider) == [-120, 120]


def test_correction_counts_and_not_what_it_corrects(scheme, receiver, provider, community):
    agreement = agreed(receiver, provider, community)
    operations.record_delivery(actor=provider, agreement_id=agreement.pk, at=AT + 2 * DAY, duration_min=90)
    operations.correct_delivery(
        actor=provider, delivery_id=agreement.deliveries.get().pk, at=AT + 2 * DAY, duration_min=60
    )
    operations.confirm_delivery(actor=receiver, agreement_id=agreement.pk, at=AT + 2 * DAY)

    assert balances(scheme, receiver, provider) == [-60, 60]


def test_free_help_moves_nothing(scheme, receiver, provider, community):
    keep(agreed(receiver, provider, community, cost_basis="free"), duration_min=90)

    assert Transfer.objects.count() == 0


def test_community_that_counts_no_time_books_none(receiver, provider, community):
    keep(agreed(receiver, provider, community), duration_min=90)

    assert (Transfer.objects.count(), Notification.objects.filter(kind="credits_not_booked").count()) == (0, 0)


def test_confirmation_stands_where_the_account_is_at_its_floor_and_both_are_told(receiver, provider, community):
    scheme = make_scheme(community=community, floor_min=-60)
    agreement = agreed(receiver, provider, community)
    keep(agreement, duration_min=90)

    agreement.refresh_from_db()
    told = Notification.objects.filter(kind="credits_not_booked").values_list("person", flat=True)
    assert (agreement.state, Transfer.objects.count()) == ("confirmed", 0)
    assert {*told} == {receiver.pk, provider.pk}
    assert balances(scheme, receiver, provider) in ([None, None], [0, 0])


def test_organisation_is_paid_as_such(scheme, receiver, community):
    staff = make_person(community=community)
    organization = make_organization(staff=(staff,), community=community)
    need = make_need(person=receiver, community=community)
    offer = make_offer(person=staff, community=community, organization=organization, cost_basis="time_credit")
    asked = make_request(need=need, offer=offer)
    operations.accept_agreement(actor=staff, agreement_id=asked.pk, at=AT)
    operations.record_delivery(actor=staff, agreement_id=asked.pk, at=AT, duration_min=30)
    operations.confirm_delivery(actor=receiver, agreement_id=asked.pk, at=AT)

    account = ledger.organization_account(scheme=scheme, organization_id=organization.pk)
    assert (account.balance_min, balances(scheme, receiver)) == (30, [-30])


def test_dispute_settled_as_kept_is_booked_too(scheme, receiver, provider, community):
    worker = make_community_worker(community=community)
    agreement = agreed(receiver, provider, community)
    operations.record_delivery(actor=provider, agreement_id=agreement.pk, at=AT + 2 * DAY, duration_min=45)
    operations.dispute_delivery(actor=receiver, agreement_id=agreement.pk, reason="没做完", at=AT + 2 * DAY)
    operations.settle_dispute(
        actor=worker, agreement_id=agreement.pk, settled_as=SettledAs.KEPT, finding="做完了", at=AT + 3 * DAY
    )

    assert balances(scheme, receiver, provider) == [-45, 45]
