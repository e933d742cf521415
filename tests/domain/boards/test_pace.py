"""How much somebody may write depends on what is known of them."""

from datetime import timedelta

import pytest

from sanshe.domain.boards import operations, queries, rules
from sanshe.domain.boards.choices import TrustLevel
from sanshe.domain.boards.errors import LinksTooEarly, TooManyComments, TooManyPictures, TooManyPosts
from tests.factories import AT
from tests.factories.boards import make_comment, make_hiding, make_picture, make_post

pytestmark = pytest.mark.django_db


def level_of(person, board, at=AT) -> str:
    return queries.standing_of(person=person, board=board, at=at).level


def test_level_follows_from_facts(world):
    found = [level_of(person, world.board) for person in (world.newcomer, world.wang, world.worker)]

    assert found == [TrustLevel.NEWCOMER, TrustLevel.NEIGHBOUR, TrustLevel.KEEPER]


def test_officer_keeps_only_the_own_group(world):
    assert level_of(world.officer, world.group_board) == TrustLevel.KEEPER
    assert level_of(world.officer, world.board) == TrustLevel.NEIGHBOUR


def test_newcomer_is_known_after_two_weeks(world):
    almost = AT + timedelta(days=14) - timedelta(seconds=1)

    assert level_of(world.newcomer, world.board, at=almost) == TrustLevel.NEWCOMER
    assert level_of(world.newcomer, world.board, at=AT + timedelta(days=14)) == TrustLevel.NEIGHBOUR


def test_old_account_without_home_here_is_new_here(world):
    world.stranger.joined_at = AT - timedelta(days=900)
    world.stranger.save()

    assert level_of(world.stranger, world.board) == TrustLevel.NEWCOMER


def test_hiding_that_stands_is_held_against_its_author_for_ninety_days(world):
    make_hiding(writing=make_post(board=world.board, author=world.wang), moderator=world.worker)

    assert level_of(world.wang, world.board, at=AT + timedelta(days=89)) == TrustLevel.WATCHED
    assert level_of(world.wang, world.board, at=AT + timedelta(days=90)) == TrustLevel.NEIGHBOUR


def test_hiding_that_was_wrong_is_not(world):
    post = make_post(board=world.board, author=world.wang)
    make_hiding(writing=post, moderator=world.worker)
    post.refresh_from_db()
    objection = operations.appeal(actor=world.wang, writing=post, words="没有", at=AT)
    operations.decide_appeal(actor=world.other_worker, appeal_id=objection.pk, is_restored=True, words="是的", at=AT)

    assert level_of(world.wang, world.board) == TrustLevel.NEIGHBOUR


def test_fourth_notice_of_a_newcomer_waits_and_says_until_when(world):
    for hour in range(3):
        make_post(board=world.board, author=world.newcomer, at=AT + timedelta(hours=hour))

    with pytest.raises(TooManyPosts) as refused:
        make_post(board=world.board, author=world.newcomer, at=AT + timedelta(hours=23))

    assert str(refused.value.params["when"]).endswith("09:01")
    assert make_post(board=world.board, author=world.newcomer, at=AT + timedelta(hours=24, minutes=1)).author


def test_notice_taken_down_counts_all_the_same(world):
    for _ in range(3):
        post = make_post(board=world.board, author=world.newcomer)
        operations.take_post_down(actor=world.newcomer, post_id=post.pk, at=AT)

    with pytest.raises(TooManyPosts):
        make_post(board=world.board, author=world.newcomer)


def test_limit_counts_across_boards(world):
    for board in (world.board, world.group_board) * 5:
        make_post(board=board, author=world.wang)

    with pytest.raises(TooManyPosts):
        make_post(board=world.board, author=world.wang)


def test_eleventh_answer_of_a_newcomer_waits(world):
    post = make_post(board=world.board, author=world.wang)
    for _ in range(10):
        make_comment(post=post, author=world.newcomer)

    with pytest.raises(TooManyComments):
        make_comment(post=post, author=world.newcomer)


@pytest.mark.parametrize(
    "text",
    ["看 https://example.com/a", "www.example.com", "上 example.cn 领奖", "HTTP://EXAMPLE.COM", "去a-b.shop/x看"],
)
def test_addresses_of_a_newcomer_wait_three_days(world, text):
    for write in (
        lambda: make_post(board=world.board, author=world.newcomer, text=text),
        lambda: make_comment(post=make_post(board=world.board, author=world.wang), author=world.newcomer, text=text),
    ):
        with pytest.raises(LinksTooEarly):
            write()

    assert make_post(board=world.board, author=world.newcomer, text=text, at=AT + timedelta(days=3)).text == text


@pytest.mark.parametrize("text", ["明天3.5元一斤", "早上8.30见", "好的...来", "A.B两组", "No.1"])
def test_figures_and_dots_are_no_addresses(world, text):
    assert make_post(board=world.board, author=world.newcomer, text=text).text == text


def test_address_hidden_in_a_title_or_in_a_change_is_seen(world):
    post = make_post(board=world.board, author=world.newcomer)

    with pytest.raises(LinksTooEarly):
        make_post(board=world.board, author=world.newcomer, title="www.example.com")
    with pytest.raises(LinksTooEarly):
        operations.edit_post(actor=world.newcomer, post_id=post.pk, text="www.example.com", at=AT)


def test_newcomer_adds_one_picture_also_when_changing(world):
    first, second = (make_picture(person=world.newcomer, size=(30, 30 + number)) for number in range(2))
    both = [(first.pk, ""), (second.pk, "")]
    with pytest.raises(TooManyPictures):
        make_post(board=world.board, author=world.newcomer, pictures=both)

    post = make_post(board=world.board, author=world.newcomer, pictures=both[:1])

    with pytest.raises(TooManyPictures):
        operations.edit_post(actor=world.newcomer, post_id=post.pk, text=post.text, pictures=both, at=AT)


def test_after_a_hiding_less_goes(world):
    make_hiding(writing=make_post(board=world.board, author=world.wang), moderator=world.worker)
    make_post(board=world.board, author=world.wang)

    with pytest.raises(TooManyPosts) as refused:
        make_post(board=world.board, author=world.wang)

    assert refused.value.params["limit"] == rules.LIMITS[TrustLevel.WATCHED].posts
