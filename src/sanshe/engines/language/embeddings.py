"""Meanings as vectors, by a model in a folder on this machine: optional, and nothing leaves the machine."""

from collections.abc import Sequence
from functools import cached_property
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sanshe.engines.language.wordpiece import WordPiece

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODEL, VOCABULARY = "model.onnx", "vocab.txt"
# Pieces of a text that are read; a slip has a hundred at most, a description of a service more.
LONGEST = 256
AT_ONCE = 32
DIGEST_BYTES = 8
KNOWN_INPUTS = {"input_ids", "attention_mask", "token_type_ids"}
NEEDED_INPUTS = {"input_ids", "attention_mask"}

Vectors = npt.NDArray[np.float32]


class EmbeddingsUnusable(Exception):
    """The model, or what runs it, is not there or not what it should be; the message says what to do."""


class Embedder:
    """A BERT-like model that turns texts into vectors; those of texts that mean the same point the same way.

    Made by `from_path`. The model is loaded when it is first needed, runs on the processor and in one thread, so that
    it takes no more than its turn from whoever else works on the machine.
    """

    def __init__(self, folder: Path, tokenizer: WordPiece) -> None:
        self._folder = folder
        self._tokenizer = tokenizer

    @classmethod
    def from_path(cls, folder: Path) -> "Embedder":
        """Return the model in a folder that holds `model.onnx` and `vocab.txt`.

        Raises
        ------
        EmbeddingsUnusable
            The folder or one of the files is missing, or the vocabulary is none.
        """
        if not folder.is_dir():
            raise EmbeddingsUnusable(f"There is no folder {folder}: name the one that holds {MODEL} and {VOCABULARY}.")
        for name in (MODEL, VOCABULARY):
            if not (folder / name).is_file():
                raise EmbeddingsUnusable(f"{folder} holds no {name}: put the model's {MODEL} and {VOCABULARY} there.")
        try:
            tokenizer = WordPiece.from_file(folder / VOCABULARY)
        except (OSError, ValueError) as error:
            raise EmbeddingsUnusable(f"{folder / VOCABULARY} cannot be used: {error}.") from error
        return cls(folder, tokenizer)

    @cached_property
    def digest(self) -> bytes:
        """Return 8 bytes that tell this model from any other: vectors of two models must not be compared.

        Raises
        ------
        EmbeddingsUnusable
            A file cannot be read.
        """
        whole = sha256()
        try:
            for file in sorted((*self._folder.glob(f"{MODEL}*"), self._folder / VOCABULARY)):
                with file.open("rb") as stream:
                    whole.update(file_digest(stream, "sha256").digest())
        except OSError as error:
            raise EmbeddingsUnusable(f"{self._folder} cannot be read: {error}.") from error
        return whole.digest()[:DIGEST_BYTES]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Turn texts into vectors.

        Parameters
        ----------
        texts : sequence of str
            n of them, of any length; what lies beyond the first 256 pieces of one is not read.

        Returns
        -------
        array of float32, shape (n, d)
            Each of length 1: the mean of what the model says of the text's pieces.

        Raises
        ------
        EmbeddingsUnusable
            What runs the model is not installed, or the model takes or gives something else than it should.
        """
        encoded = [self._tokenizer.encode(text, longest=LONGEST) for text in texts]
        order = sorted(range(len(encoded)), key=lambda number: len(encoded[number]))
        found: list[tuple[list[int], Vectors]] = []
        for start in range(0, len(order), AT_ONCE):
            some = order[start : start + AT_ONCE]
            found.append((some, self._embed([encoded[number] for number in some])))
        vectors = np.zeros((len(encoded), found[0][1].shape[1] if found else 0), dtype=np.float32)
        for some, theirs in found:
            vectors[some] = theirs
        return vectors

    def _embed(self, encoded: Sequence[Sequence[int]]) -> Vectors:
        longest = max(map(len, encoded))
        pieces = np.full((len(encoded), longest), self._tokenizer.padding, dtype=np.int64)
        mask = np.zeros_like(pieces)
        for row, numbers in enumerate(encoded):
            pieces[row, : len(numbers)] = numbers
            mask[row, : len(numbers)] = 1
        given = {"input_ids": pieces, "attention_mask": mask, "token_type_ids": np.zeros_like(pieces)}
        taken = {one.name for one in self._session.get_inputs()}
        try:
            hidden = np.asarray(self._session.run(None, {name: given[name] for name in taken})[0], dtype=np.float64)
        except Exception as error:  # the runtime raises classes of its own that share no base
            raise EmbeddingsUnusable(f"{self._folder / MODEL} cannot be run: {error}") from error
        if hidden.ndim != 3 or hidden.shape[:2] != pieces.shape or hidden.shape[2] == 0:
            raise EmbeddingsUnusable(
                f"{self._folder / MODEL} gives an array of shape {hidden.shape}; wanted is one vector for each piece, "
                f"{(*pieces.shape, 'd')}: export the model with its last hidden state as the first output."
            )
        means: npt.NDArray[np.float64] = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        if not np.isfinite(lengths).all() or not (lengths > 0).all():
            raise EmbeddingsUnusable(f"{self._folder / MODEL} gives vectors without a direction: take another model.")
        return np.asarray(means / lengths, dtype=np.float32)

    @cached_property
    def _session(self) -> "InferenceSession":
        try:
            # Optional and large: whoever has no model must not need it, nor wait for it.
            import onnxruntime
        except ImportError as error:
            raise EmbeddingsUnusable(
                "What runs the model is not installed: install sanshe[embeddings], or leave SANSHE_EMBEDDINGS empty."
            ) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            session = onnxruntime.InferenceSession(
                self._folder / MODEL, sess_options=options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # as above
            raise EmbeddingsUnusable(f"{self._folder / MODEL} cannot be loaded: {error}") from error
        taken = {one.name for one in session.get_inputs()}
        if not NEEDED_INPUTS <= taken <= KNOWN_INPUTS:
            raise EmbeddingsUnusable(
                f"{self._folder / MODEL} takes {', '.join(sorted(taken))}; wanted are input_ids and attention_mask "
                "(and token_type_ids): export it as a BERT model."
            )
        return session
