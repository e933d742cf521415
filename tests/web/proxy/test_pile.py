"""A pile of forms, typed in with Enter alone."""

import re

import pytest
from django.urls import reverse

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.people.models import Consent, Person
from sanshe.domain.proxy.models import Entry
from tests.factories import AT, make_community, make_need, make_offer, make_paper_resident, make_person, make_worker
from tests.factories.proxy import make_paper_entry, make_sheet

pytestmark = pytest.mark.django_db
URL = "/proxy/pile/"
SENTENCE = "想找人教我用手机挂号"


@pytest.fixture
def sheet(worker, community):
    return make_sheet(worker=worker, community=community)


def hand_of(response) -> list[str]:
    """Return the names and values of what takes the focus when the page opens."""
    tags = re.findall(r"<(?:input|button|textarea|select)[^>]*\bautofocus\b[^>]*>", response.content.decode())
    return [re.search(r'name="([^"]*)"', tag)[1] for tag in tags]


def test_each_enter_leads_to_the_next_question_and_the_last_to_the_next_form(as_person, worker, grandma, sheet):
    client = as_person(worker)
    answers: dict[str, str] = {}
    hands = [hand_of(client.get(URL))]
    for new in (
        {"serial": sheet.serial.lower()},
        {"name": "桂英"},
        {"person": str(grandma.pk)},
        {"sentence": SENTENCE, "step": "read", "kind": "need", "entry_key": "k"},
    ):
        answers |= new
        hands.append(hand_of(client.post(URL, answers)))

    end = client.post(URL, {**answers, "step": "enter", "how": "on_paper", "party_size": "1"}, follow=True)

    entry = Entry.objects.get()
    assert hands == [["serial"], ["name"], ["person"], ["sentence"], ["how"]]
    assert (entry.person, entry.sheet, entry.channel, entry.sentence) == (grandma, sheet, "paper", SENTENCE)
    assert (hand_of(end), end.context["count"], sheet.serial in end.content.decode()) == (["serial"], 1, True)
    assert Consent.objects.get().how == "on_paper"


@pytest.mark.parametrize("serial", ["", "AAAAAAA", "\x00", "x" * 500])
def test_wrong_number_keeps_the_hand_there(as_person, worker, serial):
    response = as_person(worker).post(URL, {"serial": serial})

    assert (response.status_code, hand_of(response)) == (422, ["serial"])


def test_number_of_elsewhere_or_used_is_said_at_once(as_person, worker, grandma, community):
    elsewhere = make_community(name="远方社区")
    strange = make_sheet(worker=make_worker(community=elsewhere), community=elsewhere)
    used = make_paper_entry(worker=worker, person=grandma, community=community).entry.sheet
    client = as_person(worker)

    said = [client.post(URL, {"serial": sheet.serial}).context["error"] for sheet in (strange, used)]

    assert ("远方社区" in said[0], len(said[1]) > 0) == (True, True)


def test_missing_name_and_sentence_keep_the_hand_there(as_person, worker, grandma, sheet):
    client = as_person(worker)
    base = {"serial": sheet.serial, "kind": "need"}

    nameless = client.post(URL, {**base, "name": " "})
    wordless = client.post(URL, {**base, "person": str(grandma.pk), "step": "read", "sentence": " "})

    assert (nameless.status_code, hand_of(nameless)) == (422, ["name"])
    assert (wordless.status_code, hand_of(wordless)) == (422, ["sentence"])


def test_missing_consent_keeps_the_hand_there_and_everything_typed(as_person, worker, grandma, sheet):
    base = {"serial": sheet.serial, "kind": "need", "person": str(grandma.pk), "sentence": SENTENCE}

    response = as_person(worker).post(URL, {**base, "step": "enter", "place_text": "老年食堂"})

    assert (response.status_code, hand_of(response), Entry.objects.count()) == (422, ["how"], 0)
    assert "老年食堂" in response.content.decode()


def test_refusal_of_the_rules_keeps_the_form_and_says_why(as_person, worker, grandma, sheet):
    base = {"serial": sheet.serial, "kind": "need", "person": str(grandma.pk), "sentence": SENTENCE}

    response = as_person(worker).post(URL, {**base, "step": "enter", "how": "on_paper", "on_date": "2020-01-01"})

    assert (response.status_code, hand_of(response), Entry.objects.count()) == (422, ["sentence"], 0)
    assert len(response.context["details"].non_field_errors()) == 1


def test_newcomer_is_typed_in_on_the_way(as_person, worker, sheet):
    client = as_person(worker)
    base = {"serial": sheet.serial, "kind": "need", "name": "赵大爷", "person": "new"}
    newcomer = {"form_of_address": "赵大爷", "full_name": "赵德福", "birth_year": "1949"}

    asked = client.post(URL, base)
    going_on = client.post(URL, {**base, **newcomer})
    read = client.post(URL, {**base, **newcomer, "sentence": SENTENCE, "step": "read"})
    client.post(URL, {**base, **newcomer, "sentence": SENTENCE, "step": "enter", "how": "on_paper"})

    assert [hand_of(page) for page in (asked, going_on, read)] == [["form_of_address"], ["sentence"], ["how"]]
    assert Entry.objects.get().person == Person.objects.get(full_name="赵德福")


def test_newcomer_like_somebody_here_is_asked_about(as_person, worker, grandma, sheet):
    base = {"serial": sheet.serial, "kind": "need", "name": "王奶奶", "person": "new", "form_of_address": "王奶奶"}

    response = as_person(worker).post(URL, {**base, "sentence": SENTENCE, "step": "enter", "how": "on_paper"})

    assert (response.status_code, list(response.context["same"])) == (422, [grandma])
    assert f'value="{SENTENCE}"' in response.content.decode()


def test_review_printed_for_an_agreement_knows_whose_it_is(as_person, worker, community):
    grandma = make_paper_resident(community=community)
    helper = make_person(community=community, name="陈大姐")
    need = make_need(person=worker, receiver=grandma, community=community)
    offer = make_offer(person=helper, community=community)
    agreement = exchange.ask_for_offer(actor=worker, offer_id=offer.pk, need_id=need.pk, at=AT)
    exchange.accept_agreement(actor=helper, agreement_id=agreement.pk, at=AT)
    sheet = make_sheet(worker=worker, community=community, kind="review", agreement=agreement)
    client = as_person(worker)
    said = {"serial": sheet.serial, "agreement": str(agreement.pk), "is_done": "yes", "remark": "谢谢陈大姐"}

    asked = client.post(URL, {"serial": sheet.serial})
    read = client.post(URL, {**said, "step": "read"})
    client.post(URL, {**said, "step": "enter"})

    assert (hand_of(asked), hand_of(read)) == (["agreement"], ["step"])
    assert (Entry.objects.get().data["remark"], Entry.objects.get().person) == ("谢谢陈大姐", grandma)


def test_receipt_of_a_form_can_be_printed_afterwards(as_person, worker, grandma, sheet):
    client = as_person(worker)
    base = {"serial": sheet.serial, "kind": "need", "person": str(grandma.pk), "sentence": SENTENCE}
    client.post(URL, {**base, "step": "enter", "how": "on_paper"})

    page = client.get(reverse("proxy_receipt", args=[Entry.objects.get().pk]))

    assert len(page.context["code"]) == 12
