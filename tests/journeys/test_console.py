"""An operator at the console, on a phone: every page, and a morning's work."""

import pytest

from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.models import Role
from sanshe.domain.texts import queries as texts
from sanshe.kernel.models import OutboxMessage
from tests.factories import AT, make_person
from tests.journeys.conftest import faults_of

LOOKS = {"ordinary": "", "elder": "1.30.light", "night": "0.17.night"}


@pytest.fixture
def operator(world, settings, tmp_path):
    """An operator, something to look after, and a data folder of its own."""
    settings.DATA = tmp_path
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "sanshe-20260302-090000.tar").write_bytes(b"x" * 5_000_000)
    OutboxMessage.objects.create(
        kind="news", recipient="+8613912345678", created_at=AT, attempts=9, last_error="ConnectionError: " + "x" * 200
    )
    somebody = make_person(name="周工", full_name="周建平")
    Role.objects.create(person=somebody, kind=RoleKind.OPERATOR, community=None, starts_at=AT)
    return somebody


def addresses(world) -> list[str]:
    return [
        "/console/",
        "/console/communities/",
        "/console/communities/found/",
        f"/console/communities/{world['community'].code}/",
        "/console/roles/",
        f"/console/roles/?q=小刘&community={world['community'].code}",
        f"/console/roles/{world['worker'].pk}/",
        "/console/categories/",
        "/console/categories/health/",
        "/console/categories/domestic_violence_help/",
        "/console/categories/health/add/",
        "/console/texts/",
        "/console/texts/consent_proxy_entry/zh-hans/",
        "/console/backups/",
        "/console/jobs/",
        "/console/jobs/?state=waiting",
        "/console/messages/",
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_and_nothing_overflows(world, operator, open_page, look):
    page = open_page(person=operator, look=LOOKS[look], width=360)
    faults = []

    for address in addresses(world):
        page.goto(address)
        faults += [f"{address} {fault}" for fault in faults_of(page)]
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            faults.append(f"{address} is {width} px wide")

    assert faults == []


def test_operator_puts_new_words_in_use_without_script(world, operator, open_page):
    page = open_page(person=operator, width=360, script=False, locale="en-GB")

    page.goto("/console/")
    page.get_by_role("link", name="Texts").click()
    page.locator("a[href$='/about/en/']").click()
    page.get_by_label("The words").fill("Our own words.\n\nA second paragraph.")
    page.get_by_role("button", name="Look at it first").click()
    preview = page.locator(".preview p").all_inner_texts()
    page.get_by_role("button", name="Put these words in use").click()

    assert preview == ["Our own words.", "A second paragraph."]
    assert page.get_by_text("The new words are in use.").is_visible()
    assert texts.text(code="about", language="en") == "Our own words.\n\nA second paragraph."


def test_backup_shows_how_far_it_is_while_one_waits(world, operator, open_page):
    page = open_page(person=operator, width=360, locale="en-GB")

    page.goto("/console/backups/")
    page.get_by_role("button", name="Make a backup now").click()

    assert page.get_by_text("Waiting for the worker").is_visible()
    assert page.get_by_role("button", name="Make a backup now").count() == 0
