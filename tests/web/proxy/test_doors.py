"""Who gets in where."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_category, make_community, make_person, make_worker
from tests.factories.proxy import SENTENCE, make_entry, make_paper_entry, make_sheet

pytestmark = pytest.mark.django_db
PAGES = ["proxy", "proxy_new", "proxy_pile", "proxy_sheets", "proxy_check_list"]


@pytest.mark.parametrize("name", PAGES)
def test_workers_pages_open_to_workers_only(client, as_person, worker, community, name):
    url = reverse(name)

    signed_out = client.get(url)
    statuses = [as_person(actor).get(url).status_code for actor in (worker, make_person(community=community))]

    assert (signed_out.status_code, signed_out.url.startswith("/sign-in/"), statuses) == (302, True, [200, 403])


def test_worker_of_elsewhere_sees_no_entry(as_person, worker, grandma, community):
    entry = make_paper_entry(worker=worker, person=grandma, community=community).entry
    stranger = make_worker(community=make_community())
    names = ["proxy_entry", "proxy_check", "proxy_receipt", "proxy_receipt_pdf"]

    statuses = [as_person(stranger).get(reverse(name, args=[entry.pk])).status_code for name in names]

    assert statuses == [404] * 4


def test_who_typed_it_cannot_open_the_check(as_person, worker, grandma, community):
    entry = make_paper_entry(worker=worker, person=grandma, community=community).entry

    assert as_person(worker).get(reverse("proxy_check", args=[entry.pk])).status_code == 403


def test_square_code_of_a_form_leads_a_worker_to_typing_and_tells_others_what_it_is(
    client, as_person, worker, community
):
    sheet = make_sheet(worker=worker, community=community)
    url = reverse("proxy_sheet", args=[sheet.serial])

    page = client.get(url)
    led = as_person(worker).get(url)

    assert (page.status_code, community.name_zh in page.content.decode()) == (200, True)
    assert (led.status_code, led.url) == (302, f"{reverse('proxy_new')}?serial={sheet.serial}")


def test_square_code_of_a_form_typed_in_leads_to_its_entry(as_person, worker, grandma, community):
    entry = make_paper_entry(worker=worker, person=grandma, community=community).entry

    led = as_person(worker).get(reverse("proxy_sheet", args=[entry.sheet.serial]))

    assert led.url == reverse("proxy_entry", args=[entry.pk])


@pytest.mark.parametrize("serial", ["AAAAAAA", "%00", "x" * 300, "%ED%A0%80"])
def test_form_that_was_never_printed_is_not_found(client, serial):
    assert client.get(f"/proxy/s/{serial}/").status_code == 404


def test_lists_cost_the_same_for_one_and_for_three(as_person, worker, second, grandma, community):
    category = make_category(code="shopping_help", name="代买")
    visits = [(second, "proxy"), (second, "proxy_check_list"), (second, "proxy_sheets"), (grandma, "entered")]

    def add():
        data = {"sentence": SENTENCE, "category": category.code}
        make_paper_entry(worker=worker, person=grandma, community=community, data=data)
        make_entry(worker=worker, person=grandma, community=community, data=data)

    def cost() -> list[int]:
        counted = []
        for actor, name in visits:
            client = as_person(actor)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse(name)).status_code == 200
            counted.append(len(queries))
        return counted

    add()
    one = cost()
    add()
    add()

    assert cost() == one
