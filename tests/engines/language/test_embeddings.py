"""Meanings as vectors, by a tiny model made here; what is wrong with a model is said in words."""

import builtins
import json
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanshe.engines.language.embeddings import LONGEST, Embedder, EmbeddingsUnusable
from sanshe.engines.language.wordpiece import SPECIAL, WordPiece
from tests.factories.embeddings import INPUTS, PIECES, make_model


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def embedder(folder):
    return Embedder.from_path(folder)


def test_texts_that_mean_the_same_point_the_same_way(embedder):
    leak, repair, doctor = embedder.embed(["水管漏", "修龙头", "陪看病"])

    assert leak @ repair == pytest.approx(1.0, abs=1e-3)
    assert leak @ doctor == pytest.approx(0.0, abs=1e-3)


def test_vectors_are_of_length_one_and_come_in_the_order_of_the_texts(embedder):
    texts = ["水" * length for length in (90, 1, 40)] + ["陪"] * 70

    vectors = embedder.embed(texts)

    assert (vectors.shape, vectors.dtype) == ((73, 6), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(73), abs=1e-6)
    assert vectors.argmax(axis=1).tolist() == [3] * 3 + [4] * 70


def test_padding_does_not_count(embedder):
    (alone,) = embedder.embed(["水"])

    beside = embedder.embed(["水", "陪医院看病" * 20])[0]

    assert beside == pytest.approx(alone, abs=1e-6)


def test_no_text_gives_no_vector(embedder):
    assert len(embedder.embed([])) == 0


def test_empty_and_endless_texts_have_a_vector(embedder):
    vectors = embedder.embed(["", "水" * 100_000])

    assert np.isfinite(vectors).all()


def test_model_without_token_types_serves_as_well(tmp_path):
    embedder = Embedder.from_path(make_model(tmp_path, inputs=INPUTS[:2]))

    assert embedder.embed(["水"]).argmax() == 3


def test_digest_tells_models_apart(tmp_path, embedder, folder):
    other = Embedder.from_path(make_model(tmp_path / "other", strength=2.0))

    assert embedder.digest == Embedder.from_path(folder).digest
    assert (len(embedder.digest), other.digest == embedder.digest) == (8, False)


def test_missing_folder_is_named(tmp_path):
    with pytest.raises(EmbeddingsUnusable, match=r"There is no folder .*nowhere: name the one that holds model\.onnx"):
        Embedder.from_path(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["model.onnx", "vocab.txt"])
def test_missing_file_is_named(tmp_path, name):
    (make_model(tmp_path) / name).unlink()

    with pytest.raises(EmbeddingsUnusable, match=f"holds no {name}"):
        Embedder.from_path(tmp_path)


def test_vocabulary_of_something_else_is_refused(tmp_path):
    (make_model(tmp_path) / "vocab.txt").write_text("水\n管\n", encoding="utf-8")

    with pytest.raises(EmbeddingsUnusable, match=r"\[PAD\], \[UNK\], \[CLS\], \[SEP\] missing"):
        Embedder.from_path(tmp_path)


@pytest.mark.parametrize("configuration", ["[]", "{"])
def test_configuration_that_cannot_be_read_is_refused(tmp_path, configuration):
    (make_model(tmp_path) / "tokenizer_config.json").write_text(configuration)

    with pytest.raises(EmbeddingsUnusable, match=r"vocab\.txt cannot be used"):
        Embedder.from_path(tmp_path)


def test_file_that_is_no_model_is_refused(tmp_path):
    (make_model(tmp_path) / "model.onnx").write_bytes(b"no model")

    with pytest.raises(EmbeddingsUnusable, match="cannot be loaded"):
        Embedder.from_path(tmp_path).embed(["水"])


def test_model_with_other_inputs_is_refused(tmp_path):
    embedder = Embedder.from_path(make_model(tmp_path, inputs=("pixels", "attention_mask")))

    with pytest.raises(EmbeddingsUnusable, match="takes attention_mask, pixels; wanted are input_ids"):
        embedder.embed(["水"])


def test_model_that_gives_one_vector_for_all_pieces_is_refused(tmp_path):
    embedder = Embedder.from_path(make_model(tmp_path, is_pooled=True))

    with pytest.raises(EmbeddingsUnusable, match=r"gives an array of shape \(1, 6\)"):
        embedder.embed(["水"])


def test_model_that_gives_nothing_but_noughts_is_refused(tmp_path):
    embedder = Embedder.from_path(make_model(tmp_path, strength=0.0))

    with pytest.raises(EmbeddingsUnusable, match="without a direction"):
        embedder.embed(["水"])


def test_vocabulary_larger_than_the_model_is_refused_when_a_piece_is_not_there(tmp_path):
    make_model(tmp_path)
    (tmp_path / "vocab.txt").write_text("\n".join((*PIECES, "花")), encoding="utf-8")

    with pytest.raises(EmbeddingsUnusable, match="cannot be run"):
        Embedder.from_path(tmp_path).embed(["花"])


def test_missing_package_is_named_only_when_it_is_needed(folder, monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "onnxruntime":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "onnxruntime", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    embedder = Embedder.from_path(folder)

    with pytest.raises(EmbeddingsUnusable, match=r"install sanshe\[embeddings\]"):
        embedder.embed(["水"])


VOCABULARY = {piece: number for number, piece in enumerate((*SPECIAL, "修", "水", "tap", "##s", "cafe", "!", "Tap"))}


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("修水", "修 水"),
        ("修 水!", "修 水 !"),
        ("Taps修tap", "tap ##s 修 tap"),
        ("Café", "cafe"),
        ("火", "[UNK]"),
        ("tapx", "[UNK]"),
        ("修\u0000水", "修 水"),
        ("x" * 101, "[UNK]"),
        ("", ""),
    ],
)
def test_pieces_are_cut_as_the_model_was_taught(text, pieces):
    numbers = WordPiece(VOCABULARY).encode(text, longest=10)

    assert numbers == [VOCABULARY[one] for one in ("[CLS]", *pieces.split(), "[SEP]")]


def test_capitals_stay_where_the_model_knows_them(tmp_path):
    (tmp_path / "vocab.txt").write_text("\n".join(VOCABULARY), encoding="utf-8")
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"do_lower_case": False}))

    cased = WordPiece.from_file(tmp_path / "vocab.txt")

    assert cased.encode("Tap", longest=10)[1:-1] == [VOCABULARY["Tap"]]


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=400))
def test_any_text_is_cut_into_known_pieces_and_no_more_than_fit(text):
    numbers = WordPiece(VOCABULARY).encode(text, longest=LONGEST)

    assert (numbers[0], numbers[-1]) == (VOCABULARY["[CLS]"], VOCABULARY["[SEP]"])
    assert len(numbers) <= LONGEST
    assert set(numbers) <= set(VOCABULARY.values())
