"""A worker draws where the community ends; everybody finds it with its map and its people."""

import json

from django.urls import reverse

from sanshe.domain.places.models import Community
from tests.factories.places import SQUARE, count_people, square
from tests.journeys.conftest import faults_of

PEOPLE = [(60 - 2 * band, 58 - 2 * band) for band in range(19)] + [(7, 12), (0, 1)]


def test_pages_of_a_community_are_in_order_on_a_phone(world, open_page):
    community = world["community"]
    Community.objects.filter(pk=community.pk).update(boundary=SQUARE, earlier_boundary=square(side=0.01))
    count_people(community, *PEOPLE)
    page = open_page(width=360, person=world["worker"])

    found = {}
    for name in ("place", "place_boundary", "place_population"):
        page.goto(reverse(name, args=[community.code]))
        is_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[name] = (faults_of(page), is_wide)
    page.goto(reverse("places"))
    found["places"] = (faults_of(page), page.evaluate("document.documentElement.scrollWidth > innerWidth"))

    assert found == dict.fromkeys(found, ([], False))


def test_worker_draws_an_outline_by_hand_and_by_keyboard_and_stores_it(world, open_page):
    community = world["community"]
    page = open_page(width=390, person=world["worker"])
    complaints = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(reverse("place_boundary", args=[community.code]))
    box = page.locator("#map").bounding_box()

    for x, y in ((0.25, 0.25), (0.75, 0.25), (0.75, 0.8), (0.25, 0.8)):
        page.locator("#map").click(position={"x": box["width"] * x, "y": box["height"] * y})
    drawn = json.loads(page.locator("textarea").input_value())
    page.locator(".draw__corner").nth(1).focus()
    page.keyboard.press("Delete")
    fewer = json.loads(page.locator("textarea").input_value())
    page.locator("[data-do=undo]").click()
    page.locator(".draw__corner").nth(0).focus()
    page.keyboard.press("ArrowUp")
    moved = json.loads(page.locator("textarea").input_value())
    page.locator("button[value=look]").click()
    page.locator("button[value=store]").click()
    page.wait_for_url(f"**{reverse('place', args=[community.code])}")

    community.refresh_from_db()
    assert complaints == []
    stored = community.boundary["coordinates"][0]
    assert [len(shape["coordinates"][0]) for shape in (drawn, fewer, moved)] == [5, 4, 5]
    assert moved["coordinates"][0][0][1] > drawn["coordinates"][0][0][1]
    assert sorted(map(tuple, stored[:-1])) == sorted(map(tuple, moved["coordinates"][0][:-1]))


def test_without_script_the_map_is_a_list_and_the_outline_a_text(world, open_page):
    community = world["community"]
    page = open_page(script=False, person=world["worker"])
    page.goto(reverse("place_boundary", args=[community.code]))

    page.locator("textarea").fill(json.dumps(SQUARE))
    page.locator("button[value=look]").click()
    page.locator("button[value=store]").click()

    community.refresh_from_db()
    assert community.boundary == SQUARE
    assert page.locator(".map-list__item").count() == 2
    assert not page.locator("#map").is_visible()
