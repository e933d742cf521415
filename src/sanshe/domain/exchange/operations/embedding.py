"""Giving the index's wordings their vectors, where the settings name a model that compares meanings."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.exchange.models import SearchAlias
from sanshe.domain.exchange.queries import embedding as queries
from sanshe.kernel import journal

CHUNK = 256


def embed_aliases(
    *,
    alias_ids: Iterable[UUID] | None,
    at: datetime,
    progress: Callable[[str, int, int], None] | None = None,
) -> int:
    """Give these wordings of the index (None: all) the vector they lack, and return how many got one.

    The vectors are made outside any transaction and stored in a short one for each chunk. A wording that is being
    taken out of the index meanwhile is passed over. Without a model nothing happens; running it twice is as good as
    once. `progress` is told how many are done, and of how many.

    Raises
    ------
    EmbeddingsUnusable
        The settings name a model that cannot be used; what was stored before stays.
    """
    embedder = queries.embedder()
    if embedder is None:
        return 0
    ids = None if alias_ids is None else list(alias_ids)
    missing = queries.aliases_to_embed(digest=embedder.digest, alias_ids=ids)
    total = missing.count() if progress else 0
    looked_at, done, after = 0, 0, None
    while rows := list(queries.aliases_to_embed(digest=embedder.digest, alias_ids=ids, after=after)[:CHUNK]):
        vectors = embedder.embed([queries.text_of_alias(row) for row in rows])
        kept = [queries.as_kept(vector, digest=embedder.digest) for vector in vectors]
        done += _store([row.pk for row in rows], kept)
        looked_at, after = looked_at + len(rows), rows[-1].pk
        if progress:
            progress("embed", looked_at, max(total, looked_at))
    if done:
        journal.record(operation="exchange.embed_aliases", subject=None, actor=None, at=at, detail={"wordings": done})
    return done


def _store(ids: Sequence[UUID], embeddings: Sequence[bytes]) -> int:
    """Store vectors by the keys of their wordings; in the order of the keys, so that two who do it never block."""
    by_id = dict(zip(ids, embeddings, strict=True))
    with transaction.atomic():
        standing = SearchAlias.objects.select_for_update(skip_locked=True).filter(pk__in=ids).only("pk").order_by("pk")
        rows = list(standing)
        for row in rows:
            row.embedding = by_id[row.pk]
        SearchAlias.objects.bulk_update(rows, ["embedding"])
    return len(rows)
