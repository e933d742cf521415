"""Reading one's news."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.notifications.models import Notification
from sanshe.domain.people.models import Person
from sanshe.kernel import journal


def read_piece(*, person: Person, pk: UUID, at: datetime) -> Notification | None:
    """Mark a piece of one's own news as read, with what stands together with it on the page; return it."""
    with transaction.atomic():
        one = Notification.objects.filter(person=person, pk=pk).first()
        if one is not None:
            about = Notification.objects.filter(
                person=person, subject_type=one.subject_type, subject_id=one.subject_id, read_at=None
            )
            (about if one.subject_id else about.filter(kind=one.kind)).update(read_at=at)
    return one


def read_all(*, person: Person, at: datetime) -> int:
    """Mark all of one's news as read; return how much that was."""
    with transaction.atomic():
        count = Notification.objects.filter(person=person, read_at=None).update(read_at=at)
        if count:
            journal.record(
                operation="notifications.read_all", subject=person, actor=person, at=at, detail={"count": count}
            )
    return count


def unread_again(*, person: Person, read_at: datetime, at: datetime) -> int:
    """Take the last “read all” back: what was marked at that instant is unread again."""
    with transaction.atomic():
        count = Notification.objects.filter(person=person, read_at=read_at).update(read_at=None)
        journal.record(
            operation="notifications.unread_again", subject=person, actor=person, at=at, detail={"count": count}
        )
    return count


def settle_history(*, before: datetime, at: datetime) -> int:
    """Mark everybody's news from before an instant as read, for a history that was loaded and not lived."""
    with transaction.atomic():
        count = Notification.objects.filter(created_at__lt=before, read_at=None).update(read_at=at)
        journal.record(operation="notifications.settle_history", subject=None, at=at, detail={"count": count})
    return count
