"""Somebody sees what is kept about them, puts it right, and leaves; axe finds nothing on these pages."""

import pytest
from django.urls import reverse
from django.utils import timezone

from sanshe.domain.people import operations as people
from sanshe.domain.privacy.models import ClosingRequest
from tests.factories import make_representation
from tests.journeys.conftest import faults_of

PAGES = [
    "my_data",
    "my_data_looks",
    "my_data_copy",
    "correct_my_data",
    "change_my_phone",
    "my_consents",
    "close_my_account",
    "how_long",
]


@pytest.fixture
def street(world):
    """Let a worker have looked at somebody who agreed to something and has a helper."""
    daughter, at = world["daughter"], timezone.now()
    make_representation(principal=daughter, representative=world["helper"])
    people.give_consent(person=daughter, kind="messages", wording="发消息给我", at=at, actor=daughter)
    people.look_at_person(actor=world["worker"], person_id=daughter.pk, at=at)
    return world


@pytest.mark.parametrize("look", ["", "1.30.light"], ids=["ordinary", "elder"])
def test_pages_about_my_data_have_no_faults_at_360_px(street, open_page, look):
    page, faults = open_page(person=street["daughter"], width=360, look=look), []
    for address in [*map(reverse, PAGES), reverse("my_data_part", args=["voices"])]:
        page.goto(address)
        faults += [f"{address} {fault}" for fault in faults_of(page)]
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            faults.append(f"{address} is {width} px wide")

    assert faults == []


def test_somebody_puts_their_name_right_and_then_leaves(street, open_page):
    page = open_page(person=street["daughter"], locale="en-GB")
    page.goto(reverse("my_data"))
    page.get_by_role("link", name="Put it right").click()
    page.get_by_label("What do the neighbours call you?").fill("敏姐")
    page.get_by_role("button", name="Keep it like this").click()
    assert page.get_by_text("It is put right.").is_visible()

    page.get_by_role("link", name="Close the account").click()
    page.get_by_label("Leave it there").check()
    page.get_by_label("I have read what goes").check()
    page.get_by_label("please type the word").fill("close")
    page.get_by_role("button", name="Close the account").click()

    assert page.get_by_text("Sign in before that, and all stays as it was.").is_visible()
    assert ClosingRequest.objects.get().person.form_of_address == "敏姐"
