"""What no form would send ends in a page that says so, never in a fault of ours."""

import uuid

import pytest

from sanshe.domain.proxy.models import Entry
from tests.factories.proxy import make_paper_entry, make_sheet

pytestmark = pytest.mark.django_db
NASTY = ["\x00", "\ud7ff", "'; DROP TABLE x; --", "%", "\\", "长" * 5000, "🦆", "\u202e", "((("]
NOBODY = uuid.UUID(int=7)


@pytest.mark.parametrize("nasty", NASTY)
def test_nasty_address_is_answered(as_person, worker, grandma, nasty):
    client = as_person(worker)
    base = {"person": str(grandma.pk)}

    answers = [
        client.get("/proxy/new/", {"q": nasty}),
        client.get("/proxy/new/", {"person": nasty}),
        client.get("/proxy/new/", {"new": "1", "name": nasty}),
        client.get("/proxy/new/", {**base, "kind": nasty}),
        client.get("/proxy/new/", {**base, "serial": nasty}),
        client.get("/proxy/", {"page": nasty}),
        client.get("/claim/", {"code": nasty}),
    ]

    assert {response.status_code for response in answers} == {200}


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("kind", ["need", "offer", "review", "registration"])
def test_nasty_writing_is_refused(as_person, worker, grandma, kind, nasty):
    client = as_person(worker)
    names = ("sentence", "category", "on_date", "agreement", "offer", "party_size", "remark", "is_done", "how")
    said = {"person": str(grandma.pk), "kind": kind, "channel": nasty, "serial": nasty, "step": "enter"}

    response = client.post("/proxy/new/", said | dict.fromkeys(names, nasty))

    assert (response.status_code, Entry.objects.count()) == (422, 0)


@pytest.mark.parametrize("nasty", NASTY)
def test_nasty_pile_is_refused(as_person, worker, grandma, community, nasty):
    sheet = make_sheet(worker=worker, community=community)
    client = as_person(worker)
    names = ("name", "form_of_address", "full_name", "phone", "birth_year", "address", "how", "conditions", "age_years")
    said = {"serial": sheet.serial, "step": "enter", "sentence": "想找人", **dict.fromkeys(names, nasty)}

    answers = [client.post("/proxy/pile/", said | {"person": person}) for person in (nasty, "new", str(NOBODY))]

    assert ({one.status_code for one in answers} <= {200, 422}, Entry.objects.count()) == (True, 0)


@pytest.mark.parametrize("nasty", NASTY)
def test_nasty_check_and_claim_are_refused(as_person, worker, second, grandma, community, nasty):
    entry = make_paper_entry(worker=worker, person=grandma, community=community).entry
    names = ("sentence", "category", "on_date", "party_size", "age_band", "cost_basis", "conditions")
    client = as_person(second)

    checked = client.post(f"/proxy/check/{entry.pk}/", {"step": "confirm", **dict.fromkeys(names, nasty)})
    claimed = client.post("/claim/", {"code": nasty})
    whose = client.post("/claim/whose/", {"own": nasty})

    entry.refresh_from_db()
    assert (checked.status_code, claimed.status_code, whose.status_code, entry.state) == (422, 422, 302, "entered")


@pytest.mark.parametrize("path", ["entries", "check", "receipts"])
def test_what_is_not_there_is_not_found(as_person, worker, path):
    assert as_person(worker).get(f"/proxy/{path}/{NOBODY}/").status_code == 404
