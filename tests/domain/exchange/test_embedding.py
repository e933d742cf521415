"""Vectors of the index's wordings: made by the job, kept with the mark of their model, compared where there is one."""

import json

import numpy as np
import pytest

from sanshe.domain.exchange.jobs.embedding import embed_missing
from sanshe.domain.exchange.models import SearchAlias, Wording
from sanshe.domain.exchange.operations import embedding, indexing
from sanshe.domain.exchange.queries import answers_to, answers_to_need, needs_for_offer
from sanshe.domain.exchange.queries import embedding as queries
from sanshe.engines.language.embeddings import DIGEST_BYTES, EmbeddingsUnusable
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_category, make_community, make_need, make_offer, make_person
from tests.factories.embeddings import make_model

pytestmark = pytest.mark.django_db


@pytest.fixture
def model(tmp_path, settings):
    settings.SANSHE_EMBEDDINGS = make_model(tmp_path / "model")
    return settings.SANSHE_EMBEDDINGS


@pytest.fixture
def offer():
    community = make_community()
    return make_offer(person=make_person(community=community), community=community, sentence="修水管龙头")


def kept():
    return [bytes(one) for one in SearchAlias.objects.order_by("pk").values_list("embedding", flat=True) if one]


def test_without_a_model_nothing_is_made_and_nothing_compared(offer):
    assert embedding.embed_aliases(alias_ids=None, at=AT) == 0
    assert kept() == []
    assert queries.meaning_of("水管漏") is None
    assert queries.meanings_of([None, b"whatever"]) is None


def test_wordings_without_a_vector_get_one(model, offer):
    Wording.objects.create(offer=offer, text="陪看病", learned_at=AT)
    indexing.index_offers(offer_ids=[offer.pk])
    told = []

    done = embedding.embed_aliases(alias_ids=None, at=AT, progress=lambda *said: told.append(said))

    rows = {row.wording_id is not None: bytes(row.embedding) for row in SearchAlias.objects.all()}
    digest = queries.embedder().digest
    vectors = {is_learned: np.frombuffer(row, np.float16, offset=DIGEST_BYTES) for is_learned, row in rows.items()}
    assert (done, told) == (2, [("embed", 2, 2)])
    assert {row[:DIGEST_BYTES] for row in rows.values()} == {digest}
    assert (vectors[False].argmax(), vectors[True].argmax()) == (3, 4)
    assert JournalEntry.objects.get(operation="exchange.embed_aliases").detail == {"wordings": 2}


def test_done_twice_is_as_good_as_once(model, offer):
    embedding.embed_aliases(alias_ids=None, at=AT)
    before = kept()

    assert embedding.embed_aliases(alias_ids=None, at=AT) == 0
    assert kept() == before


def test_only_the_wordings_named_get_one(model, offer):
    second = make_offer(person=offer.person, community=offer.community, sentence="陪看病")
    named = SearchAlias.objects.get(offer=second)

    assert embedding.embed_aliases(alias_ids=[named.pk], at=AT) == 1
    assert SearchAlias.objects.exclude(embedding=None).get() == named


def test_more_than_one_chunk_is_done_to_the_end(model, offer, monkeypatch):
    monkeypatch.setattr(embedding, "CHUNK", 2)
    for _ in range(4):
        make_offer(person=offer.person, community=offer.community, sentence="陪看病")

    assert embedding.embed_aliases(alias_ids=None, at=AT) == 5
    assert len(kept()) == 5


def test_another_model_makes_the_vectors_anew(model, offer, tmp_path, settings):
    embedding.embed_aliases(alias_ids=None, at=AT)
    (before,) = kept()
    settings.SANSHE_EMBEDDINGS = make_model(tmp_path / "other", strength=2.0)

    assert queries.meanings_of([before]) is None
    assert embedding.embed_aliases(alias_ids=None, at=AT) == 1
    assert queries.meanings_of(kept()).shape == (1, 6)


def test_wording_indexed_anew_loses_its_vector_until_the_job_runs(model, offer):
    embedding.embed_aliases(alias_ids=None, at=AT)
    indexing.index_offers(offer_ids=[offer.pk])

    assert kept() == []
    assert embed_missing(int(AT.timestamp())) == 1
    assert len(kept()) == 1


def test_offer_that_means_the_same_in_other_words_is_an_answer_only_with_a_model(model, offer, settings):
    category = make_category(code="plumbing", name="修水管", words=("水管",))
    make_offer(person=offer.person, community=offer.community, sentence="修龙头", category=category)
    said = {"sentence": "漏", "community": offer.community, "category_code": "plumbing", "at": AT}
    (by_words,) = answers_to(**said)
    embedding.embed_aliases(alias_ids=None, at=AT)

    (by_meaning,) = answers_to(**said)

    assert by_words.values["text"] == 0.0
    assert by_meaning.values["text"] == pytest.approx(0.8, abs=0.02)
    settings.SANSHE_EMBEDDINGS = None
    assert answers_to(**said)[0].score == by_words.score


def test_pair_fits_alike_whichever_side_looks(model, offer):
    category = make_category(code="plumbing", name="修水管", words=("水管",))
    given = make_offer(person=offer.person, community=offer.community, sentence="修龙头", category=category)
    need = make_need(
        person=make_person(community=offer.community), community=offer.community, sentence="漏", category=category
    )
    embedding.embed_aliases(alias_ids=None, at=AT)

    (offered,) = answers_to_need(need=need, at=AT)
    (needed,) = needs_for_offer(offer=given, community=None, at=AT)

    assert offered.values["text"] == needed.values["text"] == pytest.approx(0.8, abs=0.02)


def test_search_goes_on_by_words_where_the_model_fails_and_the_log_says_why_once(model, caplog):
    (model / "model.onnx").write_bytes(b"no model")

    for _ in range(2):
        assert queries.meaning_of("水管漏") is None

    assert [row.levelname for row in caplog.records] == ["ERROR"]
    assert "cannot be loaded" in caplog.text


def test_job_fails_aloud_where_the_model_does(model, offer):
    (model / "model.onnx").write_bytes(b"no model")

    with pytest.raises(EmbeddingsUnusable, match="cannot be loaded"):
        embed_missing(int(AT.timestamp()))


def test_configuration_beside_the_model_is_heeded(model, offer):
    (model / "tokenizer_config.json").write_text(json.dumps({"do_lower_case": True}))

    assert embedding.embed_aliases(alias_ids=None, at=AT) == 1
