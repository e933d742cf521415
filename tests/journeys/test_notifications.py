"""News and how it comes, in the browser: axe finds nothing, nothing overflows."""

import pytest
from django.urls import reverse

from sanshe.domain.notifications import operations
from tests.factories import make_need
from tests.factories.notifications import make_email, tell
from tests.journeys.conftest import faults_of


@pytest.mark.parametrize(("look", "locale"), [("", "zh-CN"), ("1.30.light", "zh-CN"), ("0.17.night", "en-GB")])
def test_pages_are_fit_for_everybody(world, open_page, look, locale):
    person = world["daughter"]
    make_email(person=person)
    tell(person, subject=make_need(person=person, community=world["community"]))
    tell(person, kind="notice_posted")
    page = open_page(person=person, look=look, locale=locale, width=360)
    stopping = reverse("stop_news", args=[operations.stop_token(person=person, channel="email", topic="groups")])
    faults = []

    for address in ("/news/", "/news/settings/", "/mine/", stopping):
        page.goto(address)
        faults += [f"{address} {fault}" for fault in faults_of(page)]
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            faults.append(f"{address} is {width} px wide")

    assert faults == []


def test_news_leads_to_its_thing_and_is_read_then(world, open_page):
    person = world["daughter"]
    need = make_need(person=person, community=world["community"], sentence="想找人陪我妈去医院")
    tell(person, subject=need, words={"who": "陈大姐", "what": need.sentence})
    page = open_page(person=person, width=360)

    page.goto("/mine/")
    page.get_by_role("link", name="有 1 条新消息").click()
    page.get_by_role("link", name="陈大姐").click()

    assert page.url.endswith(reverse("need", args=[need.pk]))
    page.goto("/news/")
    assert page.get_by_role("button", name="都看过了").count() == 0
