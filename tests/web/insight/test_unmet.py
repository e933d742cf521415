"""The page of unmet needs that everybody reads, and its files."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshe.domain.insight import operations
from sanshe.formats.spreadsheets import read_sheets
from tests.factories import SHANGHAI, make_category, make_community
from tests.factories.insight import make_record
from tests.factories.places import count_people

pytestmark = pytest.mark.django_db
IN_QUARTER = datetime(2025, 11, 5, tzinfo=SHANGHAI)
PUBLISHED = datetime(2026, 1, 8, tzinfo=SHANGHAI)


@pytest.fixture
def community():
    community = make_community()
    count_people(community, *[(0, 0)] * 12, (500, 500), (0, 0))
    return community


def publish(community, *, households=12, **fields):
    category = fields.pop("category", None) or make_category(code="escort_to_doctor", name="陪诊")
    make_record(
        community=community,
        category=category,
        households=households,
        first_unmet_at=IN_QUARTER,
        **{"age_band": "elder", **fields},
    )
    operations.publish_quarters(at=PUBLISHED)


def text_of(response):
    return response.content.decode()


def test_figure_is_said_as_a_sentence(client, community, settings):
    settings.LANGUAGE_CODE = "en"
    publish(community)

    page = text_of(client.get("/unmet/", headers={"accept-language": "en"}))

    assert "For every 1,000 elders here, about 12 homes looked for “Escort to doctor” and found nobody." in page
    assert "12 homes in three months. Chance alone could make it anything from 6.2 to 21." in page


def test_page_without_any_quarter_says_what_to_do(client, community):
    response = client.get("/unmet/")

    assert (response.status_code, 'class="empty"' in text_of(response)) == (200, True)


def test_withheld_figures_are_not_in_the_page_nor_in_the_files(client, community):
    other = make_community(name="别处社区")
    escort = make_category(code="escort_to_doctor", name="陪诊")
    make_record(community=other, category=escort, age_band="elder", households=4, first_unmet_at=IN_QUARTER)
    publish(community, category=escort, households=37)

    page = text_of(client.get("/unmet/", {"where": "here"}, headers={"accept-language": "en"}))
    rows = text_of(client.get("/unmet/export/", {"as": "csv"}, headers={"accept-language": "en"})).splitlines()

    assert "unmet__sentence" not in page
    assert "1 figure is left out" in page
    # Of 41 in the district 37 are ours and 4 theirs: neither is told.
    assert [row.split(",")[5] for row in rows[1:]] == ["", "", "41"]


def test_workbook_explains_its_columns(client, community):
    publish(community)

    response = client.get("/unmet/export/", {"quarter": "2025-Q4"}, headers={"accept-language": "en"})

    figures, explained = read_sheets(response.content)
    meanings = explained.rows({"column": ("Column",), "meaning": ("What it means",)})
    assert [row.text("column") for row in meanings] == list(figures.headings)
    assert all(row.text("meaning") for row in meanings)
    assert response["Content-Disposition"] == 'attachment; filename="unmet-needs-2025-Q4.xlsx"'
    rows = figures.rows({"homes": ("Homes",), "people": ("People living there",)})
    assert [(row.whole_number("homes"), row.whole_number("people")) for row in rows] == [(12, 1000)] * 2


@pytest.mark.parametrize("quarter", ["", "2025-Q4", "2031-Q9", "\x00", "長" * 500])
@pytest.mark.parametrize("where", ["", "here", "'; --"])
@pytest.mark.parametrize("address", ["/unmet/", "/unmet/export/"])
def test_nasty_address_is_answered(client, community, address, quarter, where):
    publish(community)

    assert client.get(address, {"quarter": quarter, "where": where, "page": quarter}).status_code == 200


def test_page_costs_the_same_for_more_figures(client, community):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            response = client.get("/unmet/")
        assert response.status_code == 200
        return len(queries)

    for number in range(3):
        category = make_category(code=f"kind_{number}", name=f"第{number}种")
        make_record(community=community, category=category, households=20, first_unmet_at=IN_QUARTER)
    before = datetime(2025, 8, 1, tzinfo=SHANGHAI)
    make_record(community=community, category=category, households=20, first_unmet_at=before)
    operations.publish_quarters(at=PUBLISHED)
    three = cost()
    with CaptureQueriesContext(connection) as queries:
        client.get("/unmet/", {"quarter": "2025-Q3"})

    assert len(queries) == three


def test_nothing_can_be_posted(client, community):
    assert client.post("/unmet/").status_code == 405
