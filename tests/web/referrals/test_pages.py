"""Pages of referrals, calls and slips written twice: who opens what, and what a refused form gives back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshe.domain.exchange.models import Need
from sanshe.domain.referrals import operations
from sanshe.domain.referrals.models import CallAttempt, CallBack, Referral
from sanshe.web import middleware
from tests.factories import AT, make_community, make_need, make_organization, make_person, make_worker
from tests.factories.people import make_home
from tests.factories.referrals import make_call, make_referral

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(middleware.timezone, "now", lambda: AT + HOUR)


class Parts:
    def __init__(self):
        self.community = make_community()
        self.owner = make_person(community=self.community, name="王阿姨", full_name="王秀兰")
        self.worker = make_worker(community=self.community)
        self.staff = make_person(community=self.community, name="郑姐")
        self.resident = make_person(community=self.community, name="李师傅")
        self.body = make_organization(staff=(self.staff,), community=self.community)
        self.need = make_need(person=self.owner, community=self.community)
        self.referral = make_referral(actor=self.worker, need=self.need, organization=self.body)
        self.call = make_call(actor=self.worker, community=self.community)
        make_home(person=self.owner, community=self.community, address="3栋2单元501")


@pytest.fixture
def parts():
    return Parts()


@pytest.mark.parametrize(
    ("path", "statuses"),
    [
        ("/referrals/", (403, 200, 403, 403)),
        ("/referrals/?part=over", (403, 200, 403, 403)),
        ("/organizations/{body.pk}/referrals/", (403, 403, 200, 403)),
        ("/referrals/{referral.pk}/", (200, 200, 200, 404)),
        ("/needs/{need.pk}/refer/", (200, 200, 403, 403)),
        ("/desk/calls/", (403, 200, 403, 403)),
        ("/desk/calls/?part=over", (403, 200, 403, 403)),
        ("/desk/needs/duplicates/", (403, 200, 403, 403)),
    ],
)
def test_page_opens_to_whom_it_is_for(as_person, parts, path, statuses):
    address = path.format(**vars(parts))
    seen = tuple(
        as_person(one).get(address).status_code for one in (parts.owner, parts.worker, parts.staff, parts.resident)
    )

    assert seen == statuses


def test_contact_stands_on_the_page_of_the_organisation_after_taking_over_only(as_person, parts):
    path, private = f"/referrals/{parts.referral.pk}/", (parts.owner.phone, "3栋2单元501", "王秀兰")
    early = as_person(parts.staff).get(path).content.decode()
    as_person(parts.staff).post(f"{path}accept/", {"answer": ""})
    late = as_person(parts.staff).get(path).content.decode()

    assert [[one in page for one in private] for page in (early, late)] == [[False] * 3, [True] * 3]


@pytest.mark.parametrize("step", ["decline", "close"])
def test_refused_answer_comes_back_with_what_was_typed(as_person, parts, step):
    if step == "close":
        operations.accept_referral(actor=parts.staff, referral_id=parts.referral.pk, at=AT)

    page = as_person(parts.staff).post(
        f"/referrals/{parts.referral.pk}/{step}/", {"answer": "没有人手", "words": "没有人手"}
    )

    assert page.status_code == 422
    assert "没有人手" in page.content.decode()


@pytest.mark.parametrize("who", ["owner", "worker"])
@pytest.mark.parametrize("step", ["accept", "decline", "close"])
def test_forms_of_the_organisation_are_shown_to_nobody_else(as_person, parts, who, step):
    page = as_person(getattr(parts, who)).post(f"/referrals/{parts.referral.pk}/{step}/", {})

    assert page.status_code == 403
    parts.referral.refresh_from_db()
    assert parts.referral.state == "sent"


def test_refused_handing_on_comes_back_with_what_was_typed(as_person, parts):
    given = {"organization": str(parts.body.pk), "message": "请早点回话", "due_on": "2026-03-04"}

    page = as_person(parts.worker).post(f"/needs/{parts.need.pk}/refer/", given)

    assert (page.status_code, Referral.objects.count()) == (422, 1)
    assert "请早点回话" in page.content.decode()


@pytest.mark.parametrize("bad", ["\x00", "\ud800".encode("utf-8", "surrogatepass"), "字" * 5000, "-1", "{"])
def test_hostile_input_writes_nothing_and_breaks_nothing(as_person, parts, bad):
    client = as_person(parts.worker)
    fields = ("organization", "message", "due_on", "consent_how", "name", "phone", "words", "outcome", "keep", "drop")
    given = dict.fromkeys(fields, bad)
    before = (Referral.objects.count(), CallBack.objects.count(), CallAttempt.objects.count())

    statuses = [
        client.post(f"/needs/{parts.need.pk}/refer/", given).status_code,
        client.get(f"/needs/{parts.need.pk}/refer/", {"q": bad}).status_code,
        client.post("/desk/calls/", given).status_code,
        client.post(f"/desk/calls/{parts.call.pk}/note/", given).status_code,
        client.post("/desk/needs/duplicates/merge/", given).status_code,
        client.get("/referrals/", {"part": bad, "page": bad}).status_code,
    ]

    assert max(statuses) < 500
    assert (Referral.objects.count(), CallBack.objects.count(), CallAttempt.objects.count()) == before


def test_slips_written_twice_become_one_and_two_again(as_person, parts):
    again = make_need(person=parts.owner, community=parts.community, sentence="找人陪我妈去医院")
    client = as_person(parts.worker)
    both = {"keep": str(parts.need.pk), "drop": str(again.pk)}

    client.post("/desk/needs/duplicates/merge/", both)
    merged = Need.objects.get(pk=again.pk).merged_into
    client.post("/desk/needs/duplicates/undo/", {"keep": str(again.pk)})

    assert (merged, Need.objects.get(pk=again.pk).merged_into) == (parts.need, None)


@pytest.mark.parametrize("path", ["/referrals/", "/organizations/{body.pk}/referrals/", "/desk/calls/"])
def test_as_many_queries_for_three_rows_as_for_one(as_person, parts, path):
    client = as_person(parts.worker if "organizations" not in path else parts.staff)

    def asked():
        with CaptureQueriesContext(connection) as seen:
            client.get(path.format(**vars(parts)))
        return len(seen)

    asked()
    one = asked()
    for number in range(2):
        neighbour = make_person(community=parts.community)
        need = make_need(person=neighbour, community=parts.community, sentence=f"帮个忙 {number}")
        make_referral(actor=parts.worker, need=need, organization=parts.body)
        make_call(actor=parts.worker, community=parts.community)

    assert asked() == one
