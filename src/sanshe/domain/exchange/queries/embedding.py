"""What a sentence means and what the index's wordings mean, where a model is named in the settings."""

import logging
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.db.models import BinaryField, Q, QuerySet
from django.db.models.functions import Substr

from sanshe.domain.exchange.models import SearchAlias
from sanshe.domain.exchange.queries.search import text_of
from sanshe.engines.language.embeddings import DIGEST_BYTES, Embedder, EmbeddingsUnusable

log = logging.getLogger(__name__)


def embedder() -> Embedder | None:
    """Return the model that the settings name, loaded once; None where they name none.

    Raises
    ------
    EmbeddingsUnusable
        They name a folder that is not what it should be.
    """
    folder = settings.SANSHE_EMBEDDINGS
    return _embedder(folder) if folder else None


def meaning_of(sentence: str) -> npt.NDArray[np.float32] | None:
    """Return the vector of a sentence; None without a model, or where it fails, of which the log says why."""
    if not settings.SANSHE_EMBEDDINGS:
        return None
    try:
        return _vector_of(settings.SANSHE_EMBEDDINGS, sentence)
    except EmbeddingsUnusable as error:
        _complain(str(error))
        return None


def meanings_of(embeddings: Iterable[bytes | None]) -> npt.NDArray[np.float16] | None:
    """Return the vectors of some wordings of the index, one a row; None where none has one by this model."""
    if not settings.SANSHE_EMBEDDINGS:
        return None
    try:
        model = _embedder(settings.SANSHE_EMBEDDINGS)
        known = [kept for kept in embeddings if kept is not None and kept[:DIGEST_BYTES] == model.digest]
    except EmbeddingsUnusable as error:
        _complain(str(error))
        return None
    if not known:
        return None
    return np.stack([np.frombuffer(kept, np.float16, offset=DIGEST_BYTES) for kept in known])


def as_kept(vector: npt.NDArray[np.floating], *, digest: bytes) -> bytes:
    """Return a vector as the index keeps it: which model made it, then half-precision numbers."""
    return digest + vector.astype(np.float16).tobytes()


def aliases_to_embed(
    *, digest: bytes, alias_ids: Iterable[UUID] | None = None, after: UUID | None = None
) -> QuerySet[SearchAlias]:
    """Return wordings of the index that have no vector by this model, in the order of their keys, with their offers."""
    made_by = Substr("embedding", 1, DIGEST_BYTES, output_field=BinaryField())
    found = SearchAlias.objects.annotate(made_by=made_by).filter(Q(embedding=None) | ~Q(made_by=digest))
    if alias_ids is not None:
        found = found.filter(pk__in=list(alias_ids))
    if after is not None:
        found = found.filter(pk__gt=after)
    return found.select_related("wording", "offer__service", "offer__category").defer("terms").order_by("pk")


def text_of_alias(alias: SearchAlias) -> str:
    """Return the text behind a wording of the index: what a neighbour said, or the offer's own words."""
    return alias.wording.text if alias.wording else text_of(alias.offer)


@lru_cache(maxsize=1)
def _embedder(folder: Path) -> Embedder:
    return Embedder.from_path(folder)


@lru_cache(maxsize=512)
def _vector_of(folder: Path, sentence: str) -> npt.NDArray[np.float32]:
    return _embedder(folder).embed([sentence])[0]


@lru_cache(maxsize=16)
def _complain(reason: str) -> None:
    """Write into the log why meanings are not compared, once."""
    log.error("Meanings are not compared: %s", reason)
