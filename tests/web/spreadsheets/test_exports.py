"""Lists to take along: the rows of the page, for the eyes that see the page, and nothing a spreadsheet would run."""

import time
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sanshe.domain.exchange.models import Need
from sanshe.domain.exchange.operations.indexing import lexemes
from sanshe.domain.people.choices import ConsentKind, GivenHow
from sanshe.domain.people.models import Consent
from sanshe.formats.spreadsheets import read_sheets
from tests.factories import (
    AT,
    make_category,
    make_community,
    make_need,
    make_offer,
    make_organization,
    make_person,
    make_service,
    make_worker,
)
from tests.factories.sheets import make_promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def neighbour(community):
    return make_person(community=community, name="王阿姨")


def workbook(client, name, **query):
    response = client.get(reverse(name), query, headers={"accept-language": "en"})
    assert response.status_code == 200, response.status_code
    return read_sheets(response.getvalue())


def sentences(client, name, **query):
    return [row[0] for row in workbook(client, name, **query)[0].grid[1:]]


def test_open_needs_are_given_as_the_board_shows_them(client, community, neighbour):
    make_need(person=neighbour, community=community, sentence="想找人陪我妈去医院", place_text="省医院")

    (sheet,) = workbook(client, "export_needs")

    row = dict(zip(sheet.headings, sheet.grid[1], strict=True))
    assert (row["What was said"], row["Who"], row["Where"]) == ("想找人陪我妈去医院", "王阿姨", "省医院")
    assert row["Posted on"] == AT.date()


def test_file_is_named_after_its_day_and_is_a_download(client, community):
    response = client.get(reverse("export_offers"))

    assert response["Content-Disposition"] == f'attachment; filename="offers-{timezone.localtime():%Y-%m-%d}.xlsx"'
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    response.close()


def test_same_filter_as_the_page(client, community, neighbour):
    repair = make_category(code="repair", name="修理")
    make_need(person=neighbour, community=community, sentence="修水管", category=repair)
    make_need(person=neighbour, community=community, sentence="买菜")
    make_offer(person=neighbour, community=community, sentence="会修灯", category=repair)

    assert sentences(client, "export_needs", category="repair") == ["修水管"]
    assert sentences(client, "export_offers", category="repair") == ["会修灯"]
    assert sentences(client, "export_needs", category="nothing") == []


def test_what_hangs_on_no_board_is_in_no_file(client, community, neighbour):
    Consent.objects.create(
        person=neighbour, kind=ConsentKind.SENSITIVE_DATA, wording="我同意", how=GivenHow.SPOKEN, given_at=AT
    )
    make_need(person=neighbour, community=community, sentence="不想让人知道", is_private=True)
    make_need(
        person=make_person(community=make_community(name="别处社区")), community=make_community(), sentence="别处"
    )

    assert sentences(client, "export_needs") == []


def test_no_phone_and_no_full_name_is_in_a_file(client, as_person, community, neighbour):
    helper = make_person(community=community, name="陈大姐", full_name="陈桂芳")
    make_promise(community=community, receiver=neighbour, provider=helper, starts_at=timezone.now() + timedelta(days=3))
    content = b""
    for name in ("export_needs", "export_offers", "export_mine"):
        file = as_person(neighbour).get(reverse(name)).getvalue()
        with zipfile.ZipFile(BytesIO(file)) as archive:
            content += b"".join(archive.read(part) for part in archive.namelist())

    assert "陈大姐".encode() in content
    assert [secret.encode() in content for secret in (helper.phone[1:], "陈桂芳")] == [False, False]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_what_a_neighbour_wrote_is_never_run(client, community, neighbour, text):
    make_need(person=neighbour, community=community, sentence=text)

    response = client.get(reverse("export_needs"))
    content = response.getvalue()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")

    assert read_sheets(content)[0].grid[1][0] == text
    assert (b"<f>" in xml, b"<hyperlink" in xml) == (False, False)


def test_services_are_given_as_they_are_searched(client, community):
    organization = make_organization(name="暖巢")
    make_service(organization=organization, name="陪同就医", community=community, capacity=5)
    make_service(organization=organization, name="理发", community=community)

    (sheet,) = workbook(client, "export_services", q="就医")

    assert [(row[0], row[1], row[10]) for row in sheet.grid[1:]] == [("陪同就医", "暖巢", 5)]


def test_mine_holds_what_became_of_everything(as_person, community, neighbour):
    helper = make_person(community=community, name="陈大姐")
    make_promise(community=community, receiver=neighbour, provider=helper, starts_at=timezone.now() + timedelta(days=3))

    agreements, needs, offers = workbook(as_person(neighbour), "export_mine")
    theirs, *_ = workbook(as_person(helper), "export_mine")

    assert [row[1:4] for row in agreements.grid[1:]] == [["陈大姐", "yes", "Agreed"]]
    assert [row[1:4] for row in theirs.grid[1:]] == [["王阿姨", "no", "Agreed"]]
    assert (len(needs.grid), len(offers.grid)) == (2, 1)


def test_mine_is_asked_to_sign_in(client, community):
    assert client.get(reverse("export_mine")).status_code == 302


def test_unmet_needs_are_given_to_whom_the_desk_opens(as_person, community, neighbour):
    make_need(person=neighbour, community=community, sentence="买菜", at=timezone.now() - timedelta(days=10))
    worker = make_worker(community=community)

    rows = workbook(as_person(worker), "export_unmet")[0].grid[1:]
    forbidden = as_person(neighbour).get(reverse("export_unmet")).status_code

    assert [(row[0], row[-2]) for row in rows] == [("买菜", "Waiting for more than three days")]
    assert forbidden == 403


@pytest.mark.parametrize("name", ["export_needs", "export_offers", "export_services"])
@pytest.mark.parametrize("value", ["\x00", "長" * 500, "'; --", "a&b=c"])
def test_nasty_address_is_answered(client, community, name, value):
    response = client.get(reverse(name), {"category": value, "q": value, "page": value})

    assert response.status_code == 200
    response.close()


def test_district_without_a_community_leads_home(client):
    assert client.get(reverse("export_needs")).status_code == 302


@pytest.mark.parametrize(
    ("page", "export"), [("needs", "export_needs"), ("offers", "export_offers"), ("services", "export_services")]
)
def test_page_leads_to_its_file_with_its_filter(client, community, neighbour, page, export):
    category = make_category(code="repair", name="修理")
    make_need(person=neighbour, community=community, category=category)
    make_offer(person=neighbour, community=community, category=category)

    content = client.get(reverse(page), {"category": "repair"}).content.decode()

    assert f'href="{reverse(export)}?category=repair"' in content


def test_file_costs_the_same_for_more_rows(as_person, community, neighbour):
    client = as_person(neighbour)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            for name in ("export_needs", "export_offers", "export_services", "export_mine"):
                client.get(reverse(name)).getvalue()
        return len(queries)

    def more():
        make_promise(
            community=community,
            receiver=neighbour,
            provider=make_person(community=community),
            category=make_category(code="repair", name="修理"),
            starts_at=timezone.now() + timedelta(days=3),
        )
        make_need(person=neighbour, community=community)
        make_service(organization=make_organization(), community=community)

    more()
    one = cost()
    more()
    more()

    assert cost() == one


def test_ten_thousand_rows_are_quick(client, community, neighbour):
    Need.objects.bulk_create(
        Need(
            person=neighbour,
            community=community,
            sentence=f"第{number}件事，想请一位热心的邻居来帮一把手",
            posted_at=AT,
            lexemes=lexemes("事", community=community, words=frozenset()),
        )
        for number in range(10_000)
    )
    before = time.perf_counter()

    content = client.get(reverse("export_needs")).getvalue()

    assert time.perf_counter() - before < 20
    assert len(read_sheets(content)[0].grid) == 10_001
