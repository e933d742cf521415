"""The story: a daughter finds somebody who goes to the hospital with her mother, and it is done."""

import re

import pytest
from playwright.sync_api import expect

from sanshe.domain.exchange.models import Agreement, Need
from sanshe.kernel.models import OutboxMessage

SENTENCE = "我妈腿脚不便，想找人陪她周二上午去医院"


def sign_in(page, phone: str) -> None:
    page.get_by_label(re.compile("手机号")).fill(phone)
    page.get_by_role("button", name="发验证码").click()
    page.get_by_label(re.compile("六位")).wait_for()
    code = OutboxMessage.objects.filter(kind="sign_in_code").order_by("-id").first().body["code"]
    page.get_by_label(re.compile("六位")).fill(code)
    page.get_by_role("button", name="登录").click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_newcomer_posts_asks_and_it_is_done(world, open_page, script):
    page = open_page(script=script)
    page.goto("/")
    page.locator("#q").fill(SENTENCE)
    page.get_by_role("button", name="看看").click()

    expect(page.locator("textarea[name=sentence]")).to_have_value(SENTENCE)
    expect(page.locator(".slip__sentence").first).to_contain_text("陪老人去医院")
    expect(page.locator(".reasons__list li").first).to_be_visible()
    page.locator(".draft__go button").click()

    sign_in(page, "13900008888")
    page.locator("input[name=form_of_address]").fill("小敏")
    page.locator("form.act button").click()
    expect(page.locator("textarea[name=sentence]")).to_have_value(SENTENCE)
    page.locator(".draft__go button").click()

    need = Need.objects.get(sentence=SENTENCE)
    assert need.category.code == "escort_to_doctor"
    assert (need.starts_at.astimezone().weekday(), need.age_band) == (1, "elder")
    page.locator(".slip--offer form button").first.click()
    page.locator(".stations").wait_for()
    agreement = Agreement.objects.get(need=need)

    helper = open_page(person=world["helper"], script=script)
    helper.goto("/mine/")
    helper.locator(".standing--mine a").first.click()
    helper.locator("form.act button").click()
    helper.locator(".contact").wait_for()
    expect(helper.locator(".contact")).to_contain_text("139 0000 8888")
    helper.locator("form.act button").click()
    helper.locator(".notice--success").wait_for()

    page.goto(f"/agreements/{agreement.pk}/")
    page.locator("form.act button").click()
    page.locator(".empty--done").wait_for()
    agreement.refresh_from_db()
    need.refresh_from_db()
    assert (agreement.state, need.status) == ("confirmed", "met")


def test_answers_follow_the_typing_without_signing_in(world, open_page):
    page = open_page()
    page.goto("/")

    page.locator("#q").press_sequentially("陪老人看病", delay=20)

    expect(page.locator("#answers .slip__sentence").first).to_contain_text("陪老人去医院")


def test_back_button_returns_to_the_sentence(world, open_page):
    page = open_page()
    page.goto("/")
    page.locator("#q").fill(SENTENCE)
    page.get_by_role("button", name="看看").click()
    page.locator("textarea[name=sentence]").wait_for()

    page.go_back()

    expect(page.locator("#q")).to_have_value(SENTENCE)


def test_worker_finds_the_need_nobody_meets(world, open_page):
    page = open_page(person=world["daughter"])
    page.goto("/say/?kind=need&q=家里的猫会怕打雷，想找会念经的人来安抚它")
    page.locator(".draft__go button").click()
    page.locator(".notice--success").wait_for()
    Need.objects.filter(sentence__contains="打雷").update(answer_count=0)

    desk = open_page(person=world["worker"], width=1280)
    desk.goto("/desk/")

    expect(desk.locator(".slip__sentence", has_text="打雷")).to_be_visible()
