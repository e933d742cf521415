"""A promise on both phones: another time, the waiting list, what was done and what is still to be solved."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import expect

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.models import Agreement
from tests.factories import make_need, make_offer, make_person
from tests.journeys.conftest import faults_of

DAY = timedelta(days=1)


@pytest.fixture
def asked(world):
    """Let the daughter ask the helper for an hour four days from now."""
    now = timezone.now()
    need = make_need(
        person=world["daughter"],
        community=world["community"],
        sentence="我妈要去医院复查，想找人陪她去",
        starts_at=now + 4 * DAY,
        ends_at=now + 4 * DAY + timedelta(hours=2),
        at=now,
    )
    return operations.ask_for_offer(actor=world["daughter"], offer_id=world["offer"].pk, need_id=need.pk, at=now)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_time_goes_back_and_forth_and_the_need_stays_open_until_it_is_solved(world, asked, open_page, script):
    helper = open_page(person=world["helper"], script=script, width=360)
    helper.goto(f"/agreements/{asked.pk}/")
    helper.get_by_text("换个时间").click()
    day = timezone.localtime() + 6 * DAY
    helper.get_by_label("哪一天").fill(f"{day:%Y-%m-%d}")
    helper.get_by_label("从", exact=True).fill("09:00")
    helper.get_by_label("每周一次，一共几周").fill("2")
    helper.get_by_role("button", name="提这个时间").click()
    expect(helper.locator("h1")).to_contain_text("等小敏回话")

    daughter = open_page(person=world["daughter"], script=script, width=360)
    daughter.goto("/mine/")
    daughter.locator(".standing--mine a").first.click()
    expect(daughter.locator("h1")).to_contain_text("陈大姐想换个时间")
    expect(daughter.locator("h1")).to_contain_text("连着 2 周")
    daughter.locator("form.act button").click()
    expect(daughter.locator(".meeting")).to_have_count(2)

    asked.refresh_from_db()
    asked.commitments.update(starts_at=F("starts_at") - 30 * DAY, ends_at=F("ends_at") - 30 * DAY)
    for number in range(2):
        helper.goto(f"/agreements/{asked.pk}/")
        helper.locator("form.act").get_by_label("用了几个小时").fill("1.5")
        helper.locator("form.act button").click()
        expect(helper.locator(".meeting--done")).to_have_count(number + 1)

    daughter.reload()
    daughter.get_by_label("这次做好了，可我还需要帮忙").check()
    daughter.locator("form.act button").click()
    expect(daughter.locator("h1")).to_contain_text("纸条又挂回板上了")
    asked.refresh_from_db()
    asked.need.refresh_from_db()
    assert (asked.state, asked.need.seeks_help) == ("confirmed", True)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_place_that_becomes_free_is_kept_for_who_waits(world, open_page, script):
    now = timezone.now()
    offer = make_offer(
        person=world["helper"],
        community=world["community"],
        sentence="周六下午教用手机，一桌坐得下一位",
        capacity=1,
        at=now,
    )
    first = make_person(community=world["community"], name="赵叔叔")
    taken = operations.ask_for_offer(actor=first, offer_id=offer.pk, at=now)
    operations.accept_agreement(actor=world["helper"], agreement_id=taken.pk, at=now)

    page = open_page(person=world["daughter"], script=script, width=360)
    page.goto(f"/offers/{offer.pk}/")
    page.get_by_role("button", name="我排队等").click()
    expect(page.locator("h1")).to_contain_text("您在排队")
    waiting = Agreement.objects.get(offer=offer, receiver=world["daughter"])

    leaving = open_page(person=first, script=script, width=360)
    leaving.goto(f"/agreements/{taken.pk}/")
    leaving.get_by_text("去不成了，要取消").first.click()
    leaving.get_by_label("为什么").last.fill("家里来客人了")
    leaving.get_by_role("button", name="取消约定").click()

    page.reload()
    expect(page.locator("h1")).to_contain_text("空出一个名额")
    page.get_by_role("button", name="要，我去").click()
    expect(page.locator(".contact a")).to_have_attribute("href", f"tel:{world['helper'].phone}")
    waiting.refresh_from_db()
    assert waiting.state == "accepted"


@pytest.mark.parametrize(
    ("look", "locale", "scheme"),
    [("", "zh-CN", "light"), ("1.30.light", "zh-CN", "light"), ("", "en", "dark")],
    ids=["as usual", "elder at 30", "English at night"],
)
def test_axe_finds_nothing_on_the_steps_of_a_promise(world, asked, open_page, look, locale, scheme):
    found = {}
    helper = open_page(person=world["helper"], look=look, locale=locale, scheme=scheme, width=360)
    daughter = open_page(person=world["daughter"], look=look, locale=locale, scheme=scheme, width=360)

    def look_at(page, name):
        page.goto(f"/agreements/{asked.pk}/")
        for details in page.locator("details.confirm > summary").all():
            details.click()
        found[name] = faults_of(page)
        found[f"{name}: wider than the phone"] = page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )

    look_at(helper, "asked")
    starts_at = timezone.now() + 2 * DAY
    operations.propose_time(
        actor=world["helper"],
        agreement_id=asked.pk,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        recurrence="FREQ=WEEKLY;COUNT=3",
        at=timezone.now(),
    )
    look_at(daughter, "another time")
    operations.accept_agreement(actor=world["daughter"], agreement_id=asked.pk, at=timezone.now())
    look_at(helper, "series")
    asked.commitments.update(starts_at=F("starts_at") - 30 * DAY, ends_at=F("ends_at") - 30 * DAY)
    look_at(daughter, "on the day")

    assert {name: faults for name, faults in found.items() if faults} == {}
