"""The index: found at once, in one's own place, under every wording, and kept in step by the database."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshe.domain.exchange import operations, queries
from sanshe.domain.exchange.models import Need, Offer, SearchAlias, SearchCount, SearchTerm, Wording
from sanshe.domain.exchange.operations import indexing
from sanshe.domain.exchange.queries import search
from sanshe.domain.exchange.queries.answers import finding, sides
from sanshe.domain.exchange.queries.weights import ranking
from sanshe.domain.taxonomy import operations as taxonomy_operations
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.engines.language.tokens import version_of
from sanshe.engines.matching.keys import Frequencies
from tests.factories import AT, make_category, make_community, make_need, make_offer, make_person, make_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def helper(community):
    return make_person(community=community, name="陈大姐")


def found(sentence, community, at=AT):
    return [one.intent for one in queries.answers_to(sentence=sentence, community=community, at=at)]


def test_offer_is_found_as_soon_as_it_is_posted(community, helper):
    offer = make_offer(person=helper, community=community, sentence="会修水管，换水龙头")

    assert found("家里水管漏水", community) == [offer]


def test_offer_of_another_community_is_not_found(community, helper):
    other = make_community()
    make_offer(person=make_person(community=other), community=other, sentence="会修水管，换水龙头")

    assert found("家里水管漏水", community) == []


def test_offer_for_the_whole_district_is_found_everywhere(community, helper):
    offer = make_offer(person=helper, community=None, sentence="会修水管，换水龙头")

    assert found("家里水管漏水", community) == [offer]


def test_withdrawn_offer_leaves_the_index_by_itself(community, helper):
    offer = make_offer(person=helper, community=community, sentence="会修水管")

    operations.withdraw_offer(actor=helper, offer_id=offer.pk, at=AT)

    assert not SearchAlias.objects.filter(offer=offer).exists()


def test_places_left_follow_the_promises(community, helper):
    offer = make_offer(person=helper, community=community, sentence="会修水管", capacity=3)
    need = make_need(person=make_person(community=community), community=community, sentence="家里水管漏水")
    asked = make_request(need=need, offer=offer)

    operations.accept_agreement(actor=helper, agreement_id=asked.pk, at=AT)

    assert SearchAlias.objects.get(offer=offer).places_left == 2


def test_full_offer_is_no_answer_but_counts_among_those_that_came_near(community, helper):
    offer = make_offer(person=helper, community=community, sentence="会修水管，换水龙头", capacity=1)
    Offer.objects.filter(pk=offer.pk).update(capacity=0)

    assert found("家里水管漏水", community) == []
    assert queries.refused_counts_for_sentence(sentence="家里水管漏水", community=community, at=AT) == {"full": 1}


def test_neighbouring_offers_count_as_out_of_reach(community, helper):
    other = make_community()
    make_offer(person=make_person(community=other), community=other, sentence="会修水管，换水龙头")

    counts = queries.refused_counts_for_sentence(sentence="家里水管漏水", community=community, at=AT)

    assert counts == {"not_in_this_area": 1}


def test_what_neighbours_called_it_finds_it_and_the_best_wording_counts(community, helper):
    offer = make_offer(person=helper, community=community, sentence="管道疏通与维护")
    Wording.objects.create(offer=offer, text="下水道堵住了，臭得很", learned_at=AT)
    Wording.objects.create(offer=offer, text="厨房的水一直漏", learned_at=AT)
    indexing.index_offers(offer_ids=[offer.pk])

    (answer,) = queries.answers_to(sentence="下水道堵住了", community=community, at=AT)

    assert answer.intent == offer
    assert "said_alike" in {reason.code for reason in answer.reasons}
    assert SearchAlias.objects.filter(offer=offer).count() == 3


def test_removed_wording_takes_its_row_along(community, helper):
    offer = make_offer(person=helper, community=community, sentence="管道疏通与维护")
    wording = Wording.objects.create(offer=offer, text="下水道堵住了，臭得很", learned_at=AT)
    indexing.index_offers(offer_ids=[offer.pk])

    wording.delete()

    assert found("臭得很啊下水道", community) == []


def test_what_the_index_gives_back_is_what_the_offer_says(community, helper):
    offer = make_offer(
        person=helper,
        community=community,
        sentence="会修水管，换水龙头",
        weekly_hours=[[1, 540, 660]],
        minimum_age=60,
        capacity=2,
    )
    need = make_need(person=make_person(community=community), community=community, sentence="家里水管漏水")

    (row,) = finding.given_near(
        sides.query_of(need, at=AT),
        counted=Frequencies(),
        category_ids=[],
        community_ids=[community.pk],
        at=AT,
        only_able=False,
    )

    told = sides.given_of(Offer.objects.select_related("community").get(pk=offer.pk), words=frozenset())
    assert sorted(row.keys) == sorted(told.keys)
    assert row._replace(alias_id=None, keys=[]) == told._replace(keys=[])


def test_search_asks_as_much_with_one_offer_as_with_many(community, helper):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            found("家里水管漏水", community)
        return len(captured)

    make_offer(person=helper, community=community, sentence="会修水管")
    cost()
    one = cost()
    for number in range(3):
        make_offer(
            person=make_person(community=community, name=f"邻居{number}"), community=community, sentence="会修水管"
        )

    assert cost() == one


def test_older_cuts_are_made_anew_once(community, helper):
    offer = make_offer(person=helper, community=community, sentence="会修水管")
    need = make_need(person=make_person(community=community), community=community, sentence="家里水管漏水")
    SearchAlias.objects.update(tokenizer_version=version_of(frozenset()) - 1, terms="'old'")
    Need.objects.update(tokenizer_version=version_of(frozenset()) - 1, lexemes="'old'")

    done = indexing.reindex(at=AT)

    assert done == {"offers": 1, "needs": 1}
    assert indexing.reindex(at=AT) == {"offers": 0, "needs": 0}
    assert found("家里水管漏水", community) == [offer]
    assert [one.intent for one in queries.needs_for_offer(offer=offer, community=None, at=AT)] == [need]


def test_words_of_a_district_are_cut_from_when_it_says_them(community, helper):
    offer = make_offer(person=helper, community=community, sentence="会冒凉粉给大家吃")
    before = set(SearchAlias.objects.get(offer=offer).terms.split())
    make_category(code="snacks", name="小吃", words=("冒凉粉",))

    done = indexing.reindex(at=AT)

    after = set(SearchAlias.objects.get(offer=offer).terms.split())
    assert done == {"offers": 1, "needs": 0}
    assert {word.rsplit(":", 1)[-1].strip("'") for word in after - before} == {"冒凉粉"}
    assert found("想吃冒凉粉", community) == [offer]


def test_words_are_counted_over_all_places(community, helper):
    other = make_community()
    neighbour = make_person(community=other)
    for number in range(3):
        make_offer(person=helper, community=community, sentence=f"会修水管{number}")
    make_offer(person=neighbour, community=other, sentence="也修水管")

    indexing.count_terms(at=AT)
    indexing.count_terms(at=AT + timedelta(days=1))

    counted = ranking().counted
    assert SearchTerm.objects.get(term="水管").frequency == 4
    assert (counted.texts, counted.of["水管"]) == (4, 4)
    assert counted.texts_in == {search.key_of_place(community.pk): 3, search.key_of_place(other.pk): 1}
    assert SearchCount.objects.get().counted_at == AT + timedelta(days=1)


def test_categories_are_found_without_a_shared_word(community, helper):
    fields, categories = taxonomy.shipped_terms()
    taxonomy_operations.load_terms(fields=fields, categories=categories, at=AT)
    plumbing = taxonomy.category(code="plumbing")
    offer = make_offer(person=helper, community=community, sentence="老手艺，随叫随到", category=plumbing)

    answers = queries.answers_to(sentence="滴滴答答响一夜", community=community, category_code="plumbing", at=AT)

    assert [one.intent for one in answers] == [offer]
