"""A home is confirmed by letter, two entries become one, and axe finds nothing on the pages about people."""

import pytest
from django.urls import reverse
from django.utils import timezone

from sanshe.domain.people import operations, queries
from tests.factories import make_person, make_worker
from tests.journeys.conftest import faults_of


@pytest.fixture
def street(world):
    """Let the daughter's mother be entered twice, and let letters wait."""
    community, worker, at = world["community"], world["worker"], timezone.now()
    world["mother"] = make_person(community=community, name="王阿姨", full_name="王秀兰", birth_year=1951)
    world["again"] = make_person(community=community, name="王婆婆", full_name="王秀兰", birth_year=1951, phone=None)
    world["second"] = make_worker(community=community, name="小何")
    for person, address in ((world["mother"], "3栋2单元501"), (world["helper"], "1栋1单元102")):
        operations.move_home(person=person, community=community, address=address, at=at, actor=person)
    operations.verify_residence(actor=worker, person_id=world["helper"].pk, at=at)
    operations.ask_for_letter(
        person=world["mother"], community=community, address="3栋2单元501", at=at, actor=world["mother"]
    )
    operations.grant_helper(
        actor=world["mother"],
        principal_id=world["mother"].pk,
        phone=world["daughter"].phone,
        name=world["daughter"].full_name,
        at=at,
    )
    return world


def test_pages_about_people_have_no_faults_at_360_px(street, open_page):
    merge = operations.propose_merge(
        actor=street["second"], kept_id=street["mother"].pk, merged_id=street["again"].pk, at=timezone.now()
    )
    pages = {
        "worker": ["residents", "resident_new", "residence_letters", "duplicates"],
        "mother": ["my_home", "my_helpers"],
    }
    faults = []
    for who, names in pages.items():
        page = open_page(person=street[who], width=360, look="1.30.light" if who == "mother" else "")
        addresses = [reverse(name) for name in names]
        if who == "worker":
            addresses += [reverse("resident", args=[street["mother"].pk]), reverse("merge", args=[merge.pk])]
        for address in addresses:
            page.goto(address)
            faults += [f"{address} {fault}" for fault in faults_of(page)]
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 360:
                faults.append(f"{address} is {width} px wide")

    assert faults == []


def test_neighbour_confirms_their_home_with_the_code_of_the_letter(street, open_page):
    desk = open_page(person=street["worker"])
    desk.goto(reverse("residence_letters"))
    desk.locator("button[name=as][value=page]").click()
    code = desk.locator(".letter__code").inner_text()

    phone = open_page(person=street["mother"], script=False)
    phone.goto(reverse("my_home"))
    phone.locator("#id_code-code").fill(code)
    phone.locator("form:has(#id_code-code) button").click()

    assert phone.locator(".notice--success").count() > 0
    assert queries.home_of(person=street["mother"], at=timezone.now()).is_verified


def test_second_worker_makes_two_entries_one(street, open_page):
    first = open_page(person=street["worker"])
    first.goto(reverse("duplicates"))
    first.locator(".pair-entry").first.get_by_role("button").click()

    second = open_page(person=street["second"])
    second.goto(reverse("duplicates"))
    second.locator(".standing__link").first.click()
    second.locator("form:has(input[value=merge]) button").click()

    assert second.locator("summary:visible").count() > 0
    assert queries.person(pk=street["again"].pk) == street["mother"]
