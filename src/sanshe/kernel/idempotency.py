"""The same request sent twice is carried out once."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from sanshe.kernel.fields import uuid7
from sanshe.kernel.models import IdempotencyKey

KEPT = timedelta(days=7)


def once(
    *, actor: UUID | None, scope: str, key: str | None, at: datetime, run: Callable[[], UUID]
) -> tuple[UUID, bool]:
    """Run `run` unless this actor's key was used in this scope before; return its result and whether it ran.

    Call it inside the transaction that the act belongs to. While another transaction holds the same key this
    one waits for its end: then it answers with that one's result or, where that one was rolled back, runs.
    Without a key it just runs. A refusal raised by `run` leaves the key free. One actor never sees another's
    result.

    Raises
    ------
    django.db.transaction.TransactionManagementError
        A key is given but no transaction is open.
    """
    if not key:
        return run(), True
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(f"{scope}: a key was to be taken outside a transaction.")
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    # The savepoint frees the key if `run` is refused and the caller carries on with its transaction.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO kernel_idempotencykey (id, actor_id, scope, key, created_at)
            VALUES (%s, %s, %s, %s, %s)
            ON CONFLICT DO NOTHING RETURNING id
            """,
            [uuid7(), actor, scope, digest, at],
        )
        taken = cursor.fetchone()
        if taken:
            result = run()
            cursor.execute(
                "UPDATE kernel_idempotencykey SET result = %s WHERE id = %s",
                [json.dumps({"id": str(result)}), taken[0]],
            )
            return result, True
    earlier = IdempotencyKey.objects.get(actor_id=actor, scope=scope, key=digest)
    if earlier.result is None:
        raise RuntimeError(f"{scope}: the act with this key calls for itself.")
    return UUID(earlier.result["id"]), False


def forget_old_keys(*, at: datetime) -> int:
    """Remove the keys that nobody will send again; return how many."""
    removed, _ = IdempotencyKey.objects.filter(created_at__lt=at - KEPT).delete()
    return removed
