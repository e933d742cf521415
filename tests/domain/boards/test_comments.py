"""Answering a notice: who may, who is told, what comes down."""

from datetime import timedelta

import pytest

from sanshe.domain.boards import operations, queries, rules
from sanshe.domain.boards.errors import BoardForbidden, WordsTooLong, WritingForbidden, WritingGone, WritingHidden
from sanshe.domain.boards.models import Comment
from sanshe.domain.notifications.models import Notification
from sanshe.domain.organisations.models import Membership
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_organization, make_person
from tests.factories.boards import make_board, make_comment, make_hiding, make_post

pytestmark = pytest.mark.django_db


def told(kind: str) -> list:
    return sorted(Notification.objects.filter(kind=kind).values_list("person__form_of_address", flat=True))


def test_author_and_talkers_are_told_but_not_the_one_who_answers(world):
    post = make_post(board=world.board, author=world.wang)
    make_comment(post=post, author=world.li)
    Notification.objects.all().delete()

    comment = make_comment(post=post, author=world.chen)

    assert told("comment_posted") == ["李师傅", "王阿姨"]
    entry = JournalEntry.objects.filter(operation="boards.post_comment").latest("id")
    assert (entry.subject_id, entry.actor_id) == (comment.pk, world.chen.pk)


def test_who_left_a_closed_group_is_not_told_of_its_talk(world):
    post = make_post(board=world.group_board, author=world.li)
    Membership.objects.filter(person=world.li).update(ends_at=AT)

    make_comment(post=post, author=world.wang, at=AT + timedelta(hours=1))

    assert told("comment_posted") == []


def test_who_is_called_is_told_once_per_notice(world):
    post = make_post(board=world.board, author=world.wang, text="@李师傅 周三")
    make_comment(post=post, author=world.chen, text="@李师傅 @王阿姨 我也来")
    make_comment(post=post, author=world.chen, text="@李师傅 听到没有")

    assert told("mentioned") == ["李师傅", "王阿姨"]
    assert told("comment_posted") == ["王阿姨"]


def test_of_two_called_the_same_the_one_in_the_talk_is_meant(world):
    make_person(community=world.community, name="李师傅")
    post = make_post(board=world.board, author=world.wang)
    make_comment(post=post, author=world.li)

    comment = make_comment(post=post, author=world.chen, text="@李师傅 好的")

    assert [one.person for one in comment.mentions.all()] == [world.li]


def test_of_two_in_the_talk_the_one_replied_to_is_meant(world):
    other = make_person(community=world.community, name="李师傅")
    post = make_post(board=world.board, author=world.wang)
    make_comment(post=post, author=world.li)
    answered = make_comment(post=post, author=other)

    comment = make_comment(post=post, author=world.chen, text="@李师傅 好的", reply_to_id=answered.pk)

    assert [one.person for one in comment.mentions.all()] == [other]


def test_residents_answer_on_a_board_that_only_its_officers_write_on(world):
    board = make_board(organization=make_organization(name="社区食堂", community=world.community))
    post_author = world.worker

    post = make_post(board=board, author=post_author)

    assert rules.may_post(person=world.wang, board=board, at=AT) is False
    assert make_comment(post=post, author=world.wang).post == post
    with pytest.raises(BoardForbidden):
        make_comment(post=post, author=world.stranger)


def test_same_form_twice_is_one_answer(world):
    post = make_post(board=world.board, author=world.wang)

    assert make_comment(post=post, author=world.li, idempotency_key="a") == make_comment(
        post=post, author=world.li, idempotency_key="a"
    )
    assert Comment.objects.count() == 1


def test_answer_too_long_is_refused(world):
    post = make_post(board=world.board, author=world.wang)

    with pytest.raises(WordsTooLong):
        make_comment(post=post, author=world.li, text="好" * 1001)


def test_hidden_notice_is_not_answered(world):
    post = make_post(board=world.board, author=world.wang)
    make_hiding(writing=post, moderator=world.worker)

    with pytest.raises(WritingHidden):
        make_comment(post=post, author=world.li)


def test_answer_taken_down_is_seen_by_its_author_alone_and_comes_back(world):
    post = make_post(board=world.board, author=world.wang)
    comment = make_comment(post=post, author=world.li)
    operations.take_comment_down(actor=world.li, comment_id=comment.pk, at=AT)
    assert list(queries.comments_on(post=post, actor=world.li)) == [comment]
    assert list(queries.comments_on(post=post, actor=world.wang)) == []
    assert list(queries.comments_on(post=post, actor=None)) == []

    operations.put_comment_back(actor=world.li, comment_id=comment.pk, at=AT + timedelta(days=1))

    assert list(queries.comments_on(post=post, actor=None)) == [comment]


def test_nobody_else_takes_an_answer_down(world):
    comment = make_comment(post=make_post(board=world.board, author=world.wang), author=world.li)

    with pytest.raises(WritingForbidden):
        operations.take_comment_down(actor=world.wang, comment_id=comment.pk, at=AT)
    with pytest.raises(WritingGone):
        operations.take_comment_down(actor=world.wang, comment_id=world.wang.pk, at=AT)
