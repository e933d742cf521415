"""On a board several people act at the same instant, and one person with several hands."""

from datetime import timedelta
from functools import partial

import pytest

from sanshe.domain.boards import operations
from sanshe.domain.boards.errors import DecidedAlready, PinsTaken, TooManyPosts
from sanshe.domain.boards.models import Board, ModerationAct, Picture, Post, Report
from sanshe.domain.notifications.models import Notification
from tests.concurrency import Racers
from tests.factories import AT
from tests.factories.boards import (
    make_board,
    make_group,
    make_hiding,
    make_neighbourhood,
    make_picture,
    make_post,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return make_neighbourhood()


def kinds_of(outcomes: list[object]) -> list[str]:
    return sorted(type(outcome).__name__ for outcome in outcomes)


def test_board_opened_by_eight_at_once_is_one(world):
    group = make_group(community=world.community, name="舞蹈队")

    with Racers(8) as racers:
        opened = racers.run([partial(make_board, organization=group)] * 8)

    assert {board.pk for board in opened} == {Board.objects.get(organization=group).pk}


def test_twenty_notices_at_once_stay_within_the_limit(world):
    with Racers(20) as racers:
        outcomes = racers.run([partial(make_post, board=world.board, author=world.newcomer)] * 20)

    assert kinds_of(outcomes) == ["Post"] * 3 + [TooManyPosts.__name__] * 17
    assert Post.objects.count() == 3


def test_one_form_sent_eight_times_at_once_is_one_notice(world):
    with Racers(8) as racers:
        racers.run([partial(make_post, board=world.group_board, author=world.wang, idempotency_key="a")] * 8)

    assert Post.objects.count() == 1
    assert Notification.objects.filter(kind="notice_posted").count() == 2


def test_fourth_pin_is_refused_however_many_hang_at_once(world):
    posts = [make_post(board=world.board, author=world.wang) for _ in range(8)]

    with Racers(8) as racers:
        outcomes = racers.run(
            [
                partial(operations.pin_post, actor=world.worker, post_id=post.pk, until=AT + timedelta(days=1), at=AT)
                for post in posts
            ]
        )

    assert kinds_of(outcomes) == [PinsTaken.__name__] * 5 + ["Post"] * 3
    assert sorted(Post.objects.exclude(pin=None).values_list("pin", flat=True)) == [1, 2, 3]


def test_pins_that_ran_out_are_used_again_by_all_at_once_without_a_deadlock(world):
    posts = [make_post(board=world.board, author=world.wang) for _ in range(3)]
    for post in posts:
        operations.pin_post(actor=world.worker, post_id=post.pk, until=AT + timedelta(days=1), at=AT)
    later = AT + timedelta(days=2)

    with Racers(3) as racers:
        outcomes = racers.run(
            [
                partial(
                    operations.pin_post,
                    actor=world.worker,
                    post_id=post.pk,
                    until=later + timedelta(days=1),
                    at=later,
                )
                for post in posts
            ]
        )

    assert kinds_of(outcomes) == ["Post"] * 3


def test_two_moderators_hide_at_once_and_one_is_told_so(world):
    post = make_post(board=world.board, author=world.wang)

    with Racers(2) as racers:
        outcomes = racers.run(
            [partial(make_hiding, writing=post, moderator=who) for who in (world.worker, world.other_worker)]
        )

    assert kinds_of(outcomes) == [DecidedAlready.__name__, "ModerationAct"]
    assert Notification.objects.filter(kind="post_hidden").count() == 1


def test_one_hides_while_another_dismisses(world):
    post = make_post(board=world.board, author=world.wang)
    operations.report_writing(actor=world.li, writing=post, reason="other", at=AT)

    with Racers(2) as racers:
        outcomes = racers.run(
            [
                partial(make_hiding, writing=post, moderator=world.worker),
                partial(operations.dismiss_reports, actor=world.other_worker, writing=post, words="没事", at=AT),
            ]
        )

    post.refresh_from_db()
    settled_by = Report.objects.get().settled_by
    # Whoever came first settled the report; a hiding may still follow a dismissal, never the other way round.
    assert kinds_of(outcomes) in (["DecidedAlready", "ModerationAct"], ["ModerationAct", "ModerationAct"])
    assert settled_by == ModerationAct.objects.order_by("at", "id").first()
    assert post.is_hidden is True


def test_two_decide_one_objection_at_once(world):
    post = make_post(board=world.board, author=world.wang)
    make_hiding(writing=post, moderator=world.worker)
    post.refresh_from_db()
    objection = operations.appeal(actor=world.wang, writing=post, words="没有", at=AT)

    with Racers(2) as racers:
        outcomes = racers.run(
            [
                partial(
                    operations.decide_appeal,
                    actor=world.other_worker,
                    appeal_id=objection.pk,
                    is_restored=is_restored,
                    words="看过了",
                    at=AT,
                )
                for is_restored in (True, False)
            ]
        )

    decision = ModerationAct.objects.get(answers=objection)
    post.refresh_from_db()
    assert kinds_of(outcomes) == [DecidedAlready.__name__, "ModerationAct"]
    assert post.is_hidden is (decision.kind == "upheld")
    assert Notification.objects.filter(kind="appeal_decided").count() == 1


def test_three_reports_at_once_hide_once(world):
    post = make_post(board=world.board, author=world.wang)

    with Racers(3) as racers:
        racers.run(
            [
                partial(operations.report_writing, actor=who, writing=post, reason="other", at=AT)
                for who in (world.li, world.chen, world.officer)
            ]
        )

    assert [act.kind for act in ModerationAct.objects.all()] == ["hidden_by_readers"]
    assert Notification.objects.filter(kind="post_reported").count() == 2


def test_same_picture_uploaded_while_its_old_files_are_swept_keeps_its_files(world, settings):
    first = make_picture(person=world.wang)
    Picture.objects.all().delete()

    with Racers(4) as racers:
        outcomes = racers.run(
            [partial(make_picture, person=world.li)] * 2
            + [partial(operations.forget_pictures, at=AT + timedelta(days=36_500))] * 2
        )

    kept = [one for one in outcomes if isinstance(one, Picture)]
    assert len(kept) == 2
    files = {path.stem for path in settings.MEDIA_ROOT.rglob("*.webp")}
    named = {digest for one in Picture.objects.all() for digest in (one.sha256, one.small_sha256)}
    assert named <= files
    assert first.sha256 == kept[0].sha256
