"""Whose slip it is hears what happens to it; what was told in confidence is named in no message."""

import pytest

from sanshe.domain.exchange import operations
from sanshe.domain.notifications import queries as notifications
from sanshe.domain.notifications.models import Notification
from sanshe.domain.people import operations as people
from sanshe.kernel.models import OutboxMessage
from tests.factories import AT, make_community, make_need, make_offer, make_person, make_worker

pytestmark = pytest.mark.django_db
CONFIDED = "我男人打我，想找个地方住几天"


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def person(community):
    return make_person(community=community)


def counted(need, count: int):
    operations.count_answers(need_id=need.pk, count=count, at=AT)
    return need


@pytest.fixture
def offer(community):
    return make_offer(person=make_person(community=community, name="李师傅"), community=community)


def test_first_answer_to_a_need_is_told(person, community, offer):
    need = counted(make_need(person=person, community=community, sentence="想找人修水管"), 0)

    noted = operations.note_answer(offer_id=offer.pk, need_ids=[need.pk], at=AT)

    news = Notification.objects.get()
    need.refresh_from_db()
    assert (noted, need.answer_count, news.person, news.kind, news.subject_id) == (
        1,
        1,
        person,
        "need_answered",
        need.pk,
    )
    assert "想找人修水管" in notifications.sentence(news)


def test_one_answer_more_is_not_told(person, community, offer):
    need = counted(make_need(person=person, community=community), 2)

    noted = operations.note_answer(offer_id=offer.pk, need_ids=[need.pk], at=AT)

    assert (noted, Notification.objects.count()) == (0, 0)


def test_answer_that_comes_back_is_not_told_again(person, community, offer):
    need = counted(make_need(person=person, community=community), 0)
    operations.note_answer(offer_id=offer.pk, need_ids=[need.pk], at=AT)
    counted(need, 0)

    noted = operations.note_answer(offer_id=offer.pk, need_ids=[need.pk], at=AT)

    assert (noted, Notification.objects.count()) == (1, 1)


def test_agreement_about_a_confidence_is_named_in_no_message(person, community):
    people.give_consent(person=person, kind="sensitive_data", wording="可以", how="on_screen", actor=person, at=AT)
    worker = make_worker(community=community)
    need = operations.post_need(actor=person, community=community, sentence=CONFIDED, is_private=True, at=AT)

    operations.lend_a_hand(actor=worker, need_id=need.pk, at=AT)

    news = Notification.objects.get(person=person, kind="agreement_requested")
    texts = [message.body["text"] for message in OutboxMessage.objects.filter(recipient=person.phone)]
    assert "男人" not in str(news.words)
    assert [text for text in texts if worker.public_name in text or "男人" in text] == []
    assert len(texts) == 1
