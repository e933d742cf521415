"""How sentences are sorted, as the officers of the district see it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from sanshe.domain.exchange.operations.routing import train_routing
from sanshe.domain.exchange.queries.routing import TRAIN_TASK
from sanshe.domain.taxonomy.models import RoutingModel
from tests.factories import AT, make_community, make_person, make_worker
from tests.factories.answers import make_district_officer
from tests.factories.routing import make_sorted_needs

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}
FIGURES = {"kept_back": 40, "right": 37, "routed": 30, "routed_right": 30}


def make_model(number: int, **fields) -> RoutingModel:
    said = {"content": b"x", "made_at": AT, "texts": 160, "classes": 9, "figures": FIGURES, "activated_at": AT}
    return RoutingModel.objects.create(number=number, **{**said, **fields})


def waiting() -> int:
    return ProcrastinateJob.objects.filter(task_name=TRAIN_TASK).count()


def test_sorting_opens_for_officers_of_the_district_only(client, as_person):
    community = make_community()
    seen = {"nobody": (client.get("/sorting/").status_code, client.post("/sorting/learn/").status_code)}
    for name, person in (
        ("resident", make_person(community=community)),
        ("worker", make_worker(community=community)),
        ("officer", make_district_officer()),
    ):
        browser = as_person(person)
        seen[name] = (browser.get("/sorting/").status_code, browser.post("/sorting/learn/").status_code)

    assert seen == {"nobody": (302, 302), "resident": (403, 403), "worker": (403, 403), "officer": (200, 302)}


def test_before_anything_was_learned_the_page_says_what_decides(as_person):
    page = as_person(make_district_officer()).get("/sorting/", headers=EN)

    assert "Nothing was learned here yet" in page.text
    assert "Learn anew" in page.text


def test_model_in_force_is_told_in_hundredths(as_person):
    make_model(7)

    page = as_person(make_district_officer()).get("/sorting/", headers=EN)

    figures = page.context["figures"]
    assert (figures.right, figures.left_open, figures.sorted_right) == (92, 25, 100)
    assert "Model No. 7, since 2026-03-02; learned from 160 sentences in 9 categories." in page.text
    assert "seen on 40 sentences that it never learned from" in page.text


def test_model_that_leaves_everything_open_has_no_share_of_right_ones(as_person):
    make_model(1, figures={**FIGURES, "routed": 0, "routed_right": 0})

    page = as_person(make_district_officer()).get("/sorting/", headers=EN)

    assert (page.context["figures"].left_open, page.context["figures"].sorted_right) == (100, None)


def test_model_that_was_really_learned_is_shown(as_person):
    make_sorted_needs()
    model = train_routing(actor_id=None, at=AT)

    page = as_person(make_district_officer()).get("/sorting/", headers=EN)

    figures = page.context["figures"]
    assert figures.right == round(100 * model.figures["right"] / model.figures["kept_back"])
    assert "sorts now" in page.text


def test_learning_anew_puts_one_job_into_the_queue_and_says_so(as_person):
    make_sorted_needs()
    browser = as_person(make_district_officer())

    first = browser.post("/sorting/learn/", headers=EN, follow=True)
    second = browser.post("/sorting/learn/", headers=EN, follow=True)

    assert first.redirect_chain == [("/sorting/", 302)]
    assert "It is being learned." in first.text
    assert "Learn anew" not in first.text
    assert "It is being learned right now" in second.text
    assert waiting() == 1


def test_too_little_to_learn_from_is_told(as_person):
    make_sorted_needs(each=5)

    page = as_person(make_district_officer()).post("/sorting/learn/", headers=EN, follow=True)

    assert "15 different sentences in 3 categories" in page.text
    assert waiting() == 0


def test_history_costs_the_same_for_one_and_for_three(as_person):
    browser = as_person(make_district_officer())
    make_model(1)
    browser.get("/sorting/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        browser.get("/sorting/")
    make_model(2, activated_at=None)
    make_model(3, activated_at=None)

    with CaptureQueriesContext(connection) as three:
        page = browser.get("/sorting/", headers=EN)

    assert len(three) == len(one)
    assert page.text.count("was worse, so nothing changed") == 2
