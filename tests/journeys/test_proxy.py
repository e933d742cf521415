"""Taking part on paper: from the form to the receipt, the second look, and the account in one's own hands."""

import re

import pytest
from playwright.sync_api import expect

from sanshe.domain.exchange.models import Need
from sanshe.domain.people.models import Person
from sanshe.domain.proxy.models import Entry, FormSheet
from sanshe.kernel.models import OutboxMessage
from tests.factories import make_paper_resident, make_worker
from tests.factories.proxy import make_entry, make_paper_entry, make_sheet
from tests.journeys.conftest import faults_of

SENTENCE = "下周三上午想找人陪我去医院，腿脚不方便"


@pytest.fixture
def grandma(world):
    return make_paper_resident(community=world["community"], full_name="王桂英")


@pytest.fixture
def second(world):
    return make_worker(community=world["community"], name="小陈")


def sign_in(page, phone: str) -> None:
    page.locator("input[name=phone]").fill(phone)
    page.locator("form.act button").click()
    page.locator("input[name=code]").wait_for()
    code = OutboxMessage.objects.filter(kind="sign_in_code").order_by("-id").first().body["code"]
    page.locator("input[name=code]").fill(code)
    page.locator("form.act button").click()


@pytest.mark.parametrize(
    "way",
    [
        {},
        {"script": False},
        {"locale": "en-GB"},
        {"look": "1.30.light"},
        {"look": "1.30.night", "locale": "en-GB", "script": False},
    ],
    ids=["Chinese", "without script", "English", "elder mode", "elder mode in English at night without script"],
)
def test_grandma_takes_part_on_paper_and_later_by_herself(world, open_page, second, way):
    desk = open_page(person=world["worker"], width=360, **way)
    desk.goto("/proxy/sheets/")
    desk.locator("form.act button").click()
    desk.locator(".candidate a").wait_for()
    sheet = FormSheet.objects.first()

    desk.goto(f"/proxy/s/{sheet.serial}/")
    desk.locator("#who_q").fill("王奶奶")
    desk.locator(".search__row button").click()
    desk.locator("a[href*='new=1']").click()
    expect(desk.locator("input[name=form_of_address]")).to_have_value("王奶奶")
    desk.locator("textarea[name=sentence]").fill(SENTENCE)
    desk.locator(".draft__go button").first.click()
    expect(desk.locator(".band")).to_contain_text("王奶奶")
    desk.locator("input[name=how][value=on_paper]").check()
    desk.locator(".draft__go .btn--need").click()
    code = desk.locator(".receipt__code").inner_text()
    assert Need.objects.filter(sentence=SENTENCE).count() == 0

    checker = open_page(person=second, width=360, **way)
    checker.goto("/proxy/check/")
    checker.locator(".standing a").click()
    expect(checker.locator("button[value=confirm]")).to_be_focused()
    checker.keyboard.press("Enter")
    checker.locator(".notice--success").wait_for()
    need = Need.objects.get(sentence=SENTENCE)
    grandma = need.person

    phone = open_page(width=360, **way)
    phone.goto(f"/claim/?code={code}")
    phone.locator("form.act button").click()
    phone.locator("button[value=yes]").click()
    sign_in(phone, "13900009999")
    expect(phone.locator(".entered")).to_contain_text(SENTENCE)

    grandma.refresh_from_db()
    assert (grandma.phone, Person.objects.filter(form_of_address="王奶奶").count()) == ("+8613900009999", 1)
    phone.goto("/mine/")
    expect(phone.locator(".slip--need")).to_contain_text(SENTENCE)
    widths = [page.evaluate("document.documentElement.scrollWidth") for page in (desk, checker, phone)]
    assert max(widths) == 360


def test_grandson_helps_with_the_receipt(world, open_page, grandma):
    issued = make_entry(worker=world["worker"], person=grandma, community=world["community"], at=grandma.joined_at)
    page = open_page(width=360)
    page.goto("/claim/")
    page.locator("input[name=code]").fill(issued.code.lower())
    page.locator("form.act button").click()
    page.locator("button[value=no]").click()
    sign_in(page, "13900008888")
    page.locator("input[name=form_of_address]").fill("小宝")
    page.locator("form.act button").click()
    page.locator("form.act button").click()

    expect(page.locator("h1")).to_contain_text("王奶奶")
    expect(page.locator(".slip--need")).to_contain_text("菜市场")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_pile_is_typed_in_with_the_keyboard_alone(world, open_page, grandma, script):
    sheets = [make_sheet(worker=world["worker"], community=world["community"]) for _ in range(2)]
    page = open_page(person=world["worker"], script=script, width=1280)
    page.goto("/proxy/pile/")
    for sheet in sheets:
        page.keyboard.type("AAAA")
        page.keyboard.press("Enter")
        expect(page.locator("#serial[aria-invalid]")).to_be_focused()
        page.keyboard.press("Control+A")
        page.keyboard.type(sheet.serial.lower())
        page.keyboard.press("Enter")
        expect(page.locator("#name")).to_be_focused()
        page.keyboard.type("桂英")
        page.keyboard.press("Enter")
        expect(page.locator("input[name=person][type=radio]").first).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#sentence")).to_be_focused()
        page.keyboard.type(SENTENCE)
        page.keyboard.press("Enter")
        expect(page.locator(".chips--open")).to_contain_text("陪诊")
        expect(page.locator("button[value=enter]")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#serial:not([aria-invalid])")).to_be_focused()

    assert list(Entry.objects.values_list("person", "state")) == [(grandma.pk, "entered")] * 2
    expect(page.locator(".tally")).to_contain_text(re.compile("2"))


def test_pages_are_open_to_everybody(world, open_page, grandma, second):
    common = {"worker": world["worker"], "person": grandma, "community": world["community"]}
    done = make_entry(**common).entry
    waiting = make_paper_entry(**common).entry
    page = open_page(person=second, width=360)
    urls = [
        "/proxy/",
        f"/proxy/new/?q={grandma.full_name}",
        f"/proxy/new/?person={grandma.pk}",
        "/proxy/new/?new=1",
        "/proxy/pile/",
        "/proxy/sheets/",
        "/proxy/check/",
        f"/proxy/check/{waiting.pk}/",
        f"/proxy/entries/{waiting.pk}/",
        f"/proxy/receipts/{done.pk}/",
        "/claim/",
    ]
    faults = {}
    for url in urls:
        page.goto(url)
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        faults[url] = faults_of(page) + (["wider than the phone"] if wide else [])
    page = open_page(person=grandma, width=360)
    page.goto("/me/entered/")
    faults["/me/entered/"] = faults_of(page)

    assert {url: found for url, found in faults.items() if found} == {}
