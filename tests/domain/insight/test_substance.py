"""What services came to: the counts, what of them is shown to whom, and what makes a service one."""

from datetime import timedelta

import pytest

from sanshe.domain.exchange.models import Delivery
from sanshe.domain.insight import queries
from tests.factories import AT, make_category, make_community, make_organization, make_service
from tests.factories.insight import deliver, make_receivers

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def service(community):
    category = make_category(code="escort_to_doctor", name="陪诊")
    return make_service(organization=make_organization(), category=category, community=community)


def substance(service, *, is_exact=True):
    return queries.substance_of(services=[service.pk], is_exact=is_exact)[service.pk]


def counts(found):
    return (found.times, found.people, found.came_back, found.heads, found.told, found.solved, found.thanked)


def test_service_that_never_took_place_came_to_nothing(service):
    found = substance(service, is_exact=False)

    assert counts(found) == (0, 0, 0, 0, 0, 0, 0)
    assert (found.is_service, found.reason, found.is_withheld) == (False, "never", False)


def test_people_are_counted_once_and_times_each(community, service):
    wang, li, chen = make_receivers(community=community, count=3)
    deliver(service=service, community=community, receiver=wang, times=3, is_solved=True, thanks="谢谢您")
    deliver(service=service, community=community, receiver=wang, at=AT + timedelta(days=20), is_solved=False)
    deliver(service=service, community=community, receiver=li, people_count=4)
    deliver(service=service, community=community, receiver=chen, times=0)

    found = substance(service)

    assert counts(found) == (5, 2, 1, 8, 2, 1, 1)
    assert (found.last_at, found.solved_share) == (AT + timedelta(days=20), 0.5)


def test_corrected_delivery_counts_once_and_as_corrected(community, service):
    (wang,) = make_receivers(community=community, count=1)
    agreement = deliver(service=service, community=community, receiver=wang, people_count=30)
    wrong = Delivery.objects.get(agreement=agreement)
    Delivery.objects.create(
        agreement=agreement, recorded_by=wang, delivered_at=AT, people_count=3, corrects=wrong, note="写错了"
    )

    found = substance(service)

    assert (found.times, found.heads) == (1, 3)


@pytest.mark.parametrize(
    ("deliveries", "is_service", "reason"),
    [
        ([{"is_solved": True}], True, "outcome"),
        ([{"is_solved": False}], True, "outcome"),
        ([{"times": 2}], True, "came_back"),
        ([{"people_count": 60}], False, "once"),
        ([{"people_count": 60}, {"people_count": 40}], False, "heads"),
        ([{}, {}], False, "no_outcome"),
    ],
)
def test_rule_tells_services_from_activities(community, service, deliveries, is_service, reason):
    for receiver, fields in zip(make_receivers(community=community, count=2), deliveries, strict=False):
        deliver(service=service, community=community, receiver=receiver, **fields)

    found = substance(service)

    assert (found.is_service, found.reason) == (is_service, reason)


def test_few_people_are_not_counted_in_public(community, service):
    for receiver in make_receivers(community=community, count=3):
        deliver(service=service, community=community, receiver=receiver, times=2, is_solved=True)

    found = substance(service, is_exact=False)

    assert counts(found) == (6, None, None, None, None, None, None)
    assert (found.is_withheld, found.is_service) == (True, True)


def test_many_people_are_counted_in_public_but_not_the_few_among_them(community, service):
    for number, receiver in enumerate(make_receivers(community=community, count=24)):
        deliver(
            service=service,
            community=community,
            receiver=receiver,
            times=2 if number < 4 else 1,
            is_solved=number < 12,
            thanks="谢谢" if number < 11 else "",
        )

    found = substance(service, is_exact=False)

    # 20 came once and 4 came back: neither is told, or the other would follow. Solved 12, not solved 12.
    assert counts(found) == (28, 24, None, 28, 24, 12, 11)


def test_all_services_of_a_page_cost_one_query(community, service, django_assert_num_queries):
    services = [service, *(make_service(organization=service.organization, name=f"服务{n}") for n in range(2))]
    for one in services:
        for receiver in make_receivers(community=community, count=2):
            deliver(service=one, community=community, receiver=receiver)

    with django_assert_num_queries(1):
        found = queries.substance_of(services=[one.pk for one in services], is_exact=True)

    assert [found[one.pk].people for one in services] == [2, 2, 2]
