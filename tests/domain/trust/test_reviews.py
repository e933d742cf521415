"""Reviews: closed until both have written or two weeks are over, answered once, never changed once others can read."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sanshe.domain.exchange.queries.record import records_of
from sanshe.domain.notifications.models import Notification
from sanshe.domain.trust import operations, queries, rules
from sanshe.domain.trust.errors import (
    AlreadyAnswered,
    AlreadyReported,
    NotOverYet,
    NotYours,
    ReviewShown,
    ReviewTooLate,
    WordsTooLong,
)
from sanshe.domain.trust.models import Reply, Review
from tests.factories import AT, make_community, make_need, make_offer, make_person, make_request, make_worker
from tests.factories.trust import make_kept

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def receiver(community):
    return make_person(community=community, name="王阿姨")


@pytest.fixture
def provider(community):
    return make_person(community=community, name="李师傅")


@pytest.fixture
def kept(receiver, provider, community):
    return make_kept(receiver=receiver, provider=provider, community=community)


def write(agreement, actor, *, words="准时来的", is_kept=True, at=AT + HOUR):
    return operations.write_review(actor=actor, agreement_id=agreement.pk, is_kept=is_kept, words=words, at=at)


def test_first_review_is_closed_to_the_other_side_for_two_weeks(kept, receiver, provider):
    review = write(kept, receiver)

    readable = {
        days: rules.may_read_review(person=provider, review=review, at=kept.ended_at + days * DAY)
        for days in (1, 13, 14, 15)
    }
    assert readable == {1: False, 13: False, 14: True, 15: True}
    assert rules.may_read_review(person=receiver, review=review, at=AT + DAY)


def test_both_reviews_open_when_the_second_is_written(kept, receiver, provider):
    write(kept, receiver)
    write(kept, provider, at=AT + DAY)

    assert [one.opens_at for one in Review.objects.all()] == [AT + DAY, AT + DAY]
    assert list(queries.shown_reviews(at=AT + DAY, about=provider)) == list(Review.objects.filter(author=receiver))


def test_other_side_hears_that_there_is_one_and_not_what_it_says(kept, receiver, provider):
    write(kept, receiver, words="一个字都不能先看")

    news = Notification.objects.filter(person=provider, kind="review_written")
    assert news.count() == 1
    assert "一个字都不能先看" not in str(news.get().words)


def test_review_may_change_while_it_is_closed_and_not_afterwards(kept, receiver, provider):
    write(kept, receiver, words="先这样写")
    changed = write(kept, receiver, words="改一改", is_kept=False, at=AT + 2 * HOUR)
    write(kept, provider, at=AT + DAY)

    with pytest.raises(ReviewShown):
        write(kept, receiver, at=AT + 2 * DAY)
    assert (changed.words, changed.is_kept, Review.objects.count()) == ("改一改", False, 2)


def test_who_could_have_read_the_other_writes_no_more(kept, receiver, provider):
    write(kept, receiver)

    with pytest.raises(ReviewTooLate):
        write(kept, provider, at=AT + 15 * DAY)


def test_time_to_write_is_two_months(kept, receiver):
    with pytest.raises(ReviewTooLate):
        write(kept, receiver, at=AT + 61 * DAY)


def test_promise_that_is_not_over_has_no_review(receiver, provider, community):
    asked = make_request(
        need=make_need(person=receiver, community=community), offer=make_offer(person=provider, community=community)
    )

    with pytest.raises(NotOverYet):
        write(asked, receiver)


def test_stranger_writes_none(kept, community):
    with pytest.raises(NotYours):
        write(kept, make_person(community=community))


def test_words_have_an_end(kept, receiver):
    with pytest.raises(WordsTooLong):
        write(kept, receiver, words="长" * 301)


def test_reviewed_answers_once(kept, receiver, provider):
    review = write(kept, receiver)
    write(kept, provider, at=AT + DAY)
    operations.reply_to_review(actor=provider, review_id=review.pk, words="谢谢您", at=AT + DAY)

    with pytest.raises(AlreadyAnswered):
        operations.reply_to_review(actor=provider, review_id=review.pk, words="再说一句", at=AT + DAY)
    assert [one.words for one in Reply.objects.all()] == ["谢谢您"]


@pytest.mark.parametrize("who", ["author", "stranger", "reviewed too early"])
def test_nobody_else_answers_and_nobody_before_it_is_open(kept, receiver, provider, community, who):
    review = write(kept, receiver)
    actor = {"author": receiver, "stranger": make_person(community=community), "reviewed too early": provider}[who]

    with pytest.raises(NotYours):
        operations.reply_to_review(actor=actor, review_id=review.pk, words="我说", at=AT + 2 * HOUR)


def test_database_keeps_an_open_review_and_every_reply(kept, receiver, provider):
    review = write(kept, receiver)
    write(kept, provider, at=AT + DAY)
    reply = operations.reply_to_review(actor=provider, review_id=review.pk, words="谢谢您", at=AT + DAY)

    for change in (
        lambda: Review.objects.filter(pk=review.pk).update(words="别的话"),
        lambda: Review.objects.filter(pk=review.pk).delete(),
        lambda: Reply.objects.filter(pk=reply.pk).update(words="别的话"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_reported_review_is_hidden_with_a_reason_and_can_be_shown_again(kept, receiver, provider, community):
    worker = make_worker(community=community)
    review = write(kept, receiver)
    write(kept, provider, at=AT + DAY)
    at = AT + DAY + HOUR
    operations.report_review(actor=provider, review_id=review.pk, words="骂人", at=at)
    with pytest.raises(AlreadyReported):
        operations.report_review(actor=provider, review_id=review.pk, words="还是骂人", at=at)

    hidden = operations.decide_reports(actor=worker, review_id=review.pk, is_hidden=True, reason="有人身攻击", at=at)

    assert (hidden.is_hidden, list(queries.shown_reviews(at=at, about=provider))) == (True, [])
    assert queries.hidden_reviews(person=worker, at=at) == [hidden]
    assert Notification.objects.filter(person=receiver, kind="review_hidden").count() == 1
    operations.show_review_again(actor=worker, review_id=review.pk, at=at)
    assert list(queries.shown_reviews(at=at, about=provider)) == [review]


def test_worker_who_is_a_party_decides_nothing(community, provider):
    worker = make_worker(community=community)
    kept = make_kept(receiver=worker, provider=provider, community=community)
    review = write(kept, worker)
    write(kept, provider, at=AT + DAY)
    operations.report_review(actor=provider, review_id=review.pk, words="不对", at=AT + DAY)

    with pytest.raises(NotYours):
        operations.decide_reports(actor=worker, review_id=review.pk, is_hidden=False, reason="没事", at=AT + DAY)


def test_review_of_what_was_told_in_confidence_stands_on_no_record(receiver, provider, community):
    kept = make_kept(receiver=receiver, provider=provider, community=community, is_private=True)
    review = write(kept, receiver)
    write(kept, provider, at=AT + DAY)

    assert list(queries.shown_reviews(at=AT + DAY, about=provider)) == []
    assert not rules.may_read_review(person=make_person(community=community), review=review, at=AT + DAY)


def test_review_moves_no_record(kept, receiver, provider):
    before = records_of(person_ids=[provider.pk], organization_ids=[], at=AT + 2 * DAY)
    write(kept, receiver, is_kept=False)
    write(kept, provider, is_kept=False, at=AT + DAY)

    assert records_of(person_ids=[provider.pk], organization_ids=[], at=AT + 2 * DAY) == before


def test_what_waits_for_a_word_is_listed_until_it_is_said(kept, receiver, provider):
    assert list(queries.reviews_waiting_of(person=receiver, at=AT + DAY)) == [kept]
    write(kept, receiver)

    assert list(queries.reviews_waiting_of(person=receiver, at=AT + DAY)) == []
    assert list(queries.reviews_waiting_of(person=provider, at=AT + DAY)) == [kept]
    assert list(queries.reviews_waiting_of(person=provider, at=AT + 70 * DAY)) == []
