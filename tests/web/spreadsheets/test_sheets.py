"""Lists that a worker sends: looked through, every fault named, taken in as a whole or not at all."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sanshe.domain.catalogue.models import Service
from sanshe.domain.exchange.models import Need, Offer, SheetImport
from sanshe.domain.exchange.operations import sheet_rows
from sanshe.domain.exchange.operations import sheets as operations
from sanshe.domain.notifications.models import Notification
from sanshe.domain.people.models import Household, HouseholdMember
from sanshe.formats.spreadsheets import Sheet, write_workbook
from sanshe.formats.spreadsheets.reading import read_any
from sanshe.kernel.models import JournalEntry
from sanshe.web.notifications.links import link_of
from tests.factories import (
    AT,
    make_category,
    make_community,
    make_organization,
    make_paper_resident,
    make_person,
    make_service,
    make_worker,
)
from tests.factories.sheets import run_lists

pytestmark = pytest.mark.django_db
ENGLISH = {"headers": {"accept-language": "en"}}
HEADINGS = ("姓名", "需求", "日期", "开始", "结束")
NEXT_WEEK = (timezone.now() + timedelta(days=7)).date()


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def worker(community):
    return make_worker(community=community)


@pytest.fixture
def grandmother(community):
    return make_paper_resident(community=community, name="王奶奶", full_name="王秀英")


def table(*rows, headings=HEADINGS) -> bytes:
    return write_workbook(sheets=[Sheet("需求", headings, rows)])


def send(client, content, *, kind="needs", name="needs.xlsx"):
    return client.post(f"{reverse('sheets')}?kind={kind}", {"file": SimpleUploadedFile(name, content)}, **ENGLISH)


def sent(client, content, **fields) -> SheetImport:
    response = send(client, content, **fields)
    assert response.status_code == 302, response.content.decode()
    return SheetImport.objects.get(pk=response["Location"].rstrip("/").rpartition("/")[2])


def text_of(client, sheet) -> str:
    return client.get(reverse("sheet", args=[sheet.pk]), **ENGLISH).content.decode()


def faults(sheet) -> list[tuple[int, str, str]]:
    return [(one["row"], one["column"], one["code"]) for one in sheet.problems]


def take_in(client, sheet) -> SheetImport:
    client.post(reverse("take_in_sheet", args=[sheet.pk]), **ENGLISH)
    sheet.refresh_from_db()
    return sheet


def test_list_is_shown_first_and_taken_in_only_then(as_person, worker, grandmother):
    client = as_person(worker)
    sheet = sent(client, table(("王奶奶", "周四上午想有人陪我去医院", NEXT_WEEK, "9:30", "11:00")))
    before = Need.objects.count()
    page = text_of(client, sheet)

    done = take_in(client, sheet)

    need = Need.objects.get()
    assert (before, sheet.state, done.new_count, done.rows) == (0, "done", 1, [])
    assert "周四上午想有人陪我去医院" in page
    assert (need.person, need.entered_by, need.community) == (grandmother, worker, sheet.community)
    assert timezone.localtime(need.starts_at).strftime("%H:%M") == "09:30"
    entry = JournalEntry.objects.get(operation="exchange.post_need")
    assert (entry.actor_id, entry.on_behalf_of_id) == (worker.pk, grandmother.pk)


def test_resident_is_told_what_was_written_for_them(as_person, worker, grandmother):
    client = as_person(worker)
    take_in(client, sent(client, table(("王奶奶", "买菜", "", "", ""))))

    news = Notification.objects.get(person=grandmother)
    assert (news.kind, link_of(news)) == ("entered_for_you", reverse("need", args=[Need.objects.get().pk]))


def test_every_fault_is_named_with_row_column_and_remedy(as_person, worker, grandmother):
    client = as_person(worker)
    sheet = sent(
        client,
        table(
            ("王奶奶", "买菜", "下礼拜", "", ""),
            ("", "", "", "", ""),
            ("王奶奶", "", "", "", ""),
            ("没有这人", "理发", "", "", ""),
            ("王奶奶", "看病", NEXT_WEEK, "11:00", "9:00"),
        ),
    )

    page = text_of(client, sheet)

    assert sheet.state == "refused"
    assert faults(sheet) == [
        (2, "day", "not_date"),
        (4, "sentence", "empty"),
        (5, "name", "resident_unknown"),
        (6, "ends", "ends_first"),
    ]
    assert "Row 2, column “日期”" in page
    assert "“下礼拜” is no date." in page
    assert "Please write it with the year, like 2026-03-05." in page
    assert Need.objects.count() == 0


def test_columns_that_were_not_read_are_named(as_person, worker, grandmother):
    client = as_person(worker)
    sheet = sent(client, table(("王奶奶", "买菜", "要两斤"), headings=("姓名", "需求", "备注")))

    assert "These columns were not read, for their headings mean nothing here: 备注." in text_of(client, sheet)


def test_list_with_one_fault_is_not_taken_in_at_all(as_person, worker, grandmother):
    client = as_person(worker)
    sheet = sent(client, table(("王奶奶", "买菜", "", "", ""), ("没有这人", "理发", "", "", "")))

    take_in(client, sheet)

    assert (sheet.state, Need.objects.count()) == ("refused", 0)


def test_row_that_became_wrong_after_the_look_refuses_the_whole(as_person, worker, grandmother, community):
    client = as_person(worker)
    other = make_paper_resident(community=community, name="李爷爷", full_name="李建国")
    sheet = sent(client, table(("王奶奶", "买菜", "", "", ""), ("李爷爷", "理发", "", "", "")))
    other.claimed_at = timezone.now()
    other.save()

    take_in(client, sheet)

    assert (sheet.state, Need.objects.count()) == ("refused", 0)
    assert faults(sheet) == [(3, "name", "resident_writes_themselves")]


def test_the_same_list_again_makes_no_doubles(as_person, worker, grandmother):
    client = as_person(worker)
    content = table(("王奶奶", "买菜", "", "", ""), ("王奶奶", "理发", "", "", ""))
    take_in(client, sent(client, content))

    again = sent(client, content)
    page = text_of(client, again)

    assert (again.state, again.new_count, again.known_count) == ("ready", 0, 2)
    assert "This very file was taken in on" in page
    assert reverse("take_in_sheet", args=[again.pk]) not in page
    assert Need.objects.count() == 2


def test_longer_version_of_a_list_adds_only_what_is_new(as_person, worker, grandmother):
    client = as_person(worker)
    take_in(client, sent(client, table(("王奶奶", "买菜", "", "", ""))))

    more = take_in(client, sent(client, table(("王奶奶", " 买 菜 ", "", "", ""), ("王秀英", "理发", "", "", ""))))

    assert (more.new_count, more.known_count, Need.objects.count()) == (1, 1, 2)


def test_row_that_stands_twice_is_named(as_person, worker, grandmother):
    sheet = sent(as_person(worker), table(("王奶奶", "买菜", "", "", ""), ("王秀英", "买菜", "", "", "")))

    assert faults(sheet) == [(3, "sentence", "row_twice")]


def test_the_same_file_sent_twice_waits_once(as_person, worker, grandmother):
    client = as_person(worker)
    content = table(("王奶奶", "买菜", "", "", ""))

    assert sent(client, content).pk == sent(client, content).pk


def test_taking_in_twice_is_once(as_person, worker, grandmother):
    client = as_person(worker)
    sheet = sent(client, table(("王奶奶", "买菜", "", "", "")))
    take_in(client, sheet)

    assert (take_in(client, sheet).state, Need.objects.count()) == ("done", 1)


def test_residents_of_one_name_are_told_apart_by_phone_or_building(as_person, worker, community):
    one, other = (make_paper_resident(community=community, name="李阿姨", full_name=name) for name in ("李梅", "李兰"))
    one.phone = "+8613800001234"
    one.save()
    for person, address in ((one, "12栋1单元301"), (other, "1栋2单元502")):
        household = Household.objects.create(community=community, address=address, address_key=address, entered_at=AT)
        HouseholdMember.objects.create(household=household, person=person, starts_at=AT)
    headings = ("姓名", "电话", "楼栋", "需求")
    client = as_person(worker)

    unclear = sent(client, table(("李阿姨", "", "", "买菜"), headings=headings))
    clear = take_in(
        client,
        sent(
            client,
            table(
                ("李阿姨", "1234", "", "买菜"),
                ("李阿姨", "138 0000 1234", "", "理发"),
                ("李阿姨", "", "1栋", "看病"),
                ("李阿姨", "", "1号楼2单元502室", "取药"),
                headings=headings,
            ),
        ),
    )

    assert faults(unclear) == [(2, "name", "resident_ambiguous")]
    assert clear.state == "done", clear.problems
    assert dict(Need.objects.values_list("sentence", "person__full_name")) == {
        "买菜": "李梅",
        "理发": "李梅",
        "看病": "李兰",
        "取药": "李兰",
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"claimed_at": timezone.now()}, "resident_writes_themselves"),
        ({"closed_at": timezone.now()}, "resident_unknown"),
    ],
)
def test_worker_writes_for_nobody_who_writes_themselves(as_person, worker, grandmother, changes, code):
    for name, value in changes.items():
        setattr(grandmother, name, value)
    grandmother.save()

    assert faults(sent(as_person(worker), table(("王奶奶", "买菜", "", "", "")))) == [(2, "name", code)]


def test_worker_writes_for_nobody_who_has_not_agreed(as_person, worker, community):
    make_person(community=community, name="赵叔", phone=None)

    assert faults(sent(as_person(worker), table(("赵叔", "买菜", "", "", "")))) == [(2, "name", "resident_not_agreed")]


def test_resident_of_another_community_is_unknown_here(as_person, worker):
    make_paper_resident(community=make_community(name="别处社区"), name="孙婆婆")

    assert faults(sent(as_person(worker), table(("孙婆婆", "买菜", "", "", "")))) == [(2, "name", "resident_unknown")]


def test_confidence_without_consent_is_refused_in_its_column(as_person, worker, grandmother):
    content = table(("王奶奶", "想找人说说话", "是"), headings=("姓名", "需求", "保密"))

    assert faults(sent(as_person(worker), content)) == [(2, "private", "confidence_not_agreed")]


def test_time_that_is_over_is_refused_in_its_column(as_person, worker, grandmother):
    sheet = sent(as_person(worker), table(("王奶奶", "买菜", "2020-01-01", "9:00", "10:00")))

    assert faults(sheet) == [(2, "starts", "time_passed")]


def test_category_is_read_out_of_the_sentence_where_none_is_chosen(as_person, worker, grandmother):
    make_category(code="shopping", name="代买东西", words=("买菜", "代买"))
    headings = ("姓名", "需求", "类别")
    sheet = sent(
        as_person(worker),
        table(("王奶奶", "想请人帮忙买菜", ""), ("王奶奶", "别的事", "代买东西"), headings=headings),
    )

    assert [row["category"] for row in sheet.rows] == ["shopping", "shopping"]


def test_services_come_in_with_their_offers(as_person, worker, community):
    organization = make_organization(name="暖巢社工服务中心")
    content = table(
        ("暖巢社工服务中心", "老年书法班", "周二 9:00-11:00；周四14:00至16:00", "60", "20", "免费"),
        headings=("机构", "服务名称", "开放时间", "最小年龄", "名额", "费用"),
    )
    client = as_person(worker)

    sheet = take_in(client, sent(client, content, kind="services"))
    again = (
        sent(client, content + b" ", kind="services", name="x.xlsx")
        if False
        else sent(client, content, kind="services")
    )

    service, offer = Service.objects.get(), Offer.objects.get()
    assert (sheet.state, again.known_count) == ("done", 1)
    assert (service.organization, service.community, service.minimum_age, service.capacity) == (
        organization,
        community,
        60,
        20,
    )
    assert service.weekly_hours == [[1, 540, 660], [3, 840, 960]]
    assert (offer.service, offer.cost_basis, offer.sentence) == (service, "free", "老年书法班")


def test_service_that_was_listed_by_hand_is_known(as_person, worker, community):
    make_service(organization=make_organization(name="食堂"), name="长者 午餐", community=community)
    content = table(("食堂", "长者午餐"), headings=("组织", "服务"))

    assert sent(as_person(worker), content, kind="services").known_count == 1


def test_unknown_organisation_is_named(as_person, worker):
    content = table(("没有的单位", "午餐"), headings=("组织", "服务"))

    sheet = sent(as_person(worker), content, kind="services")

    assert faults(sheet) == [(2, "organization", "organization_unknown")]


def test_long_list_is_looked_through_and_taken_in_by_the_queue(as_person, worker, grandmother):
    client = as_person(worker)
    count = operations.AT_ONCE * 2 + 7
    sheet = sent(client, table(*(("王奶奶", f"第{number}件事", "", "", "") for number in range(count))))
    waiting = text_of(client, sheet)
    run_lists()
    sheet.refresh_from_db()
    looked = (sheet.state, sheet.checked_count, sheet.new_count, Need.objects.count())
    take_in(client, sheet)
    importing = text_of(client, sheet)
    run_lists()
    sheet.refresh_from_db()

    assert f"0 / {count}" in waiting
    assert looked == ("ready", count, count, 0)
    assert "at one stroke" in importing
    assert (sheet.state, Need.objects.count()) == ("done", count)


def test_long_list_that_is_put_aside_is_not_looked_through(as_person, worker, grandmother):
    client = as_person(worker)
    sheet = sent(client, table(*(("王奶奶", f"第{number}件事", "", "", "") for number in range(60))))

    client.post(reverse("discard_sheet", args=[sheet.pk]))
    run_lists()
    sheet.refresh_from_db()

    assert (sheet.state, sheet.rows, sheet.checked_count) == ("discarded", [], 0)


def test_list_put_aside_while_it_is_taken_in_leaves_nothing(as_person, worker, grandmother, monkeypatch):
    client = as_person(worker)
    sheet = sent(client, table(*(("王奶奶", f"第{number}件事", "", "", "") for number in range(60))))
    run_lists()
    take_in(client, sheet)
    post_need = sheet_rows.post_need

    def somebody_presses_stop(**what):
        if what["sentence"] == "第50件事":
            operations.discard_sheet(actor=worker, sheet_id=sheet.pk, at=timezone.now())
        return post_need(**what)

    monkeypatch.setattr(sheet_rows, "post_need", somebody_presses_stop)
    run_lists()

    assert Need.objects.count() == 0


def test_what_was_taken_in_cannot_be_put_aside(as_person, worker, grandmother):
    client = as_person(worker)
    sheet = take_in(client, sent(client, table(("王奶奶", "买菜", "", "", ""))))

    client.post(reverse("discard_sheet", args=[sheet.pk]))
    sheet.refresh_from_db()

    assert sheet.state == "done"


def test_forgotten_list_does_not_keep_names(as_person, worker, grandmother):
    sheet = sent(as_person(worker), table(("王奶奶", "买菜", "", "", "")))

    kept = operations.forget_sheets(at=timezone.now() + timedelta(days=13))
    forgotten = operations.forget_sheets(at=timezone.now() + timedelta(days=15))
    sheet.refresh_from_db()

    assert (kept, forgotten, sheet.rows, sheet.state) == (0, 1, [], "discarded")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "no table"),
        (b"PK\x03\x04" + b"\0" * 40, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
        ("一,二\n三,四".encode(), "headings were not found"),
        (table(), "no row below"),
        (b"%PDF-1.7 \xff\xfe\x00", "no table"),
    ],
)
def test_wrong_file_is_refused_in_plain_words(as_person, worker, content, said):
    response = send(as_person(worker), content)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert SheetImport.objects.count() == 0


def test_too_many_rows_are_refused_in_plain_words(as_person, worker):
    content = table(*(("甲", f"{number}", "", "", "") for number in range(2_001)))

    assert "more than 2000 rows" in send(as_person(worker), content).content.decode()


@pytest.mark.parametrize(
    "nasty", ["\x00", "a\x00b", "\ud800", "=1+1", "<script>alert(1)</script>", "%(x)s", "{0}", "字" * 600]
)
def test_nasty_cells_do_no_harm(as_person, worker, grandmother, nasty):
    client = as_person(worker)
    sheet = sent(client, table((nasty, nasty, nasty, nasty, nasty), ("王奶奶", nasty, "", "", "")))

    page = client.get(reverse("sheet", args=[sheet.pk]))

    assert page.status_code == 200
    assert b"<script>alert" not in page.content


@pytest.mark.parametrize("name", ["x\x00.xlsx", "../../etc/passwd", "字" * 300 + ".xlsx", "<b>.xlsx"])
def test_nasty_file_names_do_no_harm(as_person, worker, grandmother, name):
    client = as_person(worker)
    sheet = sent(client, table(("王奶奶", "买菜", "", "", "")), name=name)

    assert (client.get(reverse("sheet", args=[sheet.pk])).status_code, len(sheet.file_name) <= 120) == (200, True)


@pytest.mark.parametrize("who", ["nobody", "resident", "other worker"])
def test_lists_open_for_the_workers_of_the_community_only(client, community, worker, grandmother, as_person, who):
    sheet = sent(as_person(worker), table(("王奶奶", "买菜", "", "", "")))
    client.logout()
    if who != "nobody":
        elsewhere = make_community(name="别处社区")
        looking = make_person(community=community) if who == "resident" else make_worker(community=elsewhere)
        as_person(looking)

    one = client.get(reverse("sheet", args=[sheet.pk])).status_code
    posts = [client.post(reverse(name, args=[sheet.pk])).status_code for name in ("take_in_sheet", "discard_sheet")]

    assert ([one, *posts], Need.objects.count()) == ([302] * 3 if who == "nobody" else [404] * 3, 0)


def test_page_of_lists_is_for_workers(as_person, community):
    assert as_person(make_person(community=community)).get(reverse("sheets")).status_code == 403


@pytest.mark.parametrize("kind", ["needs", "services"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_template_filled_in_can_be_read_back(as_person, worker, grandmother, kind, language):
    make_organization(name="王奶奶")
    client = as_person(worker)
    content = client.get(reverse("sheet_template", args=[kind]), headers={"accept-language": language}).content
    first, how, *_ = read_any(content)
    rows = [list(first.grid[1]), ["王奶奶", "", "", "买菜"] if kind == "needs" else ["王奶奶", "买菜"]]

    sheet = sent(client, write_workbook(sheets=[Sheet("x", first.headings, rows)]), kind=kind)

    assert (sheet.state, sheet.row_count) == ("ready", 1), sheet.problems
    assert len(how.grid) > len(first.headings)


def test_unknown_template_is_not_there(as_person, worker):
    assert as_person(worker).get("/desk/lists/secrets.xlsx").status_code == 404


def test_list_as_text_of_a_chinese_excel_is_read(as_person, worker, grandmother):
    stream = io.StringIO()
    csv.writer(stream).writerows([["姓名*", "需求（必填）", "日期"], ["王奶奶", "买菜，要两斤", "２０３０年３月５日"]])

    sheet = sent(as_person(worker), stream.getvalue().encode("gb18030"), name="需求.csv")

    assert (sheet.state, sheet.rows[0]["starts_at"]) == ("ready", "2030-03-05T00:00:00+08:00")


def test_pages_cost_the_same_for_more_rows(as_person, worker, grandmother):
    client = as_person(worker)

    def cost(address):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    one = sent(client, table(("王奶奶", "买菜", "", "", "")))
    list_of_one = cost(reverse("sheets"))
    three = sent(client, table(*(("王奶奶", f"事{number}", "", "", "") for number in range(3))))
    sent(client, table(("没有这人", "买菜", "", "", "")))

    assert cost(reverse("sheets")) == list_of_one
    assert cost(reverse("sheet", args=[one.pk])) == cost(reverse("sheet", args=[three.pk]))
