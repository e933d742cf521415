"""A need told in confidence, and slips written for somebody one speaks for."""

import pytest
from django.urls import reverse

from sanshe.domain.exchange.models import Need
from sanshe.domain.people import queries as people
from sanshe.domain.people.choices import ConsentKind
from sanshe.kernel.models import JournalEntry
from tests.factories import (
    make_category,
    make_community,
    make_paper_resident,
    make_person,
    make_representation,
    make_worker,
)

pytestmark = pytest.mark.django_db
SENTENCE = "老公喝了酒就打人，我不知道找谁说"


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def person(community):
    return make_person(community=community)


def said(**fields) -> dict:
    return {"kind": "need", "sentence": SENTENCE, "party_size": "1", **fields}


def make_sensitive_category():
    category = make_category(code="domestic_violence_help", name="家暴求助")
    category.is_sensitive = True
    category.save(update_fields=["is_sensitive"])
    return category


def test_private_need_without_consent_comes_back_with_the_tick_to_set(as_person, person):
    response = as_person(person).post(reverse("say"), said(is_private="on"))

    assert (response.status_code, "confidence" in response.context["form"].errors) == (422, True)
    assert 'name="confidence"' in response.content.decode()


def test_private_need_with_consent_goes_to_the_workers_only(as_person, person):
    response = as_person(person).post(reverse("say"), said(is_private="on", confidence="on"), follow=True)

    need = Need.objects.get()
    assert (need.is_private, response.status_code) == (True, 200)
    assert people.has_consented(person=person, kind=ConsentKind.SENSITIVE_DATA)


def test_sensitive_kind_is_private_without_being_asked(as_person, person):
    category = make_sensitive_category()

    as_person(person).post(reverse("say"), said(category=category.code, confidence="on"))

    assert Need.objects.get().is_private


def test_page_says_beforehand_that_a_sensitive_kind_stays_off_the_board(as_person, person):
    category = make_sensitive_category()

    page = as_person(person).post(reverse("say"), said(category=category.code)).content.decode()

    assert "告诉社区工作者" in page


def test_private_need_is_not_found_by_neighbours(as_person, person, community):
    as_person(person).post(reverse("say"), said(is_private="on", confidence="on"))
    need = Need.objects.get()

    response = as_person(make_person(community=community)).get(reverse("need", args=[need.pk]))

    assert response.status_code == 404


def test_worker_finds_it_at_the_desk_reads_it_and_the_look_is_written_down(as_person, person, community):
    as_person(person).post(reverse("say"), said(is_private="on", confidence="on"))
    need = Need.objects.get()
    worker = make_worker(community=community)
    client = as_person(worker)

    desk = client.get(reverse("desk")).content.decode()
    page = client.get(reverse("need", args=[need.pk]))

    look = JournalEntry.objects.get(operation="exchange.look_at_need")
    address = reverse("need", args=[need.pk])
    assert (address in desk, SENTENCE in desk, page.status_code) == (True, False, 200)
    assert (look.actor_id, look.subject_id) == (worker.pk, person.pk)


def test_owner_leaves_no_look(as_person, person):
    client = as_person(person)
    client.post(reverse("say"), said(is_private="on", confidence="on"))

    client.get(reverse("need", args=[Need.objects.get().pk]))

    assert not JournalEntry.objects.filter(operation="exchange.look_at_need").exists()


def test_helper_writes_for_grandma(as_person, person, community):
    grandma = make_paper_resident(community=community)
    make_representation(principal=grandma, representative=person)

    as_person(person).post(reverse("say"), said(sentence="想找人陪奶奶散步", receiver=str(grandma.pk)))

    need = Need.objects.get()
    assert (need.person, need.entered_by) == (grandma, person)


def test_nobody_writes_for_whom_they_do_not_speak(as_person, person, community):
    grandma = make_paper_resident(community=community)

    response = as_person(person).post(reverse("say"), said(receiver=str(grandma.pk)))

    assert (response.status_code, Need.objects.count()) == (422, 0)


def test_things_of_another_open_only_to_who_speaks_for_them(as_person, person, community):
    grandma = make_paper_resident(community=community)
    make_representation(principal=grandma, representative=person)
    url = f"{reverse('mine')}?for={grandma.pk}"

    opened = [as_person(actor).get(url).status_code for actor in (person, make_person(community=community))]

    assert opened == [200, 404]
