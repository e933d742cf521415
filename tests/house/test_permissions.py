"""Every address as everybody: what docs/permissions.md says, and the laws that no table may break."""

import os

import pytest

from tests.factories.everybody import NOBODY, make_world
from tests.house.permissions import DOCUMENT, document, table

pytestmark = pytest.mark.django_db

WORKPLACES = ("desk/", "residents/", "proxy/", "console/", "moderation/")
OPEN_TO_ALL = ("proxy/s/", "moderation/counts/")  # what a form's code opens; the counts for honesty
NEIGHBOURS = (NOBODY, "resident", "owner", "resident elsewhere")
READS_ONLY = "auditor"


@pytest.fixture(scope="module")
def walked(django_db_setup, django_db_blocker, tmp_path_factory):
    """Walk once for all tests of this file, in a transaction that is rolled back at the end."""
    from django.conf import settings
    from django.db import transaction

    kept, settings.MEDIA_ROOT = settings.MEDIA_ROOT, tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        rows, faults = table(world)
        transaction.set_rollback(True)
    settings.MEDIA_ROOT = kept
    return rows, faults, list(world.people)


def test_document_says_what_is_so(walked):
    rows, _, parts = walked
    text = document(rows, parts)
    if os.environ.get("SANSHE_WRITE_PERMISSIONS"):
        DOCUMENT.write_text(text, encoding="utf-8")

    assert DOCUMENT.read_text(encoding="utf-8") == text


def test_nothing_ends_in_a_fault_of_ours(walked):
    _, faults, _ = walked

    assert faults == []


def test_no_neighbour_comes_into_a_workplace(walked):
    rows, _, _ = walked

    inside = [
        (pattern, part)
        for (pattern, part), said in rows.items()
        if part in NEIGHBOURS
        and pattern.startswith(WORKPLACES)
        and not pattern.startswith(OPEN_TO_ALL)
        and ("open" in said or "in" in said)
        and not (part == "owner" and pattern.startswith("proxy/entries/"))  # one's own entry may be thrown away
    ]

    assert inside == []


def test_visitor_writes_nothing_but_what_leads_to_signing_in(walked):
    rows, _, _ = walked
    answered = {"healthz", "readyz", "api/v1/openapi.json"}  # these read, whatever the method
    asking = {"sign-in/", "sign-in/code/", "claim/", "claim/whose/", "say/", "welcome/"}

    let_in = {pattern for (pattern, part), (_, posted) in rows.items() if part == NOBODY and posted == "in"}

    assert let_in - answered - asking == set()


def test_worker_of_another_community_stays_outside_where_the_worker_works(walked):
    rows, _, _ = walked
    local = ("residents/<", "proxy/entries/", "proxy/check/<", "proxy/receipts/", "residents/duplicates/<")

    inside = [
        pattern
        for (pattern, part), (got, _) in rows.items()
        if part == "worker elsewhere" and pattern.startswith(local) and got == "open"
    ]

    assert inside == []


def test_auditor_changes_nothing_at_work(walked):
    rows, _, _ = walked

    let_in = [
        pattern
        for (pattern, part), (_, posted) in rows.items()
        if part == READS_ONLY and pattern.startswith(WORKPLACES) and posted == "in"
    ]

    assert let_in == []


def test_confidence_opens_to_its_owner_and_the_workers_there(walked):
    rows, _, parts = walked

    reading = [part for part in parts if rows["needs/<uuid:pk>/ (in confidence)", part][0] == "open"]

    assert reading == ["owner", "community worker", "social worker"]
