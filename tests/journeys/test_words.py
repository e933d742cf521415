"""From a sentence to a slip: what was understood is shown and corrected, the same needs come first, "me too"."""

import os

import pytest
from playwright.sync_api import expect

from sanshe.domain.exchange.models import MeToo, Need
from tests.factories import make_need, make_person
from tests.journeys.conftest import faults_of

SENTENCE = "我妈82岁坐轮椅，只会讲四川话，想请两个人上门，陪她去医院看病、挂号，周二上午或者周四下午，急"
SHOTS = os.environ.get("SANSHE_SHOTS")


def wider_than_the_phone(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def shoot(page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/words-{name}.png", full_page=True)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_all_that_was_understood_is_seen_corrected_and_posted(world, open_page, script):
    page = open_page(person=world["daughter"], script=script, width=360)
    page.goto("/")
    page.locator("#q").fill(SENTENCE)
    page.get_by_role("button", name="看看").click()

    expect(page.locator(".heard__kind").first).to_be_visible()
    expect(page.locator("#chip-for-whom")).to_contain_text("82")
    expect(page.locator("#chip-languages")).to_contain_text("四川话")
    expect(page.locator("#chip-helpers")).to_contain_text("2")
    expect(page.locator("[name=at_home]")).to_be_checked()
    shoot(page, f"draft-{script}")

    page.locator("summary:has(#chip-time)").click()
    page.locator("button.time").first.click()
    expect(page.locator("#chip-time")).to_contain_text("星期四")

    page.locator("summary:has(#chip-cost)").click()
    page.locator("select[name=cost_basis]").select_option("free")
    if not script:
        page.get_by_role("button", name="再看一遍").click()
    expect(page.locator("#chip-cost")).to_contain_text("免费")
    assert not Need.objects.filter(sentence=SENTENCE).exists()

    page.locator(".draft__go button").click()
    page.locator(".notice--success").wait_for()
    need = Need.objects.get(sentence=SENTENCE)
    assert (need.at_home, need.helpers_wanted, need.languages, need.is_urgent) == (True, 2, ["sichuanese"], True)
    assert (need.age_years, need.conditions, need.cost_basis) == (82, ["limited_mobility"], "free")
    assert need.starts_at.astimezone().weekday() == 3


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_changed_sentence_is_read_again_before_anything_is_posted(world, open_page, script):
    page = open_page(person=world["daughter"], script=script, width=360)
    page.goto("/say/?kind=need&q=想找人明天陪我去医院")
    page.locator("textarea[name=sentence]").fill("想找人后天下午三点陪我去医院")
    page.locator(".draft__go button").click()

    expect(page.locator(".notice--info").first).to_contain_text("重新读了一遍")
    expect(page.locator("#chip-time")).to_contain_text("15:00")
    assert not Need.objects.filter(person=world["daughter"]).exists()
    page.locator(".draft__go button").click()
    page.locator(".notice--success").wait_for()
    assert Need.objects.filter(person=world["daughter"]).count() == 1


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_neighbour_with_the_same_need_says_me_too_and_takes_it_back(world, open_page, script):
    need = make_need(
        person=make_person(community=world["community"], name="周婆婆"),
        community=world["community"],
        sentence="手机上老是跳广告，想请个年轻人教我关掉",
    )
    page = open_page(person=world["daughter"], script=script, width=360)
    page.goto("/say/?kind=need&q=手机老是跳广告，想找年轻人教我关掉")
    expect(page.locator("#similar-title")).to_contain_text("邻居")
    shoot(page, f"similar-{script}")
    page.locator("#live .same", has_text="周婆婆").get_by_role("button", name="我也需要").click()

    expect(page.locator(".me-too")).to_contain_text("您也需要")
    shoot(page, f"me-too-{script}")
    assert MeToo.objects.filter(need=need, person=world["daughter"]).count() == 1
    page.get_by_role("button", name="不用算我了").click()
    expect(page.locator(".me-too")).to_have_count(0)
    assert not MeToo.objects.exists()


@pytest.mark.parametrize(
    ("look", "locale", "scheme"),
    [("", "zh-CN", "light"), ("1.30.light", "zh-CN", "light"), ("", "en", "dark")],
    ids=["as usual", "elder at 30", "English at night"],
)
def test_axe_finds_nothing_on_a_draft_with_every_chip_open(world, open_page, look, locale, scheme):
    page = open_page(person=world["daughter"], look=look, locale=locale, scheme=scheme, width=360)
    faults = {}
    for kind in ("need", "offer"):
        page.goto(f"/say/?kind={kind}&q={SENTENCE}")
        expect(page.locator("#heard")).to_be_visible()
        faults[f"{kind} closed"] = faults_of(page)
        shoot(page, f"{kind}-{locale}-{look or 'usual'}")
        for summary in page.locator(".draft summary").all():
            summary.click()
        faults[f"{kind} open"] = faults_of(page)
        faults[f"{kind} wide"] = wider_than_the_phone(page)
        shoot(page, f"{kind}-open-{locale}-{look or 'usual'}")

    assert {name: found for name, found in faults.items() if found} == {}
