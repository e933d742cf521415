"""The page of what neighbours call an offer."""

import pytest
from django.urls import reverse

from sanshe.domain.exchange.models import Wording
from tests.factories import AT, make_community, make_offer, make_person, make_worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def offer(community):
    return make_offer(person=make_person(community=community), community=community, sentence="管道疏通")


@pytest.fixture
def wording(offer):
    return Wording.objects.create(offer=offer, text="地漏反水", learned_at=AT)


def test_worker_reads_takes_out_and_puts_back(as_person, community, offer, wording):
    client = as_person(make_worker(community=community))
    page = reverse("offer_wordings", args=[offer.pk])
    assert "地漏反水" in client.get(page).content.decode()

    taken = client.post(reverse("take_out_wording", args=[offer.pk, wording.pk]), follow=True).content.decode()
    assert "放回去" in taken

    back = client.post(reverse("put_back_wording", args=[offer.pk, wording.pk]), follow=True).content.decode()
    assert "对，拿掉" in back
    wording.refresh_from_db()
    assert wording.removed_at is None


def test_page_is_for_those_who_look_after_the_board(as_person, client, community, offer, wording):
    assert as_person(offer.person).get(reverse("offer_wordings", args=[offer.pk])).status_code == 403
    assert as_person(make_worker(community=make_community())).post(
        reverse("take_out_wording", args=[offer.pk, wording.pk])
    ).status_code in (403, 404)
    wording.refresh_from_db()
    assert wording.removed_at is None


def test_wording_of_another_offer_is_not_there(as_person, community, offer, wording):
    other = make_offer(person=make_person(community=community), community=community, sentence="修灯")
    client = as_person(make_worker(community=community))

    assert client.post(reverse("take_out_wording", args=[other.pk, wording.pk])).status_code == 404


def test_nothing_learned_yet_says_so(as_person, community, offer):
    page = as_person(make_worker(community=community)).get(reverse("offer_wordings", args=[offer.pk]))

    assert "还没有" in page.content.decode()
