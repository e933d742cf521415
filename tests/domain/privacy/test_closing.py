"""Going: what keeps somebody, two weeks to come back, and what is left."""

from datetime import timedelta

import pytest

from sanshe.domain.boards.models import Comment, Post, PostVersion
from sanshe.domain.exchange import operations as exchange
from sanshe.domain.exchange.choices import AgreementState
from sanshe.domain.exchange.models import Agreement, Need, Offer
from sanshe.domain.organisations.models import Invitation, Membership
from sanshe.domain.people import operations as people
from sanshe.domain.people.models import Person, PersonMerge, Role, SignInCode
from sanshe.domain.privacy import operations, queries
from sanshe.domain.privacy.choices import RELATIONS, AtClosing
from sanshe.domain.privacy.errors import ClosingPassed, LastHeadOf, LastOperator, NotYours, PromiseStands
from sanshe.domain.privacy.models import ClosingRequest
from sanshe.domain.proxy.models import Entry
from sanshe.kernel.models import JournalEntry, OutboxMessage
from tests.factories import (
    AT,
    make_community,
    make_need,
    make_offer,
    make_person,
    make_representation,
    make_request,
)
from tests.factories.boards import make_board, make_group, make_post
from tests.factories.privacy import TWO_WEEKS, make_closing, make_life, sent_code

pytestmark = pytest.mark.django_db
THEN = AT + TWO_WEEKS


@pytest.fixture
def life():
    return make_life()


def signed_in(person, *, at):
    people.request_sign_in_code(phone=person.phone, asker="1", at=at)
    people.redeem_sign_in_code(phone=person.phone, code=sent_code(person.phone), at=at)


def close(person, *, writings="take_down"):
    make_closing(person=person, writings=writings)
    return operations.close_due_accounts(at=THEN)


def test_wish_signs_out_everywhere_tells_the_phone_and_clears_the_board(life):
    stamp = life.wang.session_stamp

    request = make_closing(person=life.wang)

    life.wang.refresh_from_db()
    assert life.wang.session_stamp == stamp + 1
    assert request.takes_effect_at == AT + timedelta(days=14)
    assert OutboxMessage.objects.get(kind="closing_asked").recipient == life.wang.phone
    assert not Need.objects.filter(person=life.wang, status="open").exists()
    assert not Offer.objects.filter(person=life.wang, status="open").exists()


def test_wish_uttered_twice_is_one(life):
    assert make_closing(person=life.wang) == make_closing(person=life.wang, at=AT + timedelta(hours=1))


def test_questions_of_both_sides_are_answered(life):
    chen = make_person(community=life.community, name="陈大姐")
    asked = make_request(need=life.open_need, offer=make_offer(person=chen, community=life.community))
    answered = make_request(
        need=make_need(person=chen, community=life.community, sentence="想聊天"), offer=life.open_offer
    )

    make_closing(person=life.wang)

    states = dict(Agreement.objects.filter(pk__in=[asked.pk, answered.pk]).values_list("pk", "state"))
    assert states == {asked.pk: AgreementState.WITHDRAWN, answered.pk: AgreementState.DECLINED}


def test_live_promise_keeps_somebody_and_is_named(life):
    asked = make_request(need=life.open_need, offer=make_offer(person=life.li, community=life.community))
    exchange.accept_agreement(actor=life.li, agreement_id=asked.pk, at=AT)

    for person in (life.wang, life.li):
        with pytest.raises(PromiseStands) as refused:
            make_closing(person=person)
        assert refused.value.params == {"what": life.open_need.sentence}
    assert not ClosingRequest.objects.exists()


def test_last_officer_of_a_group_hands_over_first(life):
    with pytest.raises(LastHeadOf) as refused:
        make_closing(person=life.li)
    assert refused.value.params == {"what": "棋友会"}

    other = make_person(community=life.community)
    Membership.objects.create(organization=life.group, person=other, kind="officer", starts_at=AT)

    assert make_closing(person=life.li).is_waiting


def test_last_operator_makes_another_first():
    operator = make_person()
    Role.objects.create(person=operator, kind="operator", starts_at=AT)

    with pytest.raises(LastOperator):
        make_closing(person=operator)
    Role.objects.create(person=make_person(), kind="operator", starts_at=AT)

    assert make_closing(person=operator).is_waiting


def test_only_the_person_or_a_guardian_asks(life):
    helper, mother = make_person(), make_person()
    make_representation(principal=life.wang, representative=helper)
    make_representation(principal=life.wang, representative=mother, kind="guardian")

    with pytest.raises(NotYours):
        operations.ask_to_close(actor=helper, person_id=life.wang.pk, writings="leave", at=AT)

    request = operations.ask_to_close(actor=mother, person_id=life.wang.pk, writings="leave", at=AT)
    assert (request.person, request.asked_by) == (life.wang, mother)


def test_nothing_happens_before_the_two_weeks_are_over(life):
    make_closing(person=life.wang)

    assert operations.close_due_accounts(at=THEN - timedelta(seconds=1)) == 0

    life.wang.refresh_from_db()
    assert life.wang.is_active
    assert life.wang.full_name == "王秀兰"


def test_signing_in_takes_the_wish_back(life):
    request = make_closing(person=life.wang)
    assert queries.closing_of(person=life.wang) == request

    signed_in(life.wang, at=AT + timedelta(days=13))

    assert queries.closing_of(person=life.wang) is None
    assert operations.close_due_accounts(at=THEN) == 0
    request.refresh_from_db()
    assert (request.taken_back_at, request.done_at) == (THEN, None)
    life.wang.refresh_from_db()
    assert life.wang.phone


def test_wish_after_one_that_was_taken_back_counts_anew(life):
    first = make_closing(person=life.wang)
    signed_in(life.wang, at=AT + timedelta(days=1))

    second = make_closing(person=life.wang, at=AT + timedelta(days=2))

    first.refresh_from_db()
    assert first.taken_back_at == AT + timedelta(days=2)
    assert second.takes_effect_at == AT + timedelta(days=16)
    assert operations.close_due_accounts(at=THEN) == 0


def test_taking_back_by_hand_works_once_and_not_too_late(life):
    make_closing(person=life.wang)

    assert operations.take_back_closing(person=life.wang, at=AT) is True
    assert operations.take_back_closing(person=life.wang, at=AT) is False

    close(life.wang)
    with pytest.raises(ClosingPassed):
        operations.take_back_closing(person=life.wang, at=THEN)


def test_who_is_gone_has_no_name_phone_year_or_home(life):
    phone = life.wang.phone

    assert close(life.wang) == 1

    life.wang.refresh_from_db()
    assert (life.wang.phone, life.wang.full_name, life.wang.birth_year) == (None, "", None)
    assert life.wang.form_of_address
    assert life.wang.form_of_address != "王阿姨"
    assert life.wang.closed_at == THEN
    assert not SignInCode.objects.filter(phone=phone).exists()
    assert not OutboxMessage.objects.filter(recipient=phone).exists()


def test_what_nobody_else_needs_is_removed_as_declared(life):
    close(life.wang)

    left = queries.counts(person=life.wang)

    assert [key for key in left if RELATIONS[key].at_closing == AtClosing.REMOVE] == []


def test_what_others_rely_on_stays_without_the_name(life):
    close(life.wang)

    agreement = Agreement.objects.get(pk=life.agreement.pk)
    assert agreement.state == AgreementState.CONFIRMED
    assert agreement.need.sentence == "水管漏了，谁会修？"
    assert agreement.thanks == "多谢"
    assert agreement.receiver.public_name != "王阿姨"


def test_slips_that_led_to_nothing_and_confidences_lose_their_words(life):
    close(life.wang)

    words = dict(Need.objects.filter(person=life.wang).values_list("pk", "sentence"))
    assert words[life.private_need.pk] == words[life.open_need.pk] == "…"
    assert Offer.objects.get(pk=life.open_offer.pk).sentence == "…"
    assert not Need.objects.filter(pk=life.private_need.pk).exclude(conditions=[], age_years=None).exists()


def test_what_runs_ends(life):
    close(life.wang)

    for model, field in ((Role, "person"), (Membership, "person")):
        assert not model.objects.filter(**{field: life.wang}, ends_at=None).exists()
    assert queries.person_to_see(actor=life.wang, pk=life.wang.pk, at=THEN) is None
    assert life.wang.representations.filter(ends_at=None).count() == 0
    assert life.wang.consents.filter(withdrawn_at=None).count() == 0


def test_writings_that_shall_go_lose_their_words_and_versions(life):
    post = make_post(board=life.post.board, author=life.wang, text="旧的话")
    PostVersion.objects.create(post=post, text="更旧的话", written_at=AT, replaced_at=AT)

    close(life.wang, writings="take_down")

    assert set(Post.objects.filter(author=life.wang).values_list("text", flat=True)) == {"…"}
    assert set(Comment.objects.filter(author=life.wang).values_list("text", "taken_down_at")) == {("…", THEN)}
    assert not PostVersion.objects.exists()


def test_writings_that_shall_stay_stay_under_another_name(life):
    close(life.wang, writings="leave")

    post = Post.objects.get(pk=life.post.pk)
    assert (post.text, post.taken_down_at) == ("周三下棋，老地方。", None)
    assert post.author.public_name != "王阿姨"


def test_writing_under_report_keeps_its_words_until_somebody_has_looked(life):
    life.post.reports.create(reporter=life.li, reason="insulting", is_trusted=True, reported_at=AT)

    close(life.wang, writings="take_down")

    post = Post.objects.get(pk=life.post.pk)
    assert (post.text, post.taken_down_at) == ("周三下棋，老地方。", THEN)


def test_what_was_entered_loses_what_was_written(life):
    close(life.wang)

    entry = Entry.objects.get(pk=life.entry.pk)
    assert entry.data == {}
    assert entry.entered_by == life.worker


def test_entries_that_became_one_go_too(life):
    again = make_person(name="王婆婆", phone=None, full_name="王秀兰", birth_year=1951)
    Person.objects.filter(pk=again.pk).update(merged_into=life.wang, closed_at=AT)
    merge = PersonMerge.objects.create(
        kept=life.wang,
        merged=again,
        community=life.community,
        state="merged",
        reason="门牌一样",
        proposed_by=life.worker,
        proposed_at=AT,
        reviewed_by=life.li,
        reviewed_at=AT,
        former_phone="+8613700137000",
        moved={"rows": [], "filled": {"full_name": "王秀兰"}},
    )
    Invitation.objects.create(
        organization=life.group, phone="+8613700137000", kind="member", invited_by=life.li, invited_at=AT
    )

    close(life.wang)

    again.refresh_from_db()
    merge.refresh_from_db()
    assert (again.full_name, again.birth_year, again.form_of_address == "王婆婆") == ("", None, False)
    assert (merge.former_phone, merge.reason, merge.moved) == ("", "", {"rows": [], "filled": {}})
    assert not Invitation.objects.exists()


def test_journal_keeps_only_identifiers(life):
    close(life.wang)

    said = " ".join(str(entry.detail) for entry in JournalEntry.objects.all())
    for private in ("王秀兰", "王阿姨", "1951", "3栋2单元501", "我欠了钱"):
        assert private not in said


def test_closing_twice_is_closing_once(life):
    request = make_closing(person=life.wang)

    assert operations.close_account(request_id=request.pk, at=THEN) is True
    assert operations.close_account(request_id=request.pk, at=THEN) is False
    assert JournalEntry.objects.filter(operation="privacy.close_account").count() == 1


def test_closing_that_broke_off_is_taken_up_again(life, monkeypatch):
    from sanshe.domain.privacy.operations import anonymising

    request = make_closing(person=life.wang)
    monkeypatch.setattr(anonymising, "_forget_names", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        operations.close_account(request_id=request.pk, at=THEN)
    life.wang.refresh_from_db()
    assert life.wang.homes.count() == 1
    monkeypatch.undo()

    assert operations.close_account(request_id=request.pk, at=THEN) is True


def test_one_account_that_cannot_be_closed_does_not_keep_the_others(life, monkeypatch):
    from sanshe.domain.privacy.operations import anonymising

    other = make_person(community=life.community, name="赵叔")
    make_closing(person=life.wang)
    make_closing(person=other)
    forget = anonymising._forget_names

    def breaks_for_wang(person, selves, *, at):
        if person == life.wang:
            raise ZeroDivisionError
        forget(person, selves, at=at)

    monkeypatch.setattr(anonymising, "_forget_names", breaks_for_wang)

    assert operations.close_due_accounts(at=THEN) == 1
    other.refresh_from_db()
    assert not other.is_active


def test_promise_made_for_somebody_in_the_meantime_is_called_off(life):
    helper = make_person(community=life.community, name="小敏")
    make_representation(principal=life.wang, representative=helper)
    make_closing(person=life.wang)
    need = make_need(person=helper, receiver=life.wang, community=life.community, sentence="替她问一句")
    asked = exchange.ask_for_offer(
        actor=helper, offer_id=make_offer(person=life.li, community=life.community).pk, need_id=need.pk, at=AT
    )
    exchange.accept_agreement(actor=life.li, agreement_id=asked.pk, at=AT)

    assert operations.close_due_accounts(at=THEN) == 1

    asked.refresh_from_db()
    assert asked.state == AgreementState.CANCELLED


def test_phone_of_who_is_gone_is_free_for_somebody_new(life):
    phone = life.wang.phone
    close(life.wang)
    people.request_sign_in_code(phone=phone, asker="1", at=THEN)

    person, is_new = people.redeem_sign_in_code(phone=phone, code=sent_code(phone), at=THEN)

    assert is_new
    assert person != life.wang


def test_last_officer_who_became_so_in_the_meantime_leaves_a_group_that_can_be_taken_over():
    community = make_community()
    one, other = make_person(community=community, name="周会长"), make_person(community=community, name="李会长")
    group = make_group(community=community, officer=(one, other))
    make_board(organization=group)
    make_closing(person=one)
    Membership.objects.filter(person=other).update(ends_at=AT + timedelta(days=1))

    assert operations.close_due_accounts(at=THEN) == 1
    assert Membership.objects.get(person=one).ends_at == THEN
