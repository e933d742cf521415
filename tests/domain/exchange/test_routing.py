"""Learning how a district sorts: what is learned from, and when what was learned comes into force."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from sanshe.domain.exchange.jobs import routing as jobs
from sanshe.domain.exchange.models import Need, Offer
from sanshe.domain.exchange.operations import routing as operations
from sanshe.domain.exchange.queries import routing as queries
from sanshe.domain.taxonomy import operations as taxonomy_operations
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.domain.taxonomy.errors import LearningForbidden, LearningUnderWay, ModelOvertaken, TooLittleToLearn
from sanshe.domain.taxonomy.models import RoutingModel, TaxonomyTerm
from sanshe.kernel.models import JournalEntry
from tests.engines.language.routing_sentences import sentences_of
from tests.factories import AT, make_category, make_person
from tests.factories.answers import make_district_officer
from tests.factories.routing import make_sorted_needs

pytestmark = pytest.mark.django_db
CODES = ("plumbing", "lessons", "haircut")
# No word of a category stands in it; people's slips do say so.
UNSEEN = "家里花洒又滴答，谁看看"


def train(at=AT) -> RoutingModel:
    return operations.train_routing(actor_id=None, at=at)


def lessons() -> queries.Lessons:
    return queries.lessons(codes=CODES)


def test_what_was_learned_sorts_what_the_words_cannot():
    make_sorted_needs()
    before = taxonomy.router().rank(UNSEEN)

    model = train()
    after = taxonomy.router().rank(UNSEEN)

    assert (model.is_in_force, model.number, model.classes) == (True, 1, 3)
    assert before == () or before[0].code != "plumbing"
    assert after[0].code == "plumbing"
    assert "花洒" in after[0].words


def test_figures_are_those_of_sentences_never_learned_from():
    make_sorted_needs()

    model = train()
    known = lessons()

    assert (model.texts, model.figures["kept_back"]) == (len(known.texts), len(known.kept_texts))
    assert model.texts + model.figures["kept_back"] == 144
    assert set(known.texts).isdisjoint(known.kept_texts)
    assert model.figures["macro_f1"] > model.figures["macro_f1_before"]
    assert model.figures["difference"] == pytest.approx(model.figures["macro_f1"] - model.figures["macro_f1_before"])
    assert model.figures["compared_with"] is None


def test_same_words_teach_once_as_most_people_sorted_them():
    terms, community, person = make_sorted_needs()
    sentence = sentences_of("plumbing")[0]
    for term in (terms["haircut"], terms["haircut"]):
        Need.objects.create(person=person, community=community, sentence=f"{sentence}！", category=term, posted_at=AT)

    known = lessons()
    pairs = dict(zip((*known.texts, *known.kept_texts), (*known.labels, *known.kept_labels), strict=True))

    assert known.count == 144
    assert [code for text, code in pairs.items() if text.rstrip("！") == sentence] == ["haircut"]


def test_confidences_sensitive_categories_and_guesses_teach_nothing():
    terms, community, person = make_sorted_needs(each=1)
    sensitive = make_category(code="quarrels", name="家里不和")
    TaxonomyTerm.objects.filter(pk=sensitive.pk).update(is_sensitive=True)
    for number, fields in enumerate(
        (
            {"is_private": True, "category": terms["lessons"], "person": person},
            {"category": sensitive, "person": person},
            {"category": terms["lessons"], "source": "messages:x", "source_id": "1"},
        )
    ):
        Need.objects.create(community=community, sentence=f"不该学的话{number}", posted_at=AT, **fields)

    known = queries.lessons(codes=(*CODES, "quarrels"))

    assert sorted((*known.texts, *known.kept_texts)) == sorted(sentences_of(code)[0] for code in CODES)
    assert [text for text in queries.unsorted_sentences() if text.startswith("不该学")] in ([], ["不该学的话2"])


def test_offers_and_closed_needs_teach_as_well():
    terms, community, person = make_sorted_needs(each=1, status="withdrawn", closed_as="not_needed", closed_at=AT)
    Offer.objects.create(
        person=person, community=community, sentence="会修花洒", category=terms["plumbing"], posted_at=AT
    )

    assert lessons().count == 4


def test_too_little_is_refused_and_nothing_changes():
    make_sorted_needs(each=10)

    with pytest.raises(TooLittleToLearn) as refusal:
        train()
    with pytest.raises(TooLittleToLearn):
        operations.ask_for_training(actor=None, at=AT)

    assert "30" in str(refusal.value)
    assert not RoutingModel.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name=queries.TRAIN_TASK).exists()
    assert "30" in jobs.train_routing(actor_id=None, at=AT.isoformat())


def test_worse_model_does_not_come_into_force(monkeypatch):
    make_sorted_needs()
    first = train()
    good = operations.learn

    def confused(texts, labels, **kwargs):
        return good(texts, [*labels[1:], labels[0]][::-1], **kwargs)

    monkeypatch.setattr(operations, "learn", confused)
    second = train(at=AT + timedelta(days=1))

    first.refresh_from_db()
    assert second.figures["difference"] < 0
    assert (second.is_in_force, bytes(second.content), second.figures["compared_with"]) == (False, b"", 1)
    assert first.is_in_force
    assert taxonomy.model_in_force() == first
    assert taxonomy.router().rank(UNSEEN)[0].code == "plumbing"


def test_model_that_is_no_worse_takes_over_and_both_are_journalled():
    make_sorted_needs()
    officer = make_district_officer()
    first = train()

    second = operations.train_routing(actor_id=officer.pk, at=AT + timedelta(days=1))

    first.refresh_from_db()
    entries = JournalEntry.objects.filter(operation="taxonomy.keep_model").order_by("at")
    assert (first.ended_at, second.is_in_force) == (AT + timedelta(days=1), True)
    assert [(entry.subject_id, entry.actor_id) for entry in entries] == [(first.pk, None), (second.pk, officer.pk)]
    assert [entry.detail["before"] for entry in entries] == [None, 1]


def test_model_survives_being_read_anew():
    make_sorted_needs()
    train()
    before = taxonomy.router().route(UNSEEN)

    taxonomy._learned.cache_clear()
    taxonomy._sorting.cache_clear()
    after = taxonomy.router().route(UNSEEN)

    assert after == before


def test_model_of_another_version_leaves_the_words_to_decide():
    make_sorted_needs()
    model = train()
    RoutingModel.objects.filter(pk=model.pk).update(content=b"from another time")

    taxonomy._learned.cache_clear()
    taxonomy._sorting.cache_clear()

    assert taxonomy.router().rank("水管漏了")[0].code == "plumbing"


def test_category_added_later_is_found_by_its_words():
    make_sorted_needs()
    train()

    make_category(code="beekeeping", name="养蜂", words=("蜂箱", "养蜂"))

    assert taxonomy.router().route("想学养蜂，蜂箱哪里放").routings[0].code == "beekeeping"
    assert taxonomy.router().rank(UNSEEN)[0].code == "plumbing"


def test_retired_category_gets_nothing_more():
    make_sorted_needs()
    train()

    taxonomy_operations.retire_category(code="plumbing", actor=None, at=AT + timedelta(days=1))
    found = taxonomy.router().route(UNSEEN)

    assert "plumbing" not in {one.code for one in found.routings}
    assert found.abstains


def test_model_is_read_once_and_sorting_stays_the_same_until_another_comes(django_assert_max_num_queries):
    make_sorted_needs()
    train()
    first = taxonomy.sorting()

    with django_assert_max_num_queries(1):
        again = taxonomy.sorting()
    train(at=AT + timedelta(days=1))

    assert again is first
    assert taxonomy.sorting() is not first


def test_comparison_that_was_overtaken_is_made_anew(monkeypatch):
    make_sorted_needs()
    keep = taxonomy_operations.keep_model
    calls = []

    def overtaken_once(**kwargs):
        calls.append(kwargs["against"])
        if len(calls) == 1:
            other = keep(**{**kwargs, "comes_into_force": True})
            calls.append(other.pk)
        return keep(**kwargs)

    monkeypatch.setattr(taxonomy_operations, "keep_model", overtaken_once)
    model = train()

    assert calls == [None, calls[1], calls[1]]
    assert (model.number, model.figures["compared_with"]) == (2, 1)


def test_model_compared_with_what_no_longer_sorts_is_refused():
    make_sorted_needs()
    first = train()
    kept = {
        "content": b"x",
        "texts": 1,
        "classes": 2,
        "figures": {},
        "terms_digest": "",
        "comes_into_force": True,
        "actor": None,
        "at": AT,
    }

    with pytest.raises(ModelOvertaken):
        taxonomy_operations.keep_model(against=None, **kept)

    assert taxonomy.model_in_force() == first


def test_officer_asks_once_and_a_job_waits():
    make_sorted_needs()
    officer = make_district_officer()

    operations.ask_for_training(actor=officer, at=AT)
    with pytest.raises(LearningUnderWay):
        operations.ask_for_training(actor=officer, at=AT)

    waiting = ProcrastinateJob.objects.filter(task_name=queries.TRAIN_TASK)
    assert [job.args for job in waiting] == [{"actor_id": str(officer.pk), "at": AT.isoformat()}]
    assert queries.training_under_way()
    assert jobs.train_routing(**waiting[0].args) == "#1"


def test_neighbours_and_workers_cannot_have_it_learned():
    _, community, person = make_sorted_needs()
    worker = make_person(community=community, kinds=("community_worker",))

    for somebody in (person, worker):
        with pytest.raises(LearningForbidden):
            operations.ask_for_training(actor=somebody, at=AT)
