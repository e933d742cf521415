"""Every page in both looks: axe finds nothing, nothing overflows, targets are large enough, bytes few."""

import pytest

from sanshe.domain.exchange import operations
from tests.factories import AT, make_need, make_organization, make_service
from tests.journeys.conftest import faults_of

LOOKS = {"ordinary": "", "elder": "1.30.light", "night": "0.17.night"}
FIRST_VISIT_LIMIT = 150_000
LATER_PAGE_LIMIT = 20_000


def addresses(world) -> list[str]:
    organization = make_organization(community=world["community"], description="陪老人看病。")
    service = make_service(
        organization=organization, community=world["community"], description="陪同就医", hours_text="周二上午"
    )
    operations.offer_service(service=service, community=world["community"], at=AT, actor=None)
    need = make_need(person=world["daughter"], community=world["community"], sentence="我妈腿脚不便，想找人陪她去医院")
    agreement = operations.ask_for_offer(actor=world["daughter"], offer_id=world["offer"].pk, need_id=need.pk, at=AT)
    return [
        "/",
        "/say/?kind=need&q=我妈腿脚不便，想找人陪她周二上午去医院",
        "/say/?kind=offer&q=我会修水管，周末可以帮忙",
        "/needs/",
        "/offers/",
        "/offers/?category=escort_to_doctor",
        f"/needs/{need.pk}/",
        f"/offers/{world['offer'].pk}/",
        "/mine/",
        f"/agreements/{agreement.pk}/",
        "/sign-in/",
        "/welcome/",
        "/communities/",
        "/services/",
        f"/services/{service.pk}/",
        "/organizations/",
        f"/organizations/{organization.pk}/",
        "/about/",
        "/nowhere/",
    ]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_axe_finds_nothing_and_nothing_overflows(world, open_page, look, locale):
    page = open_page(person=world["daughter"], look=LOOKS[look], locale=locale, width=360)
    faults = []

    for address in addresses(world):
        page.goto(address)
        faults += [f"{address} {fault}" for fault in faults_of(page)]
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            faults.append(f"{address} is {width} px wide")

    assert faults == []


@pytest.mark.parametrize("look", LOOKS)
def test_pages_between_the_steps_have_no_faults_either(world, open_page, look):
    need = make_need(person=world["daughter"], community=world["community"], sentence="想找人陪我妈去医院")
    agreement = operations.ask_for_offer(actor=world["daughter"], offer_id=world["offer"].pk, need_id=need.pk, at=AT)
    faults = []

    def look_at(page, what: str) -> None:
        faults.extend(f"{what} {fault}" for fault in faults_of(page))
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            faults.append(f"{what} is too wide")

    visitor = open_page(look=LOOKS[look], width=360)
    visitor.goto("/sign-in/")
    visitor.locator("form.act button").click()
    look_at(visitor, "a phone that is missing")
    visitor.locator("input[name=phone]").fill("13900007777")
    visitor.locator("form.act button").click()
    visitor.locator("input[name=code]").fill("1")
    look_at(visitor, "the code")
    visitor.locator("form.act button").click()
    visitor.locator(".form-errors").wait_for()
    look_at(visitor, "a code that is wrong")
    for address in (f"/needs/{need.pk}/", f"/offers/{world['offer'].pk}/"):
        visitor.goto(address)
        look_at(visitor, address)
    helper = open_page(person=world["helper"], look=LOOKS[look], width=360)
    for address in ("/mine/", f"/offers/{world['offer'].pk}/", f"/agreements/{agreement.pk}/"):
        helper.goto(address)
        look_at(helper, f"asked: {address}")
    helper.locator("form.act button").click()
    helper.locator(".contact").wait_for()
    helper.locator("details.confirm summary").first.click()
    look_at(helper, "agreed, about to call it off")
    helper.locator("form.act button").click()
    daughter = open_page(person=world["daughter"], look=LOOKS[look], width=360)
    daughter.goto(f"/agreements/{agreement.pk}/")
    look_at(daughter, "done, to be confirmed")
    daughter.locator("details.confirm summary").first.click()
    daughter.locator("details.confirm input[name=reason]").fill("没有来")
    daughter.locator("details.confirm form button").click()
    look_at(daughter, "in dispute")
    worker = open_page(person=world["worker"], look=LOOKS[look], width=360)
    worker.goto(f"/promises/{agreement.pk}/hearing/")
    look_at(worker, "to be heard")

    assert faults == []


def test_staff_pages_have_no_faults_either(world, open_page):
    faults = []
    for look in LOOKS.values():
        page = open_page(person=world["worker"], look=look, width=360)
        for address in ("/desk/", "/design/"):
            page.goto(address)
            faults += [f"{address} {look} {fault}" for fault in faults_of(page)]

    assert faults == []


def test_elder_mode_has_large_text_and_targets(world, open_page):
    page = open_page(person=world["daughter"], look="1.20.light", width=390)
    small = []

    for address in addresses(world):
        page.goto(address)
        small += [
            f"{address} {one}"
            for one in page.evaluate(
                """() => [...document.querySelectorAll('main button, main select, main input, nav a')]
                .filter((el) => el.type !== 'hidden')
                .filter((el) => el.offsetParent && !el.closest('details:not([open]) > :not(summary)'))
                .map((el) => [el, (el.closest('label') || el).getBoundingClientRect()])
                .filter(([el, box]) => box.height > 0 && Math.max(box.height, 0) < 59.5
                    && !['radio', 'checkbox'].includes(el.type))
                .map(([el, box]) => `${el.outerHTML.slice(0, 80)} ${Math.round(box.height)}`)"""
            )
        ]
        text = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
        if text < 18:
            small.append(f"{address} text {text}px")

    assert small == []


def test_pages_stay_light(world, open_page):
    page = open_page(person=world["daughter"])
    weights = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    received = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))

    for address in addresses(world):
        received.clear()
        page.goto(address, wait_until="networkidle")
        weights.append((sum(received), address))

    assert weights[0][0] <= FIRST_VISIT_LIMIT
    assert [row for row in weights[1:] if row[0] > LATER_PAGE_LIMIT] == []


def test_strict_policy_is_never_violated(world, open_page):
    page = open_page(person=world["daughter"])
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    for address in addresses(world):
        page.goto(address)

    assert [text for text in complaints if "404" not in text] == []
