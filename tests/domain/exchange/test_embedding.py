"""Vectors of the index's wordings: made by the job, kept with the mark of their model, compared where there is one."""

import json

import numpy as np
import pytest

from sanshe.domain.exchange.jobs.embedding import embed_missing
from sanshe.domain.exchange.models import SearchAlias, Wording
from sanshe.domain.exchange.operations import embedding, indexing
from sanshe.domain.exchange.queries import embedding as queries
from sanshe.engines.language.embeddings import DIGEST_BYTES, EmbeddingsUnusable
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_community, make_offer, make_person
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
    assert queries.meaning_fits(sentence="水管漏", embeddings=[None, b"whatever"]) == [0.0, 0.0]


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

    assert queries.meaning_fits(sentence="水管漏", embeddings=[before]) == [0.0]
    assert embedding.embed_aliases(alias_ids=None, at=AT) == 1
    assert queries.meaning_fits(sentence="水管漏", embeddings=kept()) == [pytest.approx(1.0, abs=1e-2)]


def test_wording_indexed_anew_loses_its_vector_until_the_job_runs(model, offer):
    embedding.embed_aliases(alias_ids=None, at=AT)
    indexing.index_offers(offer_ids=[offer.pk])

    assert kept() == []
    assert embed_missing(int(AT.timestamp())) == 1
    assert len(kept()) == 1


def test_fits_come_in_the_order_of_the_wordings(model, offer):
    make_offer(person=offer.person, community=offer.community, sentence="陪看病")
    embedding.embed_aliases(alias_ids=None, at=AT)
    plumber, companion = kept()

    fits = queries.meaning_fits(sentence="水漏", embeddings=[companion, None, plumber, b"cut off"])

    assert fits == [0.0, 0.0, pytest.approx(1.0, abs=1e-2), 0.0]


def test_search_goes_on_by_words_where_the_model_fails_and_the_log_says_why_once(model, caplog):
    (model / "model.onnx").write_bytes(b"no model")

    for _ in range(2):
        assert queries.meaning_fits(sentence="水管漏", embeddings=[b"x" * 20]) == [0.0]

    assert [row.levelname for row in caplog.records] == ["ERROR"]
    assert "cannot be loaded" in caplog.text


def test_job_fails_aloud_where_the_model_does(model, offer):
    (model / "model.onnx").write_bytes(b"no model")

    with pytest.raises(EmbeddingsUnusable, match="cannot be loaded"):
        embed_missing(int(AT.timestamp()))


def test_configuration_beside_the_model_is_heeded(model, offer):
    (model / "tokenizer_config.json").write_text(json.dumps({"do_lower_case": True}))

    assert embedding.embed_aliases(alias_ids=None, at=AT) == 1
