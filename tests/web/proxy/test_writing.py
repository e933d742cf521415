"""Writing for one person, on the screen."""

import pytest
from django.urls import reverse

from sanshe.domain.exchange.models import Agreement, Need, Offer
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.people.models import Consent, Person
from sanshe.domain.proxy.models import Entry, Receipt
from sanshe.kernel.models import JournalEntry
from tests.factories import make_category, make_offer, make_person
from tests.factories.proxy import make_sheet

pytestmark = pytest.mark.django_db
URL = "/proxy/new/"
SENTENCE = "下周二上午想找人陪我去医院"


def said(person=None, **fields) -> dict:
    whose = {"person": str(person.pk)} if person else {}
    return {
        "kind": "need",
        "sentence": SENTENCE,
        "party_size": "1",
        "channel": "face_to_face",
        "how": "spoken",
        "step": "enter",
        "entry_key": "k1",
        **whose,
        **fields,
    }


def test_residents_are_found_by_name_and_the_search_is_written_down(as_person, worker, grandma):
    page = as_person(worker).get(URL, {"q": "桂英"}).content.decode()

    assert f"?person={grandma.pk}" in page
    assert JournalEntry.objects.get(operation="people.look_at_residents").detail == {"people": [str(grandma.pk)]}


def test_page_carries_the_band_and_the_look_is_written_down(as_person, worker, grandma):
    page = as_person(worker).get(URL, {"person": str(grandma.pk)}).content.decode()

    assert 'class="band"' in page
    assert JournalEntry.objects.get(operation="proxy.look_at_person").subject_id == grandma.pk


def test_sentence_is_read_back_before_anything_is_kept(as_person, worker, grandma):
    response = as_person(worker).post(URL, said(grandma, step="read"))

    assert (response.status_code, Entry.objects.count()) == (200, 0)
    assert response.context["details"].initial["age_band"] is not None
    assert 'class="consent"' in response.content.decode()


def test_what_was_said_is_kept_and_the_receipt_shown_once(as_person, worker, second, grandma):
    client = as_person(worker)

    response = client.post(URL, said(grandma), follow=True)

    code = response.context["code"]
    assert (Need.objects.get().person, len(code)) == (grandma, 12)
    assert code in response.content.decode()
    other = as_person(second).get(reverse("proxy_receipt", args=[Entry.objects.get().pk]))
    assert (other.context["code"], code in other.content.decode()) == ("", False)


def test_answers_are_counted_as_for_everybody(as_person, worker, grandma):
    as_person(worker).post(URL, said(grandma))

    assert Need.objects.get().answer_count == 0


@pytest.mark.parametrize(
    ("change", "form", "field"),
    [
        ({"how": ""}, "consent", "how"),
        ({"sentence": " "}, "details", "sentence"),
        ({"channel": "pigeon"}, "how", "channel"),
        ({"channel": "paper", "serial": "AAAAAAA"}, "how", "serial"),
        ({"serial": "AAAAAAA"}, "how", "channel"),
        ({"on_date": "2020-01-01"}, "details", "__all__"),
        ({"sentence": "a\x00b"}, "details", "sentence"),
        ({"party_size": "99999999999"}, "details", "party_size"),
        ({"category": "nothing"}, "details", "category"),
    ],
)
def test_what_is_wrong_comes_back_with_what_was_typed(as_person, worker, grandma, change, form, field):
    response = as_person(worker).post(URL, said(grandma, place_text="社区医院", **change))

    assert (response.status_code, list(response.context[form].errors), Entry.objects.count()) == (422, [field], 0)
    assert "社区医院" in response.content.decode()


@pytest.mark.parametrize("person", ["x", "00000000-0000-0000-0000-000000000000"])
def test_person_that_is_none_is_a_newcomer_without_a_name(as_person, worker, person):
    response = as_person(worker).post(URL, {**said(), "person": person})

    assert (response.status_code, list(response.context["newcomer"].errors)) == (422, ["form_of_address"])


def test_newcomer_is_entered_with_their_home(as_person, worker, community):
    as_person(worker).post(
        URL, said(form_of_address="赵大爷", full_name="赵德福", birth_year="1949", address="3栋2单元501")
    )

    person = Person.objects.get(full_name="赵德福")
    assert (Need.objects.get().person, person.birth_year, person.phone) == (person, 1949, None)


def test_home_that_is_none_is_said_at_its_field(as_person, worker):
    response = as_person(worker).post(URL, said(form_of_address="赵大爷", address="那边"))

    assert (response.status_code, list(response.context["newcomer"].errors)) == (422, ["address"])
    assert not Person.objects.filter(form_of_address="赵大爷").exists()


def test_newcomer_like_somebody_here_is_asked_about_and_can_be_that_one(as_person, worker, grandma):
    client = as_person(worker)

    asked = client.post(URL, said(form_of_address="王奶奶"))
    chosen = client.post(URL, said(grandma, form_of_address="王奶奶", step="read"))
    client.post(URL, said(grandma))

    assert (asked.status_code, list(asked.context["same"])) == (422, [grandma])
    assert (chosen.status_code, chosen.context["person"]) == (200, grandma)
    assert Person.objects.filter(form_of_address="王奶奶").count() == 1


def test_newcomer_who_is_somebody_else_is_entered(as_person, worker, grandma):
    as_person(worker).post(URL, said(form_of_address="王奶奶", is_somebody_else="on"))

    assert Person.objects.filter(form_of_address="王奶奶").count() == 2


def test_somebody_with_their_own_account_is_told_so(as_person, worker, community):
    neighbour = make_person(community=community, name="李叔", claimed_at="2026-03-02T00:00:00Z")

    response = as_person(worker).post(URL, said(neighbour))

    assert (response.status_code, Entry.objects.count()) == (422, 0)
    assert "李叔" in str(response.context["details"].non_field_errors())


def test_who_agreed_before_is_not_asked_again(as_person, worker, grandma):
    client = as_person(worker)
    client.post(URL, said(grandma))

    client.post(URL, said(grandma, how="", entry_key="k2"))

    assert (Entry.objects.count(), Consent.objects.count()) == (2, 1)


def test_form_brings_its_kind_and_its_channel(as_person, worker, grandma, community):
    sheet = make_sheet(worker=worker, community=community, kind="offer")
    client = as_person(worker)

    page = client.get(URL, {"serial": sheet.serial, "person": str(grandma.pk)})
    client.post(URL, said(grandma, kind="need", channel="paper", serial=sheet.serial, how="on_paper"))

    entry = Entry.objects.get()
    assert (page.context["kind"], entry.kind, entry.state, entry.sheet) == ("offer", "offer", "entered", sheet)
    assert Offer.objects.count() == 0


def test_sensitive_need_asks_for_its_consent(as_person, worker, grandma):
    category = make_category(code="domestic_violence_help", name="家暴求助")
    category.is_sensitive = True
    category.save(update_fields=["is_sensitive"])
    client = as_person(worker)

    asked = client.post(URL, said(grandma, category=category.code))
    client.post(URL, said(grandma, category=category.code, confidence="on"))

    assert (asked.status_code, list(asked.context["details"].errors)) == (422, ["confidence"])
    assert (Need.objects.get().is_private, Consent.objects.filter(kind=ConsentKind.SENSITIVE_DATA).count()) == (True, 1)


def test_registration_needs_no_reading_back(as_person, worker, grandma, community):
    course = make_offer(
        person=make_person(community=community, name="孙老师"), community=community, sentence="周六教太极拳", capacity=9
    )
    client = as_person(worker)

    page = client.get(URL, {"person": str(grandma.pk), "kind": "registration"})
    client.post(URL, said(grandma, kind="registration", offer=str(course.pk), party_size="2"))

    assert 'class="consent"' in page.content.decode()
    assert Agreement.objects.get().party_size == 2


def test_pressing_twice_is_one_entry(as_person, worker, grandma):
    client = as_person(worker)
    for _ in range(2):
        client.post(URL, said(grandma))

    assert (Entry.objects.count(), Receipt.objects.count()) == (1, 1)


def test_receipt_prints_for_who_issued_it_and_reissue_ends_the_old_code(as_person, worker, second, grandma):
    client = as_person(worker)
    client.post(URL, said(grandma))
    entry = Entry.objects.get()
    urls = {name: reverse(name, args=[entry.pk]) for name in ("proxy_receipt_pdf", "proxy_reissue", "proxy_receipt")}

    printed = client.get(urls["proxy_receipt_pdf"])
    as_person(second)
    refused = client.get(urls["proxy_receipt_pdf"])
    reissued = client.post(urls["proxy_reissue"], follow=True)

    assert (printed["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")
    assert (refused.status_code, refused.url) == (302, urls["proxy_receipt"])
    assert (len(reissued.context["code"]), Receipt.objects.filter(ends_at=None).count()) == (12, 1)
