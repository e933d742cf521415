"""A worker's list of what residents said on paper, and a neighbour's arrangements in the calendar of a telephone."""

from datetime import timedelta

from django.utils import timezone
from icalendar import Calendar

from sanshe.domain.exchange.models import Need
from sanshe.formats.spreadsheets import Sheet, read_sheets, write_workbook
from tests.factories import make_paper_resident
from tests.factories.sheets import make_promise
from tests.journeys.conftest import faults_of

HEADINGS = ("姓名", "需求", "日期", "开始")


def table(*rows) -> dict:
    content = write_workbook(sheets=[Sheet("需求", HEADINGS, rows)])
    return {"name": "需求登记.xlsx", "mimeType": "application/octet-stream", "buffer": content}


def test_worker_takes_in_a_list_without_script(open_page, world):
    make_paper_resident(community=world["community"], name="王奶奶")
    day = (timezone.now() + timedelta(days=7)).date()
    page = open_page(width=360, script=False, person=world["worker"])
    page.goto("/desk/")
    page.locator("a.door[href='/desk/lists/']").click()
    with page.expect_download() as template:
        page.locator("a[download]").first.click()
    columns = len(read_sheets(template.value.path().read_bytes())[0].headings)

    page.set_input_files(
        "input[type=file]", table(("王奶奶", "想有人陪我去医院", "下礼拜", "9:30"), ("没有这人", "买菜"))
    )
    page.locator("form.act button").click()
    wrong = page.locator(".sheets__wrong li").all_inner_texts()
    page.locator("a.btn--wide").click()
    page.set_input_files("input[type=file]", table(("王奶奶", "想有人陪我去医院", day, "9:30")))
    page.locator("form.act button").click()
    before = Need.objects.filter(sentence="想有人陪我去医院").count()
    page.locator("form.act button").click()
    page.get_by_role("status").first.wait_for()

    assert (columns, len(wrong), before) == (17, 2, 0)
    assert Need.objects.get(sentence="想有人陪我去医院").person.form_of_address == "王奶奶"


def test_pages_of_a_list_are_without_fault(open_page, world):
    make_paper_resident(community=world["community"], name="王奶奶")
    page = open_page(width=360, person=world["worker"])
    found = []
    for rows in ([("没有这人", "买菜")], [("王奶奶", "买菜")], [("王奶奶", f"第{one}件事") for one in range(50)]):
        page.goto("/desk/lists/")
        page.set_input_files("input[type=file]", table(*rows))
        page.locator("form.act button").click()
        page.locator("#sheet").wait_for()
        found += faults_of(page)
    page.goto("/desk/lists/?kind=services")

    assert found + faults_of(page) == []


def test_neighbour_puts_the_arrangements_into_the_telephone(open_page, world):
    promise = make_promise(
        community=world["community"],
        receiver=world["daughter"],
        provider=world["helper"],
        starts_at=timezone.now() + timedelta(days=3),
        recurrence="FREQ=WEEKLY;COUNT=4",
    )
    page = open_page(width=360, script=False, person=world["daughter"])
    page.goto("/mine/")
    page.locator("a[href='/mine/calendar/']").click()
    page.locator("form.act button").click()
    address = page.locator("#address").input_value()
    is_subscribed = page.locator("a.btn--wide").get_attribute("href").startswith("webcal://")
    path = address[address.index("/calendar/") :]
    stranger = open_page(script=False)

    feed = stranger.request.get(path)
    page.goto("/mine/calendar/")
    page.locator("details.confirm summary").last.click()
    page.locator("details.confirm button").last.click()
    dead = stranger.request.get(path)

    (event,) = Calendar.from_ical(feed.body()).walk("VEVENT")
    assert (is_subscribed, event["rrule"]["COUNT"], dead.status) == (True, [4], 404)
    page.goto(f"/agreements/{promise.pk}/")
    with page.expect_download() as file:
        page.locator("a[href$='calendar.ics']").click()
    assert file.value.path().read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_page_of_the_calendar_is_without_fault(open_page, world):
    page = open_page(width=360, look="1.30.light", person=world["daughter"])
    page.goto("/mine/calendar/")
    found = faults_of(page)
    page.locator("form.act button").click()
    found += faults_of(page)
    page.reload()

    assert found + faults_of(page) == []
