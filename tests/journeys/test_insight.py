"""What neighbours looked for in vain, from the worker's desk to the page that everybody reads."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from sanshe.domain.insight import operations, queries
from sanshe.domain.taxonomy import queries as taxonomy
from tests.factories import make_organization, make_service
from tests.factories.insight import deliver, make_receivers, make_record, make_unmet_need
from tests.factories.places import count_people, square
from tests.journeys.conftest import faults_of


@pytest.fixture
def told(world):
    """A quarter of looking in vain, published; a need that nobody answers; and what is within reach."""
    community, now = world["community"], timezone.now()
    community.boundary = square()
    community.save(update_fields=["boundary"])
    count_people(community, *[(60, 60)] * 12, (300, 380), (0, 0))
    last, _ = queries.quarter_before(at=now - timedelta(days=7))
    then = timezone.make_aware(datetime.combine(last, time(12)))
    for code, age_band, households in (
        ("escort_to_doctor", "elder", 12),
        ("assisted_bathing", "elder", 25),
        ("after_school_care", "child", 17),
    ):
        make_record(
            community=community,
            category=taxonomy.category(code=code),
            age_band=age_band,
            households=households,
            first_unmet_at=then,
        )
    operations.publish_quarters(at=now)
    make_unmet_need(
        community=community,
        sentence="想找人每周陪我婆婆洗个澡",
        category=taxonomy.category(code="assisted_bathing"),
        age_band="elder",
        at=now - timedelta(days=3),
    )
    service = make_service(
        organization=make_organization(),
        community=community,
        category=taxonomy.category(code="escort_to_doctor"),
        minimum_age=60,
    )
    for receiver in make_receivers(community=community, count=12):
        deliver(service=service, community=community, receiver=receiver, times=2, is_solved=True)
    operations.compute_coverage(at=now)
    return {**world, "service": service}


def test_everybody_reads_what_was_looked_for_in_vain(open_page, told):
    page = open_page(width=360)
    page.goto("/unmet/")

    assert page.locator(".unmet__sentence").count() == 3
    page.locator("summary").first.click()
    assert page.locator(".table tbody tr").count() == 3
    assert faults_of(page) == []


def test_worker_has_the_needs_looked_at_and_finds_the_slip(open_page, told):
    page = open_page(width=360, person=told["worker"])
    page.goto("/desk/")
    page.locator("a.door[href='/desk/evidence/']").click()
    page.locator(".evidence__refresh button").click()
    page.locator("progress").wait_for()
    run = queries.evidence_run()
    operations.keep_evidence(at=run.started_at, run_id=run.pk)
    page.goto("/desk/evidence/")
    assert page.locator("progress").count() == 0
    assert faults_of(page) == []

    page.locator(".entry__name a", has_text="助浴").first.click()

    page.get_by_text("想找人每周陪我婆婆洗个澡").wait_for()
    assert faults_of(page) == []


def test_page_of_what_is_within_reach_can_be_read_by_everybody(open_page, told):
    page = open_page(width=360, look="1.30.light")
    page.goto("/coverage/")
    page.locator(".heat tbody th a").first.click()

    assert page.locator(".heat thead th").count() == 22
    assert faults_of(page) == []


def test_service_page_says_what_it_came_to_without_script(open_page, told):
    page = open_page(width=360, script=False)
    page.goto(f"/services/{told['service'].pk}/")

    # How often, how many people; and that the rest is not told.
    assert page.locator(".substance__lines li").count() == 3
