"""The console's first page, its doors, communities and roles."""

import shutil
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.models import Role
from sanshe.domain.places.models import Community
from sanshe.kernel.models import JournalEntry, OutboxMessage
from sanshe.web.console.urls import urlpatterns
from tests.factories import AT, make_category, make_community, make_person, make_worker

pytestmark = pytest.mark.django_db
PK = "00000000-0000-7000-8000-000000000001"
ARGUMENTS = {
    "console_community": ["510199000001"],
    "console_person": [PK],
    "console_end_role": [PK],
    "console_category": ["care"],
    "console_add_category": ["care"],
    "console_retire_category": ["care"],
    "console_move_category": ["care"],
    "console_text": ["about", "en"],
    "console_shipped_text": ["about", "en"],
    "console_retry_job": [1],
    "console_cancel_job": [1],
    "console_retry_message": [PK],
}
NAMES = [pattern.name for pattern in urlpatterns]
LISTS = [
    "console",
    "console_communities",
    "console_roles",
    "console_taxonomy",
    "console_texts",
    "console_backups",
    "console_jobs",
    "console_messages",
]


def address(name: str) -> str:
    return reverse(name, args=ARGUMENTS.get(name, []))


@pytest.mark.parametrize("name", NAMES)
def test_nobody_but_an_operator_enters(as_person, community, name):
    worker = make_worker(community=community)
    officer = make_person(name="李科长")
    Role.objects.create(person=officer, kind=RoleKind.DISTRICT_OFFICER, community=None, starts_at=AT)

    statuses = {
        method(address(name)).status_code
        for person in (worker, officer)
        for client in (as_person(person),)
        for method in (client.get, client.post)
    }

    assert statuses <= {403, 405}
    assert 403 in statuses


@pytest.mark.parametrize("name", NAMES)
def test_whoever_is_not_signed_in_is_asked_to_be(client, name):
    response = client.get(address(name))

    assert response.status_code in (302, 405)
    assert response.status_code == 405 or response.url.startswith("/sign-in/")


def test_operator_whose_role_ended_stays_outside(as_person, operator):
    Role.objects.update(ends_at=AT + timedelta(days=1))

    assert as_person(operator).get("/console/").status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_pages_open_for_an_operator_even_when_empty(console, name):
    response = console.get(address(name))

    assert response.status_code == 200
    assert response.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_first_page_says_what_is_wrong_and_what_to_do(console):
    OutboxMessage.objects.create(kind="news", recipient="+8613900000001", created_at=now(), last_error="ups")

    response = console.get("/console/", headers={"accept-language": "en"})

    said = {line.title: (line.tone, line.text) for line in response.context["lines"]}
    assert said["Background worker"][0] == "act"
    assert said["Messages"] == ("look", "1 message was given up.")
    assert said["Backups"] == ("act", "There is no backup here. Make one now.")
    assert said["Database"][0] == "well"
    assert said["Database"][1].startswith("PostgreSQL 1")
    assert said["Journal walked through"][0] == "look"


def test_first_page_calms_down_when_all_is_well(console, tmp_path, monkeypatch):
    usage = type(shutil.disk_usage("/"))(100 * 10**9, 40 * 10**9, 60 * 10**9)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "sanshe-20260302-090000.tar").write_bytes(b"x" * 2048)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
        cursor.execute(
            "INSERT INTO kernel_journalverification (verified_at, position, fault_count) VALUES (now(), 12, 0)"
        )

    lines = console.get("/console/", headers={"accept-language": "en"}).context["lines"]

    assert {line.title: line.tone for line in lines if line.tone != "well"} == {}
    assert "up to entry 12: nothing is missing" in " ".join(line.text for line in lines)


def test_first_page_costs_the_same_with_much_to_say(console):
    with CaptureQueriesContext(connection) as empty:
        console.get("/console/")
    for number in range(3):
        OutboxMessage.objects.create(kind="news", recipient=f"+86139000000{number:02d}", created_at=AT)
    with CaptureQueriesContext(connection) as full:
        console.get("/console/")

    assert len(full) == len(empty)


def test_communities_are_found_by_name_and_code(console, community):
    make_community(name="柳巷社区")

    by_name = console.get("/console/communities/", {"q": "柳巷"}).context["page"]
    by_code = console.get("/console/communities/", {"q": community.code}).context["page"]

    assert [one.name_zh for one in by_name] == ["柳巷社区"]
    assert [one.code for one in by_code] == [community.code]


def test_community_is_founded(console):
    values = {"code": "510104021001", "name_zh": "桂花巷社区", "name_en": "Guihua", "longitude": "104.07"}

    response = console.post("/console/communities/found/", {**values, "latitude": "30.66", "portrait_zh": "老巷子。"})

    founded = Community.objects.get(code="510104021001")
    assert response.status_code == 302
    assert (founded.name_zh, founded.longitude, founded.portrait_zh) == ("桂花巷社区", 104.07, "老巷子。")


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "123"},
        {"code": "５１０１０４０２１００１"},
        {"code": "51010402100a"},
        {"longitude": "181"},
        {"longitude": "nan"},
        {"latitude": "1e999"},
        {"latitude": ""},
        {"name_zh": "字" * 81},
        {"name_zh": "a\x00b"},
        {"name_en": ""},
    ],
)
def test_community_that_cannot_be_is_refused_and_keeps_what_was_typed(console, wrong):
    values = {
        "code": "510104021001",
        "name_zh": "桂花巷社区",
        "name_en": "Guihua",
        "longitude": "104.07",
        "latitude": "30.66",
        "portrait_zh": "老巷子。",
    }

    response = console.post("/console/communities/found/", values | wrong)

    assert response.status_code == 422
    assert "老巷子。" in response.content.decode()
    assert not Community.objects.filter(name_en="Guihua").exists()


def test_code_is_taken_once(console, community):
    values = {"code": community.code, "name_zh": "又一个", "name_en": "Again", "longitude": "1", "latitude": "1"}

    response = console.post("/console/communities/found/", values)

    assert response.status_code == 422
    assert Community.objects.filter(code=community.code).count() == 1


def test_community_is_renamed_and_that_is_journalled(console, operator, community):
    url = f"/console/communities/{community.code}/"

    response = console.post(url, {"name_zh": "青杠里新村社区", "name_en": "Qinggangli", "portrait_zh": "有棵大榕树。"})
    console.post(url, {"name_zh": "青杠里新村社区", "name_en": "Qinggangli", "portrait_zh": "有棵大榕树。"})

    community.refresh_from_db()
    entry = JournalEntry.objects.get(operation="places.change_community")
    assert response.status_code == 302
    assert (community.name_zh, community.portrait_zh) == ("青杠里新村社区", "有棵大榕树。")
    assert (entry.actor_id, entry.community_code) == (operator.pk, community.code)
    assert entry.detail == {"name_zh": "青杠里新村社区", "portrait_zh": "有棵大榕树。"}


def test_unknown_community_is_not_there(console):
    assert console.get("/console/communities/999999999999/").status_code == 404


def test_somebody_is_found_by_phone_and_by_name_and_the_look_is_written_down(console, operator, community):
    found = make_person(community=community, name="陈大姐", full_name="陈桂芳", phone="+8613911112222")

    by_phone = console.get("/console/roles/", {"q": "139 1111 2222"}).context["page"]
    by_name = console.get("/console/roles/", {"q": "桂芳", "community": community.code}).context["page"]
    nobody = console.get("/console/roles/", {"q": "没有这个人"}).context["page"]

    looks = JournalEntry.objects.filter(operation="people.look_at_residents", actor_id=operator.pk)
    assert [list(by_phone), list(by_name), list(nobody)] == [[found], [found], []]
    assert [look.detail for look in looks] == [{"people": [str(found.pk)]}] * 2


def test_role_is_given_and_ended(console, operator, community):
    somebody = make_person(community=community)
    url = f"/console/roles/{somebody.pk}/"

    console.post(url, {"kind": "community_worker", "community": community.code})
    role = Role.objects.get(person=somebody, kind="community_worker")
    console.post(f"{url}end/", {"role": str(role.pk)})

    role.refresh_from_db()
    page = console.get(url)
    assert role.community == community
    assert role.ends_at is not None
    assert [one.pk for one in page.context["past"]] == [role.pk]
    operations = JournalEntry.objects.filter(subject_id=role.pk, actor_id=operator.pk).values_list(
        "operation", flat=True
    )
    assert sorted(operations) == ["people.end_role", "people.start_role"]


def test_role_of_a_community_needs_one(console, community):
    somebody = make_person(community=community)

    response = console.post(f"/console/roles/{somebody.pk}/", {"kind": "community_worker", "community": ""})

    assert response.status_code == 422
    assert not Role.objects.filter(person=somebody, kind="community_worker").exists()


def test_nobody_gives_or_ends_their_own_role(console, operator):
    mine = Role.objects.get(person=operator, kind="operator")

    given = console.post(f"/console/roles/{operator.pk}/", {"kind": "auditor", "community": ""})
    console.post(f"/console/roles/{operator.pk}/end/", {"role": str(mine.pk)})

    mine.refresh_from_db()
    assert given.status_code == 422
    assert mine.ends_at is None
    assert Role.objects.filter(person=operator).count() == 1


@pytest.mark.parametrize("role", ["", "x", PK])
def test_role_that_is_not_theirs_is_not_ended(console, community, role):
    somebody = make_person(community=community)

    assert console.post(f"/console/roles/{somebody.pk}/end/", {"role": role}).status_code == 404


def test_unknown_person_is_not_there(console):
    assert console.get(f"/console/roles/{PK}/").status_code == 404


@pytest.mark.parametrize("name", ["console_communities", "console_roles", "console_taxonomy"])
def test_lists_cost_the_same_for_one_and_three_rows(console, community, name):
    def grow(number: int) -> None:
        make_worker(community=make_community(name=f"社区{number}"), name=f"社工{number}")
        make_category(code=f"leaf_{number}", name=f"分类{number}")

    grow(1)
    console.get(address(name))
    with CaptureQueriesContext(connection) as one:
        console.get(address(name))
    grow(2)
    grow(3)
    with CaptureQueriesContext(connection) as three:
        console.get(address(name))

    assert len(three) == len(one)


@pytest.mark.parametrize("name", LISTS)
def test_nonsense_in_the_address_does_no_harm(console, name):
    query = {"q": "\x00\ud83d" * 50, "page": "-9e99", "state": "x", "kind": "\x00", "community": "'"}

    response = console.get(address(name), {key: value.encode("utf-8", "replace") for key, value in query.items()})

    assert response.status_code == 200
