"""What is told in confidence hangs on no board: its owner, who speaks for them and the workers there read it."""

import pytest

from sanshe.domain.exchange import operations, queries
from sanshe.domain.exchange.errors import ActForbidden, ConfidenceNotAgreed
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.models import Notification
from sanshe.domain.people import operations as people
from sanshe.domain.people.choices import ConsentKind, RoleKind
from tests.factories import AT, make_category, make_community, make_need, make_offer, make_person, make_worker

pytestmark = pytest.mark.django_db
SENTENCE = "家里人喝醉了就动手，我不知道找谁说"


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def person(community):
    person = make_person(community=community)
    people.give_consent(person=person, kind=ConsentKind.SENSITIVE_DATA, wording="我同意", at=AT, actor=person)
    return person


@pytest.fixture
def worker(community):
    return make_worker(community=community)


@pytest.fixture
def need(person, worker, community):
    return make_need(person=person, community=community, sentence=SENTENCE, is_private=True)


def test_private_need_hangs_on_no_board(need, community):
    make_need(person=make_person(community=community), community=community, sentence="想借一把梯子")

    shown = list(queries.open_needs(community=community).values_list("sentence", flat=True))

    assert shown == ["想借一把梯子"]


def test_private_need_is_shown_to_no_helper_who_searches(need, community):
    found = queries.needs_for(sentence=SENTENCE, community=community, at=AT)

    assert found == ()


def test_private_need_answers_no_new_offer(need, community):
    offer = make_offer(person=make_person(community=community), community=community, sentence=SENTENCE)

    assert queries.needs_for_offer(offer=offer, community=community, at=AT) == ()


def test_private_need_opens_for_its_owner_and_the_workers_there(need, person, worker, community):
    elsewhere = make_worker(community=make_community(name="别处社区"))
    officer = make_person(community=community, kinds=(RoleKind.DISTRICT_OFFICER,))
    neighbour = make_person(community=community)

    seen = [
        queries.need_for(actor=actor, pk=need.pk, at=AT) is not None
        for actor in (person, worker, elsewhere, officer, neighbour, None)
    ]

    assert seen == [True, True, False, False, False, False]


def test_private_need_stands_apart_from_what_nobody_could_meet(need, community):
    need.answer_count = 0
    need.save(update_fields=["answer_count"])

    assert (
        list(queries.unmet_needs(community=community, at=AT)),
        list(queries.private_needs(community=community)),
    ) == (
        [],
        [need],
    )


def test_workers_are_told_of_a_private_need_without_its_words(need, worker):
    news = Notification.objects.get(person=worker)

    assert (news.kind, news.words) == (NewsKind.PRIVATE_NEED, {})


def test_every_need_of_a_sensitive_kind_is_private(person, community):
    category = make_category(code="domestic_violence_help", name="家暴求助")
    category.is_sensitive = True
    category.save(update_fields=["is_sensitive"])

    need = make_need(person=person, community=community, sentence=SENTENCE, category=category)

    assert need.is_private


def test_private_need_wants_consent(community):
    with pytest.raises(ConfidenceNotAgreed):
        make_need(person=make_person(community=community), community=community, sentence=SENTENCE, is_private=True)


def test_neighbour_lends_no_hand_to_a_private_need(need, community):
    with pytest.raises(ActForbidden):
        operations.lend_a_hand(actor=make_person(community=community), need_id=need.pk, at=AT)


def test_worker_looks_after_a_private_need(need, worker):
    agreement = operations.lend_a_hand(actor=worker, need_id=need.pk, at=AT)

    assert (agreement.provider, agreement.receiver) == (worker, need.person)
