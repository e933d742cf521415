"""The desk's real counts: who sees them, what stands behind them, and how they are made anew."""

import csv
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from sanshe.domain.exchange.models import Need
from sanshe.domain.insight import operations
from sanshe.domain.insight.models import EvidenceRun
from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.models import Role
from tests.factories import AT, make_category, make_community, make_person, make_worker
from tests.factories.insight import make_record, make_unmet_need

pytestmark = pytest.mark.django_db
ADDRESSES = ["/desk/evidence/", "/desk/evidence/needs/", "/desk/evidence/export/"]
EN = {"accept-language": "en"}


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def worker(community):
    return make_worker(community=community)


@pytest.fixture
def lately():
    """A moment within the year the desk looks at: pages read the real clock."""
    return timezone.now() - timedelta(days=2)


def officer():
    person = make_person(name="魏科长")
    Role.objects.create(person=person, kind=RoleKind.DISTRICT_OFFICER, starts_at=AT)
    return person


@pytest.mark.parametrize("address", ADDRESSES)
def test_counts_open_for_the_desk_only(client, as_person, community, worker, address):
    statuses = {"nobody": client.get(address).status_code}
    for name, person in (
        ("resident", make_person(community=community)),
        ("worker elsewhere", make_worker(community=make_community(name="别处社区"))),
        ("worker", worker),
        ("officer", officer()),
    ):
        # Everybody looks at the same community.
        client.post("/communities/", {"community": community.code})
        statuses[name] = as_person(person).get(address).status_code

    expected = {"nobody": 302, "resident": 403, "worker elsewhere": 200, "worker": 200, "officer": 200}
    assert statuses == expected


def test_counts_name_kind_age_and_cause(as_person, community, worker, lately):
    escort = make_category(code="escort_to_doctor", name="陪诊")
    make_record(
        community=community, category=escort, age_band="elder", households=3, cause="too_far", first_unmet_at=lately
    )

    page = as_person(worker).get("/desk/evidence/", headers=EN).content.decode()

    assert "Escort to doctor · An elder" in page
    assert "3 homes" in page
    assert "Too far away 3" in page


def test_months_are_told_from_the_first_that_counts(as_person, community, worker, lately):
    make_record(community=community, households=3, first_unmet_at=lately)
    make_record(community=community, households=2, first_unmet_at=lately, resolved_at=lately + timedelta(hours=1))

    page = as_person(worker).get("/desk/evidence/?months=36", headers=EN).content.decode()

    months = re.findall(r'months__when figures">([^<]+)<.*?months__text">([^<]+)<', page, re.DOTALL)
    assert months[0] == (f"{timezone.localtime(lately):%Y-%m}", "5 homes · 2 were helped later")
    assert months[-1][0] == f"{timezone.localtime():%Y-%m}"


def test_confidences_are_for_workers(as_person, community, worker, lately):
    need = make_unmet_need(community=community, sentence="家里的事")
    Need.objects.filter(pk=need.pk).update(is_private=True)
    make_record(community=community, need=need, is_private=True, source="", first_unmet_at=lately)

    seen = {
        name: as_person(person).get("/desk/evidence/needs/").content.decode()
        for name, person in (("worker", worker), ("officer", officer()))
    }

    assert {name: f"/needs/{need.pk}/" in page for name, page in seen.items()} == {"worker": True, "officer": False}
    assert {name: "家里的事" in page for name, page in seen.items()} == {"worker": False, "officer": False}


def test_words_are_shown_only_while_they_hang_on_the_board(as_person, community, worker, lately):
    hanging = make_unmet_need(community=community, sentence="想找人陪我去医院")
    taken_down = make_unmet_need(community=community, sentence="想找人修水管")
    Need.objects.filter(pk=taken_down.pk).update(status="withdrawn", closed_as="given_up", closed_at=AT)
    for need in (hanging, taken_down):
        make_record(community=community, need=need, source="", first_unmet_at=lately)

    page = as_person(worker).get("/desk/evidence/needs/").content.decode()

    assert ("想找人陪我去医院" in page, "想找人修水管" in page) == (True, False)


def test_needs_are_filtered_by_what_was_pressed(as_person, community, worker, lately):
    escort = make_category(code="escort_to_doctor", name="陪诊")
    make_record(community=community, category=escort, cause="full", first_unmet_at=lately)
    make_record(community=community, cause="too_far", first_unmet_at=lately)

    def shown(**query):
        page = as_person(worker).get("/desk/evidence/needs/", query, headers=EN).content.decode()
        return page.count('<article class="entry">')

    counts = [shown(), shown(category=escort.pk), shown(category="none"), shown(cause="full"), shown(age="elder")]
    assert counts == [2, 1, 1, 1, 0]


@pytest.mark.parametrize("nasty", ["\x00", "'", "9" * 400, "none", "长" * 400])
@pytest.mark.parametrize("name", ["months", "category", "age", "cause", "page", "as"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_nasty_address_is_answered(as_person, community, worker, address, name, nasty):
    assert as_person(worker).get(address, {name: nasty}).status_code == 200


def test_pressing_puts_one_job_into_the_queue(as_person, community, worker):
    make_unmet_need(community=community)

    first = as_person(worker).post("/desk/evidence/refresh/", follow=True, headers=EN)
    second = as_person(worker).post("/desk/evidence/refresh/", follow=True, headers=EN)

    assert EvidenceRun.objects.count() == 1
    jobs = ProcrastinateJob.objects.filter(task_name="sanshe.domain.insight.jobs.keep_evidence_now")
    assert [job.args["run_id"] for job in jobs] == [str(EvidenceRun.objects.get().pk)]
    assert "The needs are being looked at" in first.content.decode()
    assert "The figures are being made already" in second.content.decode()


def test_job_finishes_the_run_and_the_page_says_so(as_person, community, worker):
    make_unmet_need(community=community, at=timezone.now() - timedelta(days=3))
    as_person(worker).post("/desk/evidence/refresh/")
    run = EvidenceRun.objects.get()

    operations.keep_evidence(at=run.started_at, run_id=run.pk)

    page = as_person(worker).get("/desk/evidence/", headers=EN).content.decode()
    assert ("1 home" in page, "<progress" in page) == (True, False)


def test_resident_cannot_press(as_person, community):
    response = as_person(make_person(community=community)).post("/desk/evidence/refresh/")

    assert (response.status_code, EvidenceRun.objects.count()) == (403, 0)


def test_file_holds_a_column_for_each_cause(as_person, community, worker, lately):
    make_record(community=community, households=4, cause="full", first_unmet_at=lately)

    content = as_person(worker).get("/desk/evidence/export/", {"as": "csv"}, headers=EN).content.decode("utf-8-sig")

    (row,) = csv.DictReader(content.splitlines())
    assert (row["All places taken"], row["Too far away"], row["Homes"]) == ("4", "0", "4")


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_costs_the_same_for_more_rows(client, as_person, community, worker, lately, address):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    def fill(number):
        need = make_unmet_need(community=community)
        category = make_category(code=f"kind_{number}", name=f"第{number}种")
        make_record(community=community, need=need, category=category, source="", first_unmet_at=lately)

    fill(0)
    as_person(worker).get(address)
    one = cost()
    fill(1)
    fill(2)

    assert cost() == one
