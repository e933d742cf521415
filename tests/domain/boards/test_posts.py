"""Putting notices up, changing them, pinning them, taking them down."""

from datetime import timedelta

import pytest

from sanshe.domain.boards import operations, queries, rules
from sanshe.domain.boards.errors import (
    BoardForbidden,
    PictureNotYours,
    PinEndWrong,
    PinForbidden,
    PinsTaken,
    PutBackTooLate,
    TitleTooLong,
    TooManyPictures,
    WordsMissing,
    WordsTooLong,
    WritingForbidden,
    WritingGone,
)
from sanshe.domain.boards.models import Board, Post, PostVersion
from sanshe.domain.notifications.models import Notification
from sanshe.domain.organisations.models import Membership
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_organization, make_person
from tests.factories.boards import make_board, make_comment, make_picture, make_post, settled

pytestmark = pytest.mark.django_db


def told(kind: str) -> list:
    return sorted(Notification.objects.filter(kind=kind).values_list("person__form_of_address", flat=True))


def test_board_is_opened_once(world):
    again = make_board(organization=world.group)

    assert again == world.group_board
    assert Board.objects.count() == 2
    assert JournalEntry.objects.filter(operation="boards.open_board").count() == 2


@pytest.mark.parametrize(
    ("kind", "who_reads", "who_posts"),
    [
        ("self_organised_group", "members", "members"),
        ("committee", "everybody", "officers"),
        ("enterprise", "everybody", "officers"),
    ],
)
def test_board_begins_as_its_body_needs_it(kind, who_reads, who_posts):
    organization = make_organization()
    organization.kind = kind
    organization.save()

    board = make_board(organization=organization)

    assert (board.who_reads, board.who_posts) == (who_reads, who_posts)


def test_community_board_is_for_everybody_to_read_and_for_residents_to_write(world):
    assert rules.may_read(person=None, board=world.board, at=AT) is True
    assert rules.may_post(person=world.wang, board=world.board, at=AT) is True
    assert rules.may_post(person=world.stranger, board=world.board, at=AT) is False
    assert rules.may_post(person=None, board=world.board, at=AT) is False


def test_group_board_is_for_its_members_and_the_workers_there(world):
    readers = [
        person.form_of_address
        for person in (world.wang, world.officer, world.worker, world.chen, world.stranger)
        if rules.may_read(person=person, board=world.group_board, at=AT)
    ]

    assert readers == ["王阿姨", "周会长", "小刘"]


def test_who_left_the_group_no_longer_reads(world):
    Membership.objects.filter(person=world.li).update(ends_at=AT)

    assert rules.may_read(person=world.li, board=world.group_board, at=AT) is False


def test_notice_is_kept_as_written_in_lines(world):
    post = make_post(
        board=world.board, author=world.wang, title=" 停水 ", text="  明早\x00停水\r\n\r\n\r\n\r\n请存水\u202e \n"
    )

    assert (post.title, post.text) == ("停水", "明早 停水\n\n请存水")


def test_notice_is_journalled(world):
    post = make_post(board=world.board, author=world.wang)

    entry = JournalEntry.objects.get(operation="boards.post_notice")
    assert (entry.subject_id, entry.actor_id, entry.community_code) == (post.pk, world.wang.pk, world.community.code)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({"text": " \n "}, WordsMissing),
        ({"text": "\x00\ud800"}, WordsMissing),
        ({"text": "水" * 4001}, WordsTooLong),
        ({"text": "水", "title": "水" * 61}, TitleTooLong),
    ],
)
def test_words_that_do_not_fit_are_refused(world, words, refusal):
    with pytest.raises(refusal):
        make_post(board=world.board, author=world.wang, **words)

    assert Post.objects.count() == 0


def test_stranger_may_not_post(world):
    with pytest.raises(BoardForbidden):
        make_post(board=world.board, author=world.stranger)


def test_same_form_twice_is_one_notice(world):
    first = make_post(board=world.board, author=world.wang, idempotency_key="one")
    second = make_post(board=world.board, author=world.wang, idempotency_key="one")

    assert first == second
    assert told("notice_posted") == []


def test_group_is_told_but_not_its_writer_and_not_who_muted_it(world):
    operations.follow_board(actor=world.li, board=world.group_board, wants_news=False, at=AT)

    make_post(board=world.group_board, author=world.wang)

    assert told("notice_posted") == ["周会长"]


def test_community_is_told_only_where_somebody_asked_for_it(world):
    operations.follow_board(actor=world.li, board=world.board, wants_news=True, at=AT)

    make_post(board=world.board, author=world.wang)

    assert told("notice_posted") == ["李师傅"]


def test_whom_a_notice_calls_is_told_once_and_not_as_follower_too(world):
    make_post(board=world.group_board, author=world.wang, text="@李师傅你来不来？@李师傅 @陈大姐 @王阿姨")

    assert told("mentioned") == ["李师傅"]
    assert told("notice_posted") == ["周会长"]


def test_longest_name_is_the_one_called(world):
    person = settled(make_person(community=world.community, name="李师"))

    post = make_post(board=world.board, author=world.wang, text="@李师傅来修")

    assert [one.person for one in post.mentions.all()] == [world.li]
    assert person.form_of_address == "李师"


def test_nobody_is_called_where_two_are_called_the_same(world):
    make_person(community=world.community, name="李师傅")

    post = make_post(board=world.board, author=world.wang, text="@李师傅来修")

    assert post.mentions.count() == 0


def test_change_keeps_what_was_said_before_and_tells_only_who_is_new(world):
    post = make_post(board=world.group_board, author=world.wang, text="@李师傅周三")

    operations.edit_post(actor=world.wang, post_id=post.pk, text="@李师傅 @周会长 周四", at=AT + timedelta(hours=1))

    version = PostVersion.objects.get()
    post.refresh_from_db()
    assert (version.text, version.written_at, version.replaced_at) == ("@李师傅周三", AT, AT + timedelta(hours=1))
    assert (post.text, post.edited_at) == ("@李师傅 @周会长 周四", AT + timedelta(hours=1))
    assert told("mentioned") == ["周会长", "李师傅"]


def test_change_that_changes_nothing_is_none(world):
    post = make_post(board=world.board, author=world.wang, text="周三")

    operations.edit_post(actor=world.wang, post_id=post.pk, text="周三 ", at=AT)

    post.refresh_from_db()
    assert (post.edited_at, PostVersion.objects.count()) == (None, 0)


def test_only_its_author_changes_a_notice(world):
    post = make_post(board=world.board, author=world.wang)

    with pytest.raises(WritingForbidden):
        operations.edit_post(actor=world.worker, post_id=post.pk, text="嗯", at=AT)


def test_taken_down_notice_is_gone_and_comes_back_within_a_week(world):
    post = make_post(board=world.board, author=world.wang)
    operations.take_post_down(actor=world.wang, post_id=post.pk, at=AT)
    assert queries.post_for(actor=world.li, pk=post.pk, at=AT) is None
    assert queries.post_for(actor=world.worker, pk=post.pk, at=AT) is None
    assert queries.post_for(actor=world.wang, pk=post.pk, at=AT) == post
    assert list(queries.posts_on(board=world.board, at=AT)) == []

    operations.put_post_back(actor=world.wang, post_id=post.pk, at=AT + timedelta(days=7))

    assert queries.post_for(actor=world.li, pk=post.pk, at=AT) == post


def test_after_a_week_it_stays_down(world):
    post = make_post(board=world.board, author=world.wang)
    operations.take_post_down(actor=world.wang, post_id=post.pk, at=AT)

    with pytest.raises(PutBackTooLate):
        operations.put_post_back(actor=world.wang, post_id=post.pk, at=AT + timedelta(days=7, seconds=1))


def test_nobody_else_takes_a_notice_down(world):
    post = make_post(board=world.board, author=world.wang)

    with pytest.raises(WritingForbidden):
        operations.take_post_down(actor=world.worker, post_id=post.pk, at=AT)


def test_notice_taken_down_can_neither_be_changed_nor_answered(world):
    post = make_post(board=world.board, author=world.wang)
    operations.take_post_down(actor=world.wang, post_id=post.pk, at=AT)

    with pytest.raises(WritingGone):
        operations.edit_post(actor=world.wang, post_id=post.pk, text="嗯", at=AT)
    with pytest.raises(WritingGone):
        make_comment(post=post, author=world.li)


def test_pinned_notices_hang_on_top_until_their_day(world):
    old = make_post(board=world.board, author=world.wang)
    new = make_post(board=world.board, author=world.wang, at=AT + timedelta(hours=1))
    operations.pin_post(actor=world.worker, post_id=old.pk, until=AT + timedelta(days=2), at=AT)

    assert queries.pinned_on(board=world.board, at=AT) == [old]
    assert list(queries.posts_on(board=world.board, at=AT)) == [new]
    assert queries.pinned_on(board=world.board, at=AT + timedelta(days=2)) == []
    assert list(queries.posts_on(board=world.board, at=AT + timedelta(days=2))) == [new, old]


def test_fourth_pin_is_refused_until_one_runs_out_or_is_taken_out(world):
    posts = [make_post(board=world.board, author=world.wang) for _ in range(4)]
    for post in posts[:3]:
        operations.pin_post(actor=world.worker, post_id=post.pk, until=AT + timedelta(days=2), at=AT)
    with pytest.raises(PinsTaken):
        operations.pin_post(actor=world.worker, post_id=posts[3].pk, until=AT + timedelta(days=2), at=AT)
    operations.pin_post(actor=world.worker, post_id=posts[0].pk, until=AT + timedelta(days=1), at=AT)

    later = AT + timedelta(days=1)
    operations.pin_post(actor=world.worker, post_id=posts[3].pk, until=AT + timedelta(days=9), at=later)
    operations.unpin_post(actor=world.worker, post_id=posts[1].pk, at=later)

    assert {post.pk for post in queries.pinned_on(board=world.board, at=later)} == {posts[2].pk, posts[3].pk}


@pytest.mark.parametrize("days", [-1, 0, 92, 40_000])
def test_pin_ends_within_three_months(world, days):
    post = make_post(board=world.board, author=world.wang)

    with pytest.raises(PinEndWrong):
        operations.pin_post(actor=world.worker, post_id=post.pk, until=AT + timedelta(days=days), at=AT)


def test_member_may_not_pin_and_officer_may(world):
    post = make_post(board=world.group_board, author=world.wang)
    with pytest.raises(PinForbidden):
        operations.pin_post(actor=world.wang, post_id=post.pk, until=AT + timedelta(days=1), at=AT)

    operations.pin_post(actor=world.officer, post_id=post.pk, until=AT + timedelta(days=1), at=AT)

    assert queries.pinned_on(board=world.group_board, at=AT) == [post]


def test_pictures_hang_in_the_order_given_with_their_words(world):
    pictures = [make_picture(person=world.wang, colour=(number, 0, 0)) for number in (0, 90, 180)]
    chosen = [(pictures[2].pk, "红的"), (pictures[0].pk, " 黑\x00的 ")]

    post = make_post(board=world.board, author=world.wang, pictures=chosen)

    assert [(one.pk, one.alt) for one in post.pictures.all()] == [(pictures[2].pk, "红的"), (pictures[0].pk, "黑 的")]


def test_change_drops_and_adds_pictures(world):
    first, second = (make_picture(person=world.wang, colour=(number, 0, 0)) for number in (0, 180))
    post = make_post(board=world.board, author=world.wang, pictures=[(first.pk, "")])

    operations.edit_post(actor=world.wang, post_id=post.pk, text=post.text, pictures=[(second.pk, "")], at=AT)

    first.refresh_from_db()
    assert [one.pk for one in post.pictures.all()] == [second.pk]
    post.refresh_from_db()
    assert (first.post, first.position) == (None, None)
    assert (post.edited_at, PostVersion.objects.count()) == (AT, 0)


def test_picture_of_somebody_else_or_of_another_notice_is_refused(world):
    foreign = make_picture(person=world.li)
    used = make_picture(person=world.wang)
    make_post(board=world.board, author=world.wang, pictures=[(used.pk, "")])

    for picture in (foreign, used):
        with pytest.raises(PictureNotYours):
            make_post(board=world.board, author=world.wang, pictures=[(picture.pk, "")])
    with pytest.raises(PictureNotYours):
        make_post(board=world.board, author=world.wang, pictures=[(world.wang.pk, "")])
    assert Post.objects.count() == 1


def test_seven_pictures_are_too_many(world):
    pictures = [(make_picture(person=world.wang, size=(20, 20 + number)).pk, "") for number in range(7)]

    with pytest.raises(TooManyPictures):
        make_post(board=world.board, author=world.wang, pictures=pictures)
    assert len(make_post(board=world.board, author=world.wang, pictures=pictures[:6]).pictures.all()) == 6


def test_unread_is_what_others_put_up_since_the_last_visit(world):
    make_post(board=world.group_board, author=world.wang)
    operations.note_visit(actor=world.li, board=world.group_board, at=AT)
    make_post(board=world.group_board, author=world.li, at=AT + timedelta(hours=1))
    make_post(board=world.group_board, author=world.wang, at=AT + timedelta(hours=2))

    found = {one.board: one.unread for one in queries.boards_of(person=world.li, at=AT + timedelta(hours=3))}
    before = operations.note_visit(actor=world.li, board=world.group_board, at=AT + timedelta(hours=3))

    assert found == {world.board: 0, world.group_board: 1}
    assert before == AT
    assert JournalEntry.objects.filter(operation__contains="visit").count() == 0


def test_names_offered_are_those_of_members(world):
    assert queries.names_beginning(board=world.group_board, words="李", at=AT) == ["李师傅"]
    assert queries.names_beginning(board=world.group_board, words="陈", at=AT) == []
    assert queries.names_beginning(board=world.group_board, words="", at=AT) == []
