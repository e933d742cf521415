"""The pages on which somebody sees, takes along, puts right and ends what is kept about them."""

import json
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import pgettext
from python_calamine import CalamineWorkbook

from sanshe.domain.people import operations as people
from sanshe.domain.people import queries as people_queries
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.people.models import Person
from sanshe.domain.privacy.choices import Part
from sanshe.domain.privacy.models import ClosingRequest
from sanshe.kernel.models import JournalEntry
from sanshe.web.residents.pages import as_said
from tests.factories import AT, make_need, make_person, make_representation
from tests.factories.privacy import make_closing, make_life, sent_code

pytestmark = pytest.mark.django_db
NEW = "+8613800138000"
PAGES = ["my_data", "my_data_looks", "my_data_copy", "correct_my_data", "change_my_phone", "my_consents"]
PAGES += ["close_my_account"]
ODD = ["\x00", "9" * 400, "王" * 3000, "<script>", "-1", "1e9"]


@pytest.fixture
def life():
    return make_life()


def test_stranger_signs_in_first(client):
    for name in PAGES:
        response = client.get(reverse(name))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("sign_in"))


def test_page_shows_the_entry_and_every_part_with_something_in_it(as_person, life):
    response = as_person(life.wang).get(reverse("my_data"))

    page = response.content.decode()
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    for said in ("王秀兰", as_said(life.wang.phone), "1951"):
        assert said in page
    shown = {part.value for part in Part if reverse("my_data_part", args=[part.value]) in page}
    assert shown == {part.value for part in Part if part != Part.ENTRY}


@pytest.mark.parametrize("part", [part.value for part in Part if part != Part.ENTRY])
def test_every_part_opens(as_person, life, part):
    response = as_person(life.wang).get(reverse("my_data_part", args=[part]))

    assert response.status_code == 200


def test_part_without_anything_and_unknown_part_are_not_there(as_person, life):
    client = as_person(make_person())

    for part in ("slips", "nothing"):
        assert client.get(reverse("my_data_part", args=[part])).status_code == 404


def test_long_part_is_paged_and_costs_the_same(as_person, life):
    client = as_person(life.wang)
    address = reverse("my_data_part", args=["slips"])

    def cost():
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    for_few = cost()
    for number in range(25):
        make_need(person=life.wang, community=life.community, sentence=f"需要一样 {number}")

    assert cost() == for_few
    assert "2 / 2" in client.get(f"{address}?page=2").content.decode()


def test_nobody_opens_the_page_about_another(as_person, life):
    helper = make_person()
    make_representation(principal=life.wang, representative=helper)
    for actor in (helper, life.worker, life.li):
        client = as_person(actor)
        for name in PAGES:
            assert client.get(reverse(name), {"for": life.wang.pk}).status_code == 404
            assert client.post(f"{reverse(name)}?for={life.wang.pk}").status_code in (404, 405)


def test_odd_wishes_change_nothing(as_person, life):
    client = as_person(life.wang)
    for odd in [*ODD, str(uuid4())]:
        assert client.get(reverse("my_data"), {"for": odd}).status_code in (200, 404)
        assert client.get(reverse("my_data_part", args=["slips"]), {"kind": odd, "page": odd}).status_code == 200
        assert client.post(reverse("my_data_copy"), {"form": odd}).status_code == 404
        assert client.post(reverse("my_consents"), {"kind": odd, "act": odd}).status_code == 404
        assert client.post(reverse("change_my_phone"), {"phone": odd}).status_code == 422
        assert client.post(reverse("close_my_account"), {"word": odd, "writings": odd}).status_code == 422
        assert client.post(reverse("correct_my_data"), {"birth_year": odd, "language": odd}).status_code == 422


def test_halves_of_characters_break_nothing(as_person, life):
    client, half = as_person(life.wang), "application/x-www-form-urlencoded"

    said = [
        client.post(reverse(name), body, content_type=half).status_code
        for name, body in (
            ("correct_my_data", "form_of_address=%ED%A0%80&language=en"),
            ("change_my_phone", "phone=%ED%A0%80"),
            ("close_my_account", "word=%ED%A0%80"),
        )
    ]

    assert said == [302, 422, 422]
    assert client.get(f"{reverse('my_data')}?for=%ED%A0%80").status_code == 200


def test_guardian_sees_the_page_of_a_child(as_person, life):
    mother = make_person(name="妈妈")
    make_representation(principal=life.wang, representative=mother, kind="guardian")
    client = as_person(mother)

    assert str(life.wang.pk) in client.get(reverse("my_data")).content.decode()
    for name in PAGES:
        assert client.get(reverse(name), {"for": life.wang.pk}).status_code == 200
    assert "王秀兰" in client.get(reverse("my_data"), {"for": life.wang.pk}).content.decode()
    assert JournalEntry.objects.filter(operation="privacy.look_at_kept", subject_id=life.wang.pk).exists()


def test_copy_as_json_keeps_to_its_schema(as_person, life):
    people.look_at_person(actor=life.worker, person_id=life.wang.pk, at=AT)

    response = as_person(life.wang).post(reverse("my_data_copy"), {"form": "json"})

    said = json.loads(response.content)
    assert "attachment" in response["Content-Disposition"]
    assert set(said) == {"schema", "exported_at", "entry", "kept", "looks"}
    assert said["schema"] == "sanshe.privacy/1"
    assert said["entry"]["phone"] == life.wang.phone
    assert {"kind", "part", "label", "at_closing", "rows"} == set(said["kept"][0])
    (look,) = said["looks"]
    assert (look["who"], look["what"]) == ("小刘", "people.look_at_person")
    (notice,) = next(one["rows"] for one in said["kept"] if one["kind"] == "boards.post.author")
    assert notice["text"] == "周三下棋，老地方。"


def test_copy_as_a_table_has_a_sheet_for_each_part(as_person, life):
    response = as_person(life.wang).post(reverse("my_data_copy"), {"form": "xlsx"})

    book = CalamineWorkbook.from_filelike(BytesIO(response.content))
    assert len(book.sheet_names) == len(Part) + 1
    cells = [str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert "王秀兰" in cells
    assert life.li.full_name not in "".join(cells)
    assert JournalEntry.objects.filter(operation="privacy.export_kept").count() == 1


def test_entry_is_put_right(as_person, life):
    said = {"form_of_address": "王大姐", "full_name": "王秀兰", "birth_year": "1952", "language": "en"}

    response = as_person(life.wang).post(reverse("correct_my_data"), said)

    assert response["Location"] == reverse("my_data")
    life.wang.refresh_from_db()
    assert (life.wang.form_of_address, life.wang.birth_year, life.wang.language) == ("王大姐", 1952, "en")


def test_refused_entry_keeps_what_was_typed(as_person, life):
    said = {"form_of_address": "王大姐", "birth_year": "2090", "language": "en"}

    response = as_person(life.wang).post(reverse("correct_my_data"), said)

    assert response.status_code == 422
    assert "王大姐" in response.content.decode()


def test_new_phone_needs_its_code_and_keeps_this_device_signed_in(client, life):
    backend = "django.contrib.auth.backends.ModelBackend"
    other = Client()
    for one in (client, other):
        one.force_login(life.wang, backend=backend)

    asked = client.post(reverse("change_my_phone"), {"phone": "138 0013 8000"})
    assert asked["Location"] == reverse("confirm_my_phone")
    wrong = client.post(reverse("confirm_my_phone"), {"code": "1"})
    changed = client.post(reverse("confirm_my_phone"), {"code": sent_code(NEW)})

    assert (wrong.status_code, changed["Location"]) == (422, reverse("my_data"))
    assert Person.objects.get(pk=life.wang.pk).phone == NEW
    assert client.get(reverse("my_data")).status_code == 200
    assert other.get(reverse("my_data")).status_code == 302


def test_code_page_without_a_phone_asks_for_it(as_person, life):
    assert as_person(life.wang).get(reverse("confirm_my_phone"))["Location"] == reverse("change_my_phone")


def test_looks_say_who_and_why(as_person, life):
    people.look_at_person(actor=life.worker, person_id=life.wang.pk, at=AT)

    page = as_person(life.wang).get(reverse("my_data_looks")).content.decode()

    assert "小刘" in page
    assert "2026-03-02 09:00" in page


def test_looks_are_paged_and_cost_the_same(as_person, life):
    client, costs = as_person(life.wang), []
    for count in (1, 2, 25):
        for _ in range(count):
            people.look_at_person(actor=life.worker, person_id=life.wang.pk, at=AT)
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("my_data_looks"))
        costs.append(len(caught))

    assert costs[0] == costs[1] == costs[2]


def test_consent_is_given_and_taken_back_by_a_switch(as_person, life):
    client = as_person(life.li)

    client.post(reverse("my_consents"), {"kind": "messages", "act": "give"})
    assert people_queries.has_consented(person=life.li, kind=ConsentKind.MESSAGES)
    assert client.get(reverse("my_consents")).status_code == 200
    client.post(reverse("my_consents"), {"kind": "messages", "act": "take_back"})
    assert not people_queries.has_consented(person=life.li, kind=ConsentKind.MESSAGES)


def test_closing_needs_a_tick_and_the_word(as_person, life):
    client = as_person(life.wang)
    whole = {"writings": "leave", "is_understood": "on", "word": pgettext("word to type", "close")}

    for missing in whole:
        said = {name: value for name, value in whole.items() if name != missing}
        assert client.post(reverse("close_my_account"), said).status_code == 422
    assert client.post(reverse("close_my_account"), {**whole, "word": "删"}).status_code == 422
    assert not ClosingRequest.objects.exists()

    response = client.post(reverse("close_my_account"), whole)

    assert response["Location"] == reverse("home")
    assert client.get(reverse("my_data")).status_code == 302
    assert ClosingRequest.objects.get().person == life.wang


def test_what_keeps_somebody_is_named_with_the_way_to_it(as_person, life):
    client = as_person(life.li)

    page = client.get(reverse("close_my_account")).content.decode()
    refused = client.post(
        reverse("close_my_account"),
        {"writings": "leave", "is_understood": "on", "word": pgettext("word to type", "close")},
    )

    assert reverse("organization", args=[life.group.pk]) in page
    assert refused.status_code == 422


def test_whoever_comes_back_stays(as_person, life):
    make_closing(person=life.wang)
    life.wang.refresh_from_db()
    client = as_person(life.wang)
    assert reverse("keep_my_account") in client.get(reverse("my_data")).content.decode()

    client.post(reverse("keep_my_account"))

    assert ClosingRequest.objects.get().taken_back_at is not None
    assert reverse("keep_my_account") not in client.get(reverse("my_data")).content.decode()


def test_everybody_reads_how_long_it_stays(client):
    response = client.get(reverse("how_long"))

    assert response.status_code == 200
    assert "30" in response.content.decode()
