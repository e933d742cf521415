"""Why these and why not those, what counts, and papers that were seen: the pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshe.domain.exchange import operations, queries
from sanshe.domain.exchange.models import Showing
from sanshe.domain.exchange.operations.learning import propose_learned_weights
from sanshe.domain.organisations.models import OrganizationCheck
from sanshe.domain.people.models import SafeguardCheck
from sanshe.engines.matching.score import Weights
from sanshe.kernel.models import JournalEntry
from sanshe.web import middleware
from tests.factories import AT, make_category, make_community, make_need, make_offer, make_organization, make_person
from tests.factories import make_worker as make_community_worker
from tests.factories.answers import make_district_officer, points, run_queue
from tests.factories.showings import make_answered_lists

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEARNESS = Weights(text=0.15, category=0.10, distance=0.55, time=0.10, trust=0.05, turn=0.05)
SEEN = {"kind": "no_record_certificate", "issued_on": "2026-02-01", "valid_until": "2026-12-31"}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(middleware.timezone, "now", lambda: AT + DAY)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def escort():
    return make_category(code="escort_to_doctor", name="陪诊", words=("陪诊", "看病"))


@pytest.fixture
def need(community, escort):
    return make_need(
        person=make_person(community=community, name="王阿姨"), community=community, category=escort, age_band="child"
    )


@pytest.fixture
def offers(community, escort):
    fits = make_offer(person=make_person(community=community, name="李师傅"), community=community, category=escort)
    old = make_offer(
        person=make_person(community=community, name="赵叔"), community=community, category=escort, minimum_age=60
    )
    return fits, old


def test_why_page_says_who_fits_and_what_stands_in_the_way(client, need, offers):
    client.force_login(need.person)

    page = client.get(f"/needs/{need.pk}/why/").content.decode()

    assert "只面向 60 岁以上" in page
    assert page.count('class="why ') + page.count('class="why"') == 2


def test_why_page_is_the_owners_alone(client, need, offers, community):
    client.force_login(make_person(community=community))

    assert client.get(f"/needs/{need.pk}/why/").status_code == 403


def test_why_page_of_an_offer_names_needs(client, need, offers):
    client.force_login(offers[1].person)

    assert "想找人陪我妈去医院" in client.get(f"/offers/{offers[1].pk}/why/").content.decode()


def test_why_page_costs_the_same_for_more_offers(client, need, offers, community, escort):
    client.force_login(need.person)
    client.get(f"/needs/{need.pk}/why/")  # how sentences are sorted is learned once
    with CaptureQueriesContext(connection) as two:
        client.get(f"/needs/{need.pk}/why/")
    for name in "甲乙丙":
        make_offer(person=make_person(community=community, name=name), community=community, category=escort)
    with CaptureQueriesContext(connection) as five:
        client.get(f"/needs/{need.pk}/why/")

    assert len(five) == len(two)


def test_officer_proposes_looks_and_puts_into_force(client, need, offers):
    client.force_login(make_district_officer())
    page = client.post("/weights/", {**points(text=10, turn=29), "note": "试试"}, follow=True)
    run_queue()
    proposed = queries.weightings().first()

    client.post(f"/weights/{proposed.pk}/activate/")

    assert page.status_code == 200
    assert operations.points_of(queries.weights_in_force()) == points(text=10, turn=29)


@pytest.mark.parametrize("wrong", [{"text": 50}, {"text": ""}, {"text": "9" * 400}, {"text": "\x00"}])
def test_points_that_do_not_fit_come_back(client, wrong):
    client.force_login(make_district_officer())

    assert client.post("/weights/", {**points(), **wrong}).status_code == 422


def test_worker_sees_no_weights(client, community):
    client.force_login(make_community_worker(community=community))

    assert client.get("/weights/").status_code == 403


def test_worker_writes_down_that_papers_were_seen_and_ends_it(client, community):
    worker, helper = make_community_worker(community=community), make_person(community=community)
    client.force_login(worker)
    said = {"kind": "no_record_certificate", "issued_on": "2026-02-01", "valid_until": "2026-12-31"}

    client.post(f"/residents/{helper.pk}/check/", said)
    check = SafeguardCheck.objects.get(person=helper)
    client.post(f"/residents/{helper.pk}/check/", {"act": "end", "check": str(check.pk), "note": "搬走了"})

    check.refresh_from_db()
    assert (check.ended_by, check.end_note) == (worker, "搬走了")
    assert JournalEntry.objects.filter(operation="people.record_check", on_behalf_of_id=helper.pk).count() == 1


@pytest.mark.parametrize("wrong", [{"issued_on": "2027-01-01"}, {"valid_until": "2099-01-01"}, {"kind": "hearsay"}])
def test_check_that_cannot_be_comes_back(client, community, wrong):
    helper = make_person(community=community)
    client.force_login(make_community_worker(community=community))
    said = {"kind": "no_record_certificate", "issued_on": "2026-02-01", "valid_until": "2026-12-31", **wrong}

    assert client.post(f"/residents/{helper.pk}/check/", said).status_code == 422
    assert not SafeguardCheck.objects.exists()


def test_neighbour_and_worker_elsewhere_see_no_papers(client, community):
    helper = make_person(community=community)
    for stranger in (make_person(community=community), make_community_worker(community=make_community())):
        client.force_login(stranger)
        assert client.get(f"/residents/{helper.pk}/check/").status_code == 403


def test_papers_of_an_organisation_are_seen_by_who_oversees_it(client, community):
    organization = make_organization(community=community)
    client.force_login(make_community_worker(community=community))
    said = {"kind": "no_record_certificate", "issued_on": "2026-02-01", "valid_until": "2026-12-31"}

    client.post(f"/organizations/{organization.pk}/check/", said)

    assert OrganizationCheck.objects.get().organization == organization


def test_papers_of_an_organisation_are_ended_with_a_reason_only(client, community):
    organization = make_organization(community=community)
    client.force_login(make_community_worker(community=community))
    client.post(f"/organizations/{organization.pk}/check/", SEEN)
    check = OrganizationCheck.objects.get()

    for note in ("", "换了负责人"):
        client.post(f"/organizations/{organization.pk}/check/", {"act": "end", "check": str(check.pk), "note": note})
        check.refresh_from_db()
        assert (check.ended_at is not None, check.end_note) == (bool(note), note)


@pytest.mark.parametrize("address", ["/residents/{person}/check/", "/organizations/{organization}/check/"])
@pytest.mark.parametrize(
    ("nasty", "status"),
    [
        ({"act": "end"}, 404),
        ({"act": "end", "check": "no-uuid"}, 404),
        ({"act": "end", "check": "00000000-0000-7000-8000-000000000000", "note": "\x00\x1b" * 999}, 302),
        ({"kind": "\x00", "issued_on": "9" * 999, "valid_until": "\x1b"}, 422),
        ({**SEEN, "issued_on": "0001-01-01"}, 422),
        ({**SEEN, "valid_until": "9999-12-31"}, 422),
    ],
)
def test_nothing_odd_is_written_down(client, community, address, nasty, status):
    named = {"person": make_person(community=community).pk, "organization": make_organization(community=community).pk}
    client.force_login(make_community_worker(community=community))

    assert client.post(address.format(**named), nasty).status_code == status
    assert (SafeguardCheck.objects.count(), OrganizationCheck.objects.count()) == (0, 0)


def test_looking_at_papers_is_written_down(client, community):
    helper = make_person(community=community)
    client.force_login(make_community_worker(community=community))

    client.get(f"/residents/{helper.pk}/check/")

    looks = JournalEntry.objects.filter(on_behalf_of_id=helper.pk).values_list("operation", flat=True)
    assert list(looks) == ["people.look_at_person"]


def test_stranger_finds_no_papers_of_an_organisation(client, community):
    organization = make_organization(community=community)
    client.force_login(make_person(community=community))

    assert client.get(f"/organizations/{organization.pk}/check/").status_code == 403
    assert client.post(f"/organizations/{organization.pk}/check/", SEEN).status_code == 403


def test_why_page_of_a_slip_that_is_not_there_or_not_open(client, need, offers):
    client.force_login(need.person)
    missing = client.get("/needs/00000000-0000-7000-8000-000000000000/why/").status_code
    odd = client.get(f"/needs/{need.pk}/why/?page=\x00")
    operations.close_need(actor=need.person, need_id=need.pk, at=AT + DAY)

    closed = client.get(f"/needs/{need.pk}/why/").content.decode()

    assert (missing, odd.status_code, closed.count('class="why')) == (404, 200, 1)


def propose(officer, **changed):
    found = operations.propose_weights(actor=officer, points=points(**changed), at=AT + DAY)
    run_queue()
    return found


def cost(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_pages_of_the_weights_cost_the_same_for_one_row_and_for_more(client, need, offers, community, escort):
    officer = make_district_officer()
    client.force_login(officer)
    first = propose(officer, text=0, turn=39)
    few = cost(client, "/weights/"), cost(client, f"/weights/{first.pk}/")
    for number in range(3):
        make_need(person=make_person(community=community, name=f"邻居{number}"), community=community, category=escort)
    more = propose(officer, text=5, turn=34)

    assert (cost(client, "/weights/"), cost(client, f"/weights/{more.pk}/")) == few
    more.refresh_from_db()
    assert len(more.preview["ids"]) == 4


def test_weights_whose_preview_is_not_ready_say_so_and_stay_as_they_are(client, need, offers):
    officer = make_district_officer()
    client.force_login(officer)
    proposed = operations.propose_weights(actor=officer, points=points(text=10, turn=29), at=AT + DAY)

    page = client.post(f"/weights/{proposed.pk}/activate/", follow=True)
    renewed = client.post(f"/weights/{proposed.pk}/renew/")

    assert (page.status_code, renewed.status_code) == (200, 302)
    assert operations.points_of(queries.weights_in_force()) == points()


def test_preview_page_shows_the_need_and_whom_it_would_name_before_and_after(client, community, escort):
    owner = make_person(community=community, name="王阿姨")
    plumbing = make_category(code="plumbing", name="水管")
    for name, sentence, category in (("李师傅", "想找人陪我妈去医院吗？找我", plumbing), ("赵叔", "有空接单", escort)):
        make_offer(
            person=make_person(community=community, name=name),
            community=community,
            sentence=sentence,
            category=category,
            at=AT - 2 * DAY,
        )
    make_need(person=owner, community=community, category=escort)
    officer = make_district_officer()
    proposed = propose(officer, text=0, category=61)
    client.force_login(officer)

    page = client.get(f"/weights/{proposed.pk}/").content.decode()

    before, after = page.index("<ol>"), page.rindex("<ol>")
    assert before < page.index("李师傅") < page.index("赵叔") < after
    assert page.index("赵叔", after) < page.index("李师傅", after)


def test_weights_that_nobody_proposed_are_not_found(client):
    client.force_login(make_district_officer())
    nowhere = "/weights/00000000-0000-7000-8000-000000000000/"

    assert client.get(nowhere).status_code == 404
    assert client.post(f"{nowhere}activate/").status_code == 302
    assert client.post(f"{nowhere}renew/").status_code == 302
    assert client.get(f"{nowhere}activate/").status_code == 405


def test_learned_weights_say_from_what_and_within_which_bounds(client, community):
    make_answered_lists(community=community, count=60, chosen_by=NEARNESS, at=AT)
    learned = propose_learned_weights(at=AT + DAY)
    run_queue()
    client.force_login(make_district_officer())

    page = client.get(f"/weights/{learned.pk}/").content.decode()
    listed = client.get("/weights/").content.decode()
    client.post(f"/weights/{learned.pk}/activate/")

    low, high = learned.learned["intervals"]["distance"]
    assert f"{low}–{high}" in page
    assert "60 张名单" in page
    assert "从邻居们的选择里学来" in listed
    assert queries.weights_in_force() == queries.weights_of(learned)
    assert "学来" in client.get("/weights/").content.decode()


def test_weights_page_says_who_is_shown_and_how_evenly(client, community, escort, offers):
    need = make_need(person=make_person(community=community), community=community, category=escort)
    client.force_login(need.person)
    client.get(f"/needs/{need.pk}/")
    client.force_login(make_district_officer())

    page = client.get("/weights/").content.decode()

    assert "给人看过 1 张名单，上面有 2 位能帮忙的" in page
    assert "每一百次有 100 次" in page


def test_nobody_shown_yet_says_so(client):
    client.force_login(make_district_officer())

    assert "还没有人看过名单" in client.get("/weights/").content.decode()


def test_only_the_owners_look_is_kept(client, community, escort, offers):
    need = make_need(person=make_person(community=community), community=community, category=escort)
    client.get(f"/needs/{need.pk}/")
    assert Showing.objects.count() == 0

    client.force_login(need.person)
    client.get(f"/needs/{need.pk}/")

    assert Showing.objects.count() == len(offers)
