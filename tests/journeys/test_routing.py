"""An officer of the district looks how sentences are sorted and has it learned anew; without script."""

import pytest
from playwright.sync_api import expect
from procrastinate.contrib.django.models import ProcrastinateJob

from sanshe.domain.exchange.jobs import routing as jobs
from sanshe.domain.exchange.operations.routing import train_routing
from sanshe.domain.exchange.queries.routing import TRAIN_TASK
from sanshe.domain.taxonomy import queries as taxonomy
from tests.factories import AT
from tests.factories.answers import empty_queue, forget_job, make_district_officer
from tests.factories.routing import make_sorted_needs
from tests.journeys.conftest import faults_of


@pytest.fixture
def officer(world):
    empty_queue()
    make_sorted_needs(community=world["community"], person=world["daughter"])
    yield make_district_officer(name="魏科长")
    empty_queue()


def test_officer_has_it_learned_and_sees_how_well(officer, open_page):
    page = open_page(person=officer, width=360, script=False)
    page.goto("/desk/")
    page.locator("a[href='/sorting/']").click()
    page.locator("form[action='/sorting/learn/'] button").click()
    expect(page.locator("form[action='/sorting/learn/']")).to_have_count(0)

    job = ProcrastinateJob.objects.get(task_name=TRAIN_TASK, status="todo")
    jobs.train_routing(**job.args)
    forget_job(job.pk)
    page.goto("/sorting/")

    model = taxonomy.model_in_force()
    right = round(100 * model.figures["right"] / model.figures["kept_back"])
    assert model.number == 1
    expect(page.locator(".weights__facts dd").first).to_have_text(str(right))
    expect(page.locator(".history__row")).to_have_count(1)


@pytest.mark.parametrize("look", ["", "1.30.light", "0.17.night"])
def test_page_of_sorting_has_no_faults_at_360(officer, open_page, look):
    train_routing(actor_id=None, at=AT)
    page = open_page(person=officer, width=360, look=look)
    page.goto("/sorting/")

    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
