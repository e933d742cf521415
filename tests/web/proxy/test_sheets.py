"""Printing blank forms, on the screen."""

import pytest
from django.urls import reverse

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.proxy.models import FormSheet
from tests.factories import AT, make_community, make_offer, make_person, make_worker
from tests.factories.proxy import make_entry, make_sheet

pytestmark = pytest.mark.django_db
URL = "/proxy/sheets/"


def test_forms_are_made_and_handed_over_as_pdf(as_person, worker):
    client = as_person(worker)

    made = client.post(URL, {"kind": "need", "count": "3", "is_large": "on"}, follow=True)
    batch = made.context["batches"][0]
    printed = client.get(reverse("proxy_sheets_pdf", args=[batch.batch_id]))

    assert (batch.count, batch.used, FormSheet.objects.count()) == (3, 0, 3)
    assert (printed["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.parametrize(
    "said", [{"kind": "x", "count": "3"}, {"kind": "need", "count": "0"}, {"kind": "need", "count": "9" * 30}, {}]
)
def test_what_is_wrong_makes_nothing(as_person, worker, said):
    response = as_person(worker).post(URL, said or {"kind": ""})

    assert (response.status_code, FormSheet.objects.count()) == (422, 0)


def test_forms_of_another_community_are_not_handed_over(as_person, worker, community):
    elsewhere = make_community()
    sheet = make_sheet(worker=make_worker(community=elsewhere), community=elsewhere)

    assert as_person(worker).get(reverse("proxy_sheets_pdf", args=[sheet.batch_id])).status_code == 404


def test_registration_can_name_its_course(as_person, worker, community):
    course = make_offer(
        person=make_person(community=community), community=community, sentence="周六教太极拳", capacity=9
    )

    as_person(worker).post(URL, {"kind": "registration", "count": "2", "offer": str(course.pk)})

    assert set(FormSheet.objects.values_list("kind", "offer")) == {("registration", course.pk)}


def test_form_on_how_it_went_is_printed_from_the_entry(as_person, worker, grandma, community):
    entry = make_entry(worker=worker, person=grandma, community=community).entry
    helper = make_person(community=community, name="陈大姐")
    offer = make_offer(person=helper, community=community)
    asked = exchange.ask_for_offer(actor=worker, offer_id=offer.pk, need_id=entry.subject_id, at=AT)
    exchange.accept_agreement(actor=helper, agreement_id=asked.pk, at=AT)
    client = as_person(worker)

    page = client.get(reverse("proxy_entry", args=[entry.pk]))
    client.post(URL, {"kind": "review", "count": "1", "is_large": "on", "agreement": str(asked.pk)})

    assert list(page.context["promised"]) == [asked]
    assert FormSheet.objects.get().agreement == asked
