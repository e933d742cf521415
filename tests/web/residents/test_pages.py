"""The pages about people: who may open them, what they show, what they write down."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sanshe.domain.people import operations, queries
from sanshe.domain.people.models import HouseholdMember, Person, Representation, ResidenceCode, Role
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_community, make_person, make_representation, make_worker
from tests.factories.people import make_home, make_merge

pytestmark = pytest.mark.django_db


def _named(person: Person, full_name: str) -> Person:
    person.full_name = full_name
    person.save(update_fields=["full_name"])
    return person


@pytest.fixture
def world():
    community = make_community()
    return {
        "community": community,
        "worker": _named(make_worker(community=community, name="小刘"), "刘洋"),
        "second": _named(make_worker(community=community, name="小何"), "何静"),
        "resident": make_person(community=community, name="王阿姨", full_name="王秀兰", birth_year=1951),
        "neighbour": make_person(community=community, name="陈大姐", full_name="陈桂芳"),
        "elsewhere": make_worker(community=make_community(name="别处社区"), name="别处的小张"),
    }


def looks() -> list[tuple]:
    return list(JournalEntry.objects.filter(operation="people.look_at_person").values_list("actor_id", "subject_id"))


WORKERS_PAGES = ["residents", "resident_new", "residence_letters", "duplicates"]


@pytest.mark.parametrize("name", WORKERS_PAGES)
@pytest.mark.parametrize(("who", "status"), [("worker", 200), ("resident", 403)])
def test_pages_open_for_workers_only(as_person, world, name, who, status):
    assert as_person(world[who]).get(reverse(name)).status_code == status


@pytest.mark.parametrize("name", WORKERS_PAGES)
def test_pages_ask_strangers_to_sign_in(client, world, name):
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize(
    ("who", "status"), [("worker", 200), ("resident", 403), ("neighbour", 403), ("elsewhere", 403)]
)
def test_file_opens_for_workers_of_the_home_community(as_person, world, who, status):
    response = as_person(world[who]).get(reverse("resident", args=[world["resident"].pk]))

    assert response.status_code == status
    assert looks() == ([(world["worker"].pk, world["resident"].pk)] if status == 200 else [])


def test_file_shows_what_is_private(as_person, world):
    make_home(person=world["resident"], community=world["community"], address="3栋2单元501")

    page = as_person(world["worker"]).get(reverse("resident", args=[world["resident"].pk])).content.decode()

    assert [text in page for text in ("王秀兰", f"tel:{world['resident'].phone}", "1951", "3栋2单元501")] == [True] * 4


def test_list_costs_the_same_for_one_and_many(as_person, world):
    client = as_person(world["worker"])
    client.get(reverse("residents"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("residents"))
    for number in range(4):
        person = make_person(community=world["community"], full_name=f"李{number}")
        make_home(person=person, community=world["community"], address=f"4栋{number}01", verified_by=world["worker"])

    with CaptureQueriesContext(connection) as many:
        client.get(reverse("residents"))

    assert len(many) == len(few)


@pytest.mark.parametrize("search", ["王秀", "王阿姨", "三栋二单元五〇一", "3-2-501"])
def test_list_finds_by_names_and_home(as_person, world, search):
    make_home(person=world["resident"], community=world["community"])

    page = as_person(world["worker"]).get(reverse("residents"), {"q": search}).context["page"]

    assert list(page) == [world["resident"]]


def test_list_finds_by_phone_digits(as_person, world):
    page = as_person(world["worker"]).get(reverse("residents"), {"q": world["resident"].phone[-6:]}).context["page"]

    assert list(page) == [world["resident"]]


def test_list_writes_down_whom_it_showed(as_person, world):
    as_person(world["worker"]).get(reverse("residents"), {"q": "王秀兰"})

    entries = JournalEntry.objects.filter(operation="people.look_at_residents")
    assert str(world["resident"].pk) in entries.get().detail["people"]


def test_worker_writes_down_a_home_and_confirms_it(as_person, world):
    client, address = as_person(world["worker"]), reverse("resident", args=[world["resident"].pk])

    client.post(address, {"act": "home", "home-address": "3-2-501"})
    response = client.post(address, {"act": "verify"})

    assert response.status_code == 302
    home = queries.home_of(person=world["resident"], at=timezone.now())
    assert (home.household.address_key, home.verification.verified_by) == ("3栋2单元501", world["worker"])


def test_refused_home_is_shown_again_with_what_was_typed(as_person, world):
    address = reverse("resident", args=[world["resident"].pk])

    response = as_person(world["worker"]).post(address, {"act": "home", "home-address": "那边那家"})

    assert (response.status_code, "那边那家" in response.content.decode()) == (422, True)
    assert HouseholdMember.objects.count() == 0


def test_worker_gives_and_ends_a_neighbours_part(as_person, world):
    client, address = as_person(world["worker"]), reverse("resident", args=[world["resident"].pk])

    client.post(address, {"act": "start_role", "start_role-kind": "organiser"})
    role = Role.objects.get(person=world["resident"], kind="organiser")
    client.post(address, {"act": "end_role", "role": role.pk})

    role.refresh_from_db()
    assert role.ends_at is not None


def test_ending_a_residents_part_ends_the_home_and_leads_back_to_the_list(as_person, world):
    make_home(person=world["resident"], community=world["community"], verified_by=world["second"])
    role = Role.objects.get(person=world["resident"])

    response = as_person(world["worker"]).post(
        reverse("resident", args=[world["resident"].pk]), {"act": "end_role", "role": role.pk}
    )

    assert response["Location"] == reverse("residents")
    assert queries.home_of(person=world["resident"], at=timezone.now()) is None
    assert queries.voice_of(person=world["resident"].pk, at=timezone.now()) == f"person:{world['resident'].pk}"


@pytest.mark.parametrize("kind", ["community_worker", "operator", "", "x" * 300])
def test_worker_cannot_give_staff_a_part(as_person, world, kind):
    address = reverse("resident", args=[world["resident"].pk])

    response = as_person(world["worker"]).post(address, {"act": "start_role", "start_role-kind": kind})

    assert response.status_code == 422
    assert set(Role.objects.filter(person=world["resident"]).values_list("kind", flat=True)) == {"resident"}


@pytest.mark.parametrize("act", ["", "nothing", "\x00", "x" * 500])
def test_unknown_step_is_not_found(as_person, world, act):
    address = reverse("resident", args=[world["resident"].pk])

    assert as_person(world["worker"]).post(address, {"act": act}).status_code == 404


def test_role_of_somebody_else_is_not_ended_through_this_file(as_person, world):
    role = Role.objects.get(person=world["neighbour"])

    response = as_person(world["worker"]).post(
        reverse("resident", args=[world["resident"].pk]), {"act": "end_role", "role": role.pk}
    )

    role.refresh_from_db()
    assert (response.status_code, role.ends_at) == (422, None)


def test_merged_file_leads_to_the_kept_one(as_person, world):
    other = make_person(community=world["community"])
    merge = make_merge(kept=world["resident"], merged=other, proposed_by=world["second"], community=world["community"])
    operations.merge_people(actor=world["worker"], merge_id=merge.pk, keep_id=world["resident"].pk, at=AT)

    response = as_person(world["worker"]).get(reverse("resident", args=[other.pk]))

    assert response["Location"] == reverse("resident", args=[world["resident"].pk])


NEW = {"full_name": "王秀兰", "form_of_address": "", "birth_year": "1951", "phone": "", "address": ""}


def test_entering_somebody_asks_first_whether_it_is_one_of_those_here(as_person, world):
    client = as_person(world["worker"])

    asked = client.post(reverse("resident_new"), NEW)
    entered = client.post(reverse("resident_new"), {**NEW, "is_another": "1"})

    assert (asked.status_code, [person for person, _ in asked.context["likely"]]) == (422, [world["resident"]])
    here = queries.residents(community=world["community"], at=timezone.now(), search="王秀兰")
    assert (entered.status_code, here.count()) == (302, 2)


def test_entering_with_a_wrong_home_enters_nobody(as_person, world):
    response = as_person(world["worker"]).post(reverse("resident_new"), {**NEW, "full_name": "赵六", "address": "村口"})

    assert (response.status_code, Person.objects.filter(full_name="赵六").exists()) == (422, False)


def test_letter_goes_from_asking_to_confirmed(as_person, world, settings):
    client = as_person(world["resident"])
    client.post(
        reverse("my_home"),
        {"act": "letter", "letter-community": world["community"].code, "letter-address": "3栋2单元501"},
    )

    printed = as_person(world["worker"]).post(reverse("print_residence_letters"), {"as": "page"})
    code = printed.context["sheets"][0].code
    wrong = as_person(world["resident"]).post(reverse("my_home"), {"act": "code", "code-code": "3333 3333"})
    right = as_person(world["resident"]).post(reverse("my_home"), {"act": "code", "code-code": code.lower()})

    assert (printed.status_code, wrong.status_code, right.status_code) == (200, 422, 302)
    assert queries.home_of(person=world["resident"], at=timezone.now()).is_verified
    assert ResidenceCode.objects.get().is_used


@pytest.mark.parametrize("name", ["residence_letters", "duplicates"])
def test_letters_and_pairs_cost_the_same_for_one_and_three(as_person, world, name):
    client, counts = as_person(world["worker"]), []
    for number in (1, 2, 3):
        pair = [make_person(community=world["community"], full_name=f"赵{number}", birth_year=1950) for _ in range(2)]
        operations.ask_for_letter(
            person=pair[0], community=world["community"], address=f"{number}-1-1", at=AT, actor=pair[0]
        )
        operations.propose_merge(actor=world["second"], kept_id=pair[0].pk, merged_id=pair[1].pk, at=AT)
        make_person(community=world["community"], full_name=f"赵{number}", birth_year=1950)
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as queries_made:
            client.get(reverse(name))
        counts.append(len(queries_made))

    assert counts[0] == counts[2]


def test_file_costs_the_same_for_one_and_three_rows(as_person, world):
    client, address, counts = as_person(world["worker"]), reverse("resident", args=[world["resident"].pk]), []
    make_home(person=world["resident"], community=world["community"], verified_by=world["worker"])
    for _ in range(3):
        mate = make_person(community=world["community"])
        make_home(person=mate, community=world["community"], verified_by=world["worker"])
        make_representation(principal=world["resident"], representative=mate)
        make_representation(principal=mate, representative=world["resident"])
        make_merge(kept=world["resident"], merged=mate, proposed_by=world["second"], community=world["community"])
        client.get(address)
        with CaptureQueriesContext(connection) as queries_made:
            client.get(address)
        counts.append(len(queries_made))

    assert counts[0] == counts[2]


def test_letters_come_as_pdf(as_person, world):
    operations.ask_for_letter(
        person=world["resident"], community=world["community"], address="3-2-501", at=AT, actor=world["resident"]
    )

    response = as_person(world["worker"]).post(reverse("print_residence_letters"), {"as": "pdf"})

    assert (response["Content-Type"], response.content[:4]) == ("application/pdf", b"%PDF")


def test_printing_without_waiting_letters_says_so(as_person, world):
    response = as_person(world["worker"]).post(reverse("print_residence_letters"))

    assert response["Location"] == reverse("residence_letters")


def test_household_is_shown_only_once_ones_own_home_is_confirmed(as_person, world):
    make_home(person=world["neighbour"], community=world["community"], verified_by=world["worker"])
    make_home(person=world["resident"], community=world["community"])
    client = as_person(world["resident"])

    before = client.get(reverse("my_home")).content.decode()
    operations.verify_residence(actor=world["worker"], person_id=world["resident"].pk, at=timezone.now())
    after = client.get(reverse("my_home")).content.decode()

    assert ("陈大姐" in before, "陈大姐" in after, "陈桂芳" in after) == (False, True, False)


def test_helper_is_named_by_phone_and_name_and_ended(as_person, world):
    client = as_person(world["resident"])

    wrong = client.post(reverse("my_helpers"), {"act": "grant", "phone": world["neighbour"].phone, "name": "李四"})
    right = client.post(reverse("my_helpers"), {"act": "grant", "phone": world["neighbour"].phone, "name": "陈大姐"})
    made = Representation.objects.get()
    client.post(reverse("my_helpers"), {"act": "stop", "representation": made.pk})

    made.refresh_from_db()
    assert (wrong.status_code, right.status_code, made.ends_at is not None) == (422, 302, True)


def test_strangers_representation_is_not_ended(as_person, world):
    made = make_representation(principal=world["resident"], representative=world["neighbour"])

    as_person(world["elsewhere"]).post(reverse("my_helpers"), {"act": "stop", "representation": made.pk})

    made.refresh_from_db()
    assert made.ends_at is None


def test_two_workers_make_two_entries_one_and_undo_it(as_person, world):
    other = make_person(community=world["community"], full_name="王秀兰", birth_year=1951)
    proposer = as_person(world["worker"])
    listed = proposer.get(reverse("duplicates")).context["pairs"]
    proposer.post(reverse("duplicates"), {"first": world["resident"].pk, "second": other.pk})
    merge = queries.merges_to_review(community=world["community"]).get()
    address = reverse("merge", args=[merge.pk])

    own = proposer.post(address, {"act": "merge", "keep": world["resident"].pk})
    done = as_person(world["second"]).post(address, {"act": "merge", "keep": world["resident"].pk})
    merged_into = Person.objects.get(pk=other.pk).merged_into
    undone = as_person(world["second"]).post(address, {"act": "undo"})

    assert [(one.pk, two.pk) for one, two, _ in listed] == [(world["resident"].pk, other.pk)]
    assert (own.status_code, done.status_code, undone.status_code) == (422, 302, 302)
    assert (merged_into, Person.objects.get(pk=other.pk).merged_into) == (world["resident"], None)


@pytest.mark.parametrize("data", [{}, {"act": "merge"}, {"act": "merge", "keep": "x"}, {"act": "?"}])
def test_merge_page_does_not_know_other_steps(as_person, world, data):
    merge = make_merge(
        kept=world["resident"],
        merged=world["neighbour"],
        proposed_by=world["worker"],
        community=world["community"],
    )

    assert as_person(world["second"]).post(reverse("merge", args=[merge.pk]), data).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("second", 200), ("resident", 403), ("elsewhere", 403)])
def test_two_entries_side_by_side_open_for_workers_there(as_person, world, who, status):
    merge = make_merge(
        kept=world["resident"],
        merged=world["neighbour"],
        proposed_by=world["worker"],
        community=world["community"],
    )

    assert as_person(world[who]).get(reverse("merge", args=[merge.pk])).status_code == status


def test_session_of_a_merged_entry_ends_and_stays_ended_after_undo(as_person, client, world):
    other = make_person(community=world["community"])
    merge = make_merge(kept=world["resident"], merged=other, proposed_by=world["worker"], community=world["community"])
    as_person(other)
    before = client.get(reverse("my_home")).status_code
    operations.merge_people(actor=world["second"], merge_id=merge.pk, keep_id=world["resident"].pk, at=AT)
    during = client.get(reverse("my_home")).status_code
    operations.undo_merge(actor=world["second"], merge_id=merge.pk, at=AT)

    assert (before, during, client.get(reverse("my_home")).status_code) == (200, 302, 302)
