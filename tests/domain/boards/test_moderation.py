"""Report, hide, object, decide: who may, what each step brings, and that each stays."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sanshe.domain.boards import operations, queries, rules
from sanshe.domain.boards.choices import ModerationKind
from sanshe.domain.boards.errors import (
    DecidedAlready,
    ModerationForbidden,
    NothingToAppeal,
    OwnWriting,
    ReasonMissing,
    ReportedAlready,
    TooManyReports,
    WritingGone,
    WritingHidden,
)
from sanshe.domain.boards.models import ModerationAct, Report
from sanshe.domain.notifications.models import Notification
from sanshe.domain.organisations.models import Membership
from sanshe.domain.people.choices import RoleKind
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_community, make_person, make_worker
from tests.factories.boards import make_comment, make_hiding, make_post, settled

pytestmark = pytest.mark.django_db


def told(kind: str) -> list:
    return sorted(Notification.objects.filter(kind=kind).values_list("person__form_of_address", flat=True))


def report(*, actor, writing, at=AT, reason="insulting", words=""):
    return operations.report_writing(actor=actor, writing=writing, reason=reason, words=words, at=at)


def object_to(*, writing, words="我没有骂人", at=AT):
    writing.refresh_from_db()
    return operations.appeal(actor=writing.author, writing=writing, words=words, at=at)


def decide(*, actor, objection, is_restored=True, words="说得有理", at=AT):
    return operations.decide_appeal(actor=actor, appeal_id=objection.pk, is_restored=is_restored, words=words, at=at)


@pytest.fixture
def post(world):
    return make_post(board=world.board, author=world.wang, text="你们都是坏人")


def test_report_waits_for_those_who_look_after_the_board(world, post):
    report(actor=world.li, writing=post, words="难听")

    assert told("post_reported") == ["小刘", "小赵"]
    assert [one.words for one in queries.open_reports(writing=post)] == ["难听"]
    assert JournalEntry.objects.get(operation="boards.report").detail == {"reason": "insulting"}


def test_in_a_group_its_officers_are_told_too_and_nobody_twice(world):
    post = make_post(board=world.group_board, author=world.wang)

    report(actor=world.li, writing=post)
    report(actor=world.officer, writing=post)

    assert told("post_reported") == ["周会长", "小刘", "小赵"]


def test_one_person_reports_once(world, post):
    report(actor=world.li, writing=post)

    with pytest.raises(ReportedAlready):
        report(actor=world.li, writing=post)


def test_own_words_are_not_reported(world, post):
    with pytest.raises(OwnWriting):
        report(actor=world.wang, writing=post)


def test_what_one_does_not_read_one_does_not_report(world):
    post = make_post(board=world.group_board, author=world.wang)

    with pytest.raises(WritingGone):
        report(actor=world.chen, writing=post)


def test_eleventh_report_of_a_day_waits_for_the_next(world):
    posts = [make_post(board=world.board, author=world.worker) for _ in range(11)]
    for one in posts[:10]:
        report(actor=world.li, writing=one)

    with pytest.raises(TooManyReports):
        report(actor=world.li, writing=posts[10], at=AT + timedelta(hours=23))
    assert report(actor=world.li, writing=posts[10], at=AT + timedelta(hours=24)).post == posts[10]


def test_three_readers_known_here_hide_it_until_somebody_looks(world, post):
    for person in (world.li, world.chen):
        report(actor=person, writing=post)
    post.refresh_from_db()
    assert post.is_hidden is False

    report(actor=world.officer, writing=post)

    post.refresh_from_db()
    assert (post.hiding.kind, post.hiding.actor) == (ModerationKind.HIDDEN_BY_READERS, None)
    assert told("post_hidden") == ["王阿姨"]


def test_readers_who_are_new_hide_nothing(world, post):
    for number in range(5):
        report(actor=make_person(community=world.community, name=f"新{number}"), writing=post)

    post.refresh_from_db()
    assert post.is_hidden is False


def test_readers_whose_own_words_were_hidden_hide_nothing(world, post):
    make_hiding(writing=make_post(board=world.board, author=world.li), moderator=world.worker)

    for person in (world.li, world.chen, world.officer):
        report(actor=person, writing=post)

    post.refresh_from_db()
    assert post.is_hidden is False


def test_what_a_moderator_left_as_it_is_readers_do_not_hide(world, post):
    report(actor=world.stranger, writing=post)
    operations.dismiss_reports(actor=world.worker, writing=post, words="只是气话", at=AT)

    for person in (world.li, world.chen, world.officer):
        report(actor=person, writing=post)

    post.refresh_from_db()
    assert post.is_hidden is False
    assert len(queries.open_reports(writing=post)) == 3


def test_dismissing_shows_again_what_readers_hid(world, post):
    for person in (world.li, world.chen, world.officer):
        report(actor=person, writing=post)

    operations.dismiss_reports(actor=world.worker, writing=post, words="只是气话", at=AT)

    post.refresh_from_db()
    assert post.is_hidden is False
    assert queries.open_reports(writing=post) == []


def test_what_readers_hid_is_not_objected_to_before_somebody_looked(world, post):
    for person in (world.li, world.chen, world.officer):
        report(actor=person, writing=post)

    with pytest.raises(NothingToAppeal):
        object_to(writing=post)


def test_moderator_may_hide_for_good_what_readers_hid(world, post):
    for person in (world.li, world.chen, world.officer):
        report(actor=person, writing=post)

    act = make_hiding(writing=post, moderator=world.worker)

    post.refresh_from_db()
    assert post.hiding == act
    assert Report.objects.filter(settled_by=act).count() == 3


def test_hiding_tells_the_author_why_and_settles_the_reports(world, post):
    report(actor=world.li, writing=post)

    act = make_hiding(writing=post, moderator=world.worker, words="请不要骂人")

    post.refresh_from_db()
    news = Notification.objects.get(kind="post_hidden")
    assert (news.person, news.words["why"]) == (world.wang, "请不要骂人")
    assert (post.hiding, Report.objects.get().settled_by) == (act, act)
    assert JournalEntry.objects.get(operation="boards.hidden").actor_id == world.worker.pk


def test_hiding_takes_the_pin_out(world, post):
    operations.pin_post(actor=world.worker, post_id=post.pk, until=AT + timedelta(days=2), at=AT)

    make_hiding(writing=post, moderator=world.worker)

    post.refresh_from_db()
    assert (post.pin, post.pinned_until, post.pinned_by) == (None, None, None)


def test_nothing_is_hidden_without_a_reason(world, post):
    with pytest.raises(ReasonMissing):
        make_hiding(writing=post, moderator=world.worker, words=" \x00 ")


def test_what_is_hidden_is_not_hidden_again(world, post):
    make_hiding(writing=post, moderator=world.worker)

    with pytest.raises(DecidedAlready):
        make_hiding(writing=post, moderator=world.other_worker)
    with pytest.raises(DecidedAlready):
        operations.dismiss_reports(actor=world.worker, writing=post, words="没事", at=AT)


def test_nobody_decides_about_their_own_words(world):
    own = make_post(board=world.board, author=world.worker)
    report(actor=world.li, writing=own)

    with pytest.raises(OwnWriting):
        make_hiding(writing=own, moderator=world.worker)
    with pytest.raises(OwnWriting):
        operations.dismiss_reports(actor=world.worker, writing=own, words="没事", at=AT)
    assert make_hiding(writing=own, moderator=world.other_worker).post == own


def test_who_may_hide_on_which_board(world):
    elsewhere = make_worker(community=make_community(name="别处"), name="别处的")
    on_board = make_post(board=world.board, author=world.wang)
    in_group = make_post(board=world.group_board, author=world.wang)
    people = (world.li, world.officer, world.worker, elsewhere, world.stranger)

    may = {
        person.form_of_address: (
            rules.may_decide(person=person, writing=on_board, at=AT),
            rules.may_decide(person=person, writing=in_group, at=AT),
        )
        for person in people
    }

    assert may == {
        "李师傅": (False, False),
        "周会长": (False, True),
        "小刘": (True, True),
        "别处的": (False, False),
        "路人": (False, False),
    }
    with pytest.raises(ModerationForbidden):
        make_hiding(writing=on_board, moderator=world.officer)


def test_officer_whose_term_is_over_decides_nothing(world):
    post = make_post(board=world.group_board, author=world.wang)
    Membership.objects.filter(person=world.officer).update(ends_at=AT)

    with pytest.raises(ModerationForbidden):
        make_hiding(writing=post, moderator=world.officer)


def test_hidden_words_are_for_author_and_moderators_only(world, post):
    make_hiding(writing=post, moderator=world.worker)
    post.refresh_from_db()

    sees = [
        person and person.form_of_address
        for person in (None, world.li, world.wang, world.worker, world.other_worker)
        if rules.may_see_words(person=person, writing=post, at=AT)
    ]

    assert sees == ["王阿姨", "小刘", "小赵"]


def test_hidden_words_are_not_found_by_searching(world, post):
    make_hiding(writing=post, moderator=world.worker)

    assert list(queries.posts_on(board=world.board, at=AT, words="坏人")) == []
    assert list(queries.posts_on(board=world.board, at=AT)) == [post]


def test_hidden_notice_is_not_changed(world, post):
    make_hiding(writing=post, moderator=world.worker)

    with pytest.raises(WritingHidden):
        operations.edit_post(actor=world.wang, post_id=post.pk, text="嗯", at=AT)


def test_objection_goes_to_others_than_who_hid_it(world, post):
    make_hiding(writing=post, moderator=world.worker)

    object_to(writing=post)

    assert told("appeal_made") == ["小赵"]
    assert list(queries.appeals_waiting(person=world.worker, at=AT)) == []
    assert [one.words for one in queries.appeals_waiting(person=world.other_worker, at=AT)] == ["我没有骂人"]


def test_author_objects_once(world, post):
    make_hiding(writing=post, moderator=world.worker)
    object_to(writing=post)

    with pytest.raises(NothingToAppeal):
        object_to(writing=post)


def test_nobody_else_objects(world, post):
    make_hiding(writing=post, moderator=world.worker)
    post.refresh_from_db()

    with pytest.raises(NothingToAppeal):
        operations.appeal(actor=world.li, writing=post, words="她没有骂人", at=AT)


def test_objection_needs_words(world, post):
    make_hiding(writing=post, moderator=world.worker)

    with pytest.raises(ReasonMissing):
        object_to(writing=post, words=" ")


def test_restored_words_are_shown_again(world, post):
    make_hiding(writing=post, moderator=world.worker)

    act = decide(actor=world.other_worker, objection=object_to(writing=post))

    post.refresh_from_db()
    news = Notification.objects.get(kind="appeal_decided")
    assert (post.hiding, act.kind) == (None, ModerationKind.RESTORED)
    assert (news.person, news.words["why"], news.words["outcome"]) == (world.wang, "说得有理", "restored")


def test_upheld_words_stay_hidden_for_good(world, post):
    make_hiding(writing=post, moderator=world.worker)

    decide(actor=world.other_worker, objection=object_to(writing=post), is_restored=False, words="确实骂人了")

    post.refresh_from_db()
    assert post.is_hidden is True
    with pytest.raises(NothingToAppeal):
        object_to(writing=post)


def test_who_hid_it_never_decides_the_objection(world, post):
    make_hiding(writing=post, moderator=world.worker)
    objection = object_to(writing=post)

    with pytest.raises(ModerationForbidden):
        decide(actor=world.worker, objection=objection)


def test_officers_decide_no_objection_but_the_district_does(world):
    post = make_post(board=world.group_board, author=world.wang)
    make_hiding(writing=post, moderator=world.worker)
    objection = object_to(writing=post)
    district = settled(make_person(name="魏科长", kinds=(RoleKind.DISTRICT_OFFICER,), community=world.community))

    with pytest.raises(ModerationForbidden):
        decide(actor=world.officer, objection=objection)
    assert decide(actor=district, objection=objection).kind == ModerationKind.RESTORED


def test_objection_is_decided_once(world, post):
    make_hiding(writing=post, moderator=world.worker)
    objection = object_to(writing=post)
    decide(actor=world.other_worker, objection=objection)

    with pytest.raises(DecidedAlready):
        decide(actor=world.other_worker, objection=objection, is_restored=False)


def test_restored_words_can_be_hidden_and_objected_to_anew(world, post):
    make_hiding(writing=post, moderator=world.worker)
    decide(actor=world.other_worker, objection=object_to(writing=post))

    make_hiding(writing=post, moderator=world.other_worker, words="又来了")
    objection = object_to(writing=post)

    assert decide(actor=world.worker, objection=objection, is_restored=False).kind == ModerationKind.UPHELD


def test_answers_are_reported_hidden_and_objected_to_as_well(world, post):
    comment = make_comment(post=post, author=world.li, text="你才是")
    report(actor=world.chen, writing=comment)
    make_hiding(writing=comment, moderator=world.worker)

    decide(actor=world.other_worker, objection=object_to(writing=comment))

    comment.refresh_from_db()
    assert comment.is_hidden is False
    assert [act.kind for act in queries.history_of(writing=comment)] == ["hidden", "appealed", "restored"]


def test_steps_are_never_changed_nor_removed(world, post):
    act = make_hiding(writing=post, moderator=world.worker)

    for attempt in (
        lambda: ModerationAct.objects.filter(pk=act.pk).update(words="没什么"),
        lambda: ModerationAct.objects.filter(pk=act.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_desk_lists_what_waits_longest_first_grouped_and_without_ones_own(world, post):
    comment = make_comment(post=post, author=world.li)
    own = make_post(board=world.board, author=world.worker)
    report(actor=world.chen, writing=comment, at=AT + timedelta(hours=1))
    report(actor=world.li, writing=post, at=AT + timedelta(hours=2))
    report(actor=world.chen, writing=post, at=AT + timedelta(hours=3))
    report(actor=world.chen, writing=own, at=AT + timedelta(hours=4))

    waiting = queries.with_writings(rows=queries.reports_waiting(person=world.worker, at=AT))

    assert [(one.writing, len(one.reports)) for one in waiting] == [(comment, 1), (post, 2)]
    assert list(queries.reports_waiting(person=world.officer, at=AT)) == []


def test_desk_of_an_officer_holds_their_group_alone(world, post):
    in_group = make_post(board=world.group_board, author=world.wang)
    report(actor=world.li, writing=in_group)
    report(actor=world.li, writing=post)

    waiting = queries.with_writings(rows=queries.reports_waiting(person=world.officer, at=AT))

    assert [one.writing for one in waiting] == [in_group]


def test_counts_say_how_often_what_was_decided_in_a_quarter(world, post):
    report(actor=world.li, writing=post)
    make_hiding(writing=post, moderator=world.worker)
    decide(actor=world.other_worker, objection=object_to(writing=post))
    later = make_post(board=world.group_board, author=world.wang, at=AT + timedelta(days=100))
    report(actor=world.li, writing=later, at=AT + timedelta(days=100))
    operations.dismiss_reports(actor=world.worker, writing=later, words="没事", at=AT + timedelta(days=100))

    found = [
        (one.starts_at.month, one.reported, one.hidden, one.dismissed, one.appealed, one.restored)
        for one in queries.quarterly_counts(community=world.community)
    ]

    assert found == [(4, 1, 0, 1, 0, 0), (1, 1, 1, 0, 1, 1)]
    assert queries.quarterly_counts(community=make_community(name="别处")) == []
