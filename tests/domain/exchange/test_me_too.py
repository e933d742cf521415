"""Neighbours with the same need: found before one posts, counted once each, and never seen where nobody may."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshe.domain.exchange import operations, queries
from sanshe.domain.exchange.errors import NotOnBoard, OwnSlip
from sanshe.domain.exchange.models import MeToo
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.people.operations import give_consent
from sanshe.kernel.models import JournalEntry
from tests.concurrency import Racers
from tests.factories import (
    AT,
    make_category,
    make_community,
    make_need,
    make_paper_resident,
    make_person,
    make_representation,
)

SENTENCE = "手机上老是跳广告，想请个年轻人教我关掉"
SAME = "我的手机老跳广告，找年轻人教我关掉"


@pytest.fixture
def community(db):
    return make_community()


@pytest.fixture
def owner(community):
    return make_person(community=community, name="周婆婆")


@pytest.fixture
def neighbour(community):
    return make_person(community=community, name="张爷爷")


@pytest.fixture
def need(community, owner):
    return make_need(person=owner, community=community, sentence=SENTENCE)


def similar(community, actor, sentence=SAME, **fields):
    found = queries.similar_needs(sentence=sentence, community=community, actor=actor, at=AT, **fields)
    return [one.need for one in found]


def test_need_that_says_the_same_is_found(community, neighbour, need):
    make_need(person=need.person, community=community, sentence="想找人陪我妈去医院")

    assert similar(community, neighbour) == [need]


def test_other_words_of_one_kind_are_alike_sooner(community, owner, neighbour):
    category = make_category(code="phone_lessons", name="手机课")
    near = make_need(person=owner, community=community, sentence="想学手机上怎么挂号", category=category)
    sentence = "想学用手机付钱"

    by_words = similar(community, neighbour, sentence)
    by_kind = similar(community, neighbour, sentence, category_code="phone_lessons")

    assert (by_words, by_kind) == ([], [near])


@pytest.mark.parametrize("sentence", ["", "，。！", "在吗"])
def test_sentence_that_says_nothing_is_like_nothing(community, neighbour, need, sentence):
    assert similar(community, neighbour, sentence) == []


def test_own_closed_private_and_faraway_needs_are_not_shown(community, owner, neighbour):
    give_consent(person=owner, kind=ConsentKind.SENSITIVE_DATA, wording="我同意", actor=owner, at=AT)
    make_need(person=neighbour, community=community, sentence=SENTENCE)
    make_need(person=owner, community=community, sentence=SENTENCE, is_private=True)
    make_need(person=owner, community=make_community(name="桥南社区"), sentence=SENTENCE)
    closed = make_need(person=owner, community=community, sentence=SENTENCE)
    operations.close_need(actor=owner, need_id=closed.pk, at=AT)

    assert similar(community, neighbour) == []


def test_looking_for_the_same_costs_five_queries_for_one_and_for_five(community, owner, neighbour):
    costs = []
    for number in (1, 4):
        for _ in range(number):
            make_need(person=owner, community=community, sentence=SENTENCE)
        with CaptureQueriesContext(connection) as captured:
            similar(community, neighbour, limit=5)
        costs.append(len(captured))

    assert costs == [5, 5]


def test_saying_it_twice_is_once_and_taking_it_back_is_nothing(neighbour, need):
    for _ in range(2):
        operations.say_me_too(actor=neighbour, need_id=need.pk, at=AT)
    said = queries.me_too_counts(need_ids=[need.pk], actor=neighbour)
    for _ in range(2):
        operations.take_back_me_too(actor=neighbour, need_id=need.pk, at=AT)

    assert said == {need.pk: queries.MeTooCount(count=1, has_said=True)}
    assert queries.me_too_counts(need_ids=[need.pk], actor=neighbour) == {}
    operations_of = JournalEntry.objects.filter(operation__endswith="me_too").order_by("pk")
    assert [one.operation for one in operations_of] == ["exchange.say_me_too", "exchange.take_back_me_too"]


def test_others_count_without_being_named(community, neighbour, need):
    for _ in range(3):
        operations.say_me_too(actor=make_person(community=community), need_id=need.pk, at=AT)

    (found,) = queries.similar_needs(sentence=SAME, community=community, actor=neighbour, at=AT)

    assert found.me_too == queries.MeTooCount(count=3, has_said=False)


def test_nobody_says_it_of_their_own_need_or_of_whom_they_speak_for(community, owner, need):
    grandma = make_paper_resident(community=community)
    helper = make_person(community=community)
    make_representation(principal=grandma, representative=helper)
    spoken = operations.post_need(
        actor=helper, receiver=grandma, community=community, sentence="想找人陪奶奶散步", at=AT
    )

    for actor, one in ((owner, need), (helper, spoken)):
        with pytest.raises(OwnSlip):
            operations.say_me_too(actor=actor, need_id=one.pk, at=AT)


def test_private_and_closed_needs_take_none(community, owner, neighbour, need):
    give_consent(person=owner, kind=ConsentKind.SENSITIVE_DATA, wording="我同意", actor=owner, at=AT)
    private = make_need(person=owner, community=community, sentence=SENTENCE, is_private=True)
    operations.close_need(actor=owner, need_id=need.pk, at=AT)

    for one in (private, need):
        with pytest.raises(NotOnBoard):
            operations.say_me_too(actor=neighbour, need_id=one.pk, at=AT)
    assert not MeToo.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_who_says_it_on_eight_lines_at_once_counts_once(community, neighbour, need):
    say = partial(operations.say_me_too, actor=neighbour, need_id=need.pk, at=AT)

    with Racers(8) as racers:
        ended = racers.run([say] * 8)

    assert [one for one in ended if isinstance(one, Exception)] == []
    assert MeToo.objects.count() == 1
    assert JournalEntry.objects.filter(operation="exchange.say_me_too").count() == 1
