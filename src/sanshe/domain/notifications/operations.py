"""Every write to notifications."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection, models, transaction

from sanshe.domain.notifications.models import Notification
from sanshe.domain.people.models import Person


def notify(
    *,
    people: Iterable[Person],
    kind: str,
    subject: models.Model | None,
    at: datetime,
    words: Mapping[str, str] | None = None,
) -> int:
    """Tell people a piece of news, in the transaction of what happened; return how many are told.

    `subject` is what the news leads to. `words` fill the sentence of the kind: what is said in public only (a form of
    address, the beginning of a slip), never a phone or a home. Nobody is told the same in one call twice.

    Raises
    ------
    django.db.transaction.TransactionManagementError
        No transaction is open: the news could be told although the act failed.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(f"{kind} was to be told outside a transaction.")
    told = {person.pk: person for person in people if person.is_active}
    Notification.objects.bulk_create(
        Notification(
            person=person,
            kind=kind,
            subject_type=subject._meta.label_lower if subject is not None else "",
            subject_id=subject.pk if subject is not None else None,
            words=dict(words or {}),
            created_at=at,
        )
        for person in told.values()
    )
    return len(told)
