"""News for tests."""

from datetime import datetime

from django.db import transaction

from sanshe.domain.notifications import operations
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.models import ContactPoint
from sanshe.domain.people.models import Person
from tests.factories import AT

WORDS = {"who": "陈大姐", "what": "想找人陪我去医院", "where": "象棋小组"}


def tell(*people: Person, kind: str = NewsKind.AGREEMENT_ACCEPTED, subject=None, at: datetime = AT, **fields) -> int:
    """Tell people a piece of news."""
    with transaction.atomic():
        return operations.notify(people=people, kind=kind, subject=subject, at=at, **{"words": WORDS, **fields})


def make_email(*, person: Person, address: str = "wang@example.org", verified_at: datetime | None = AT) -> ContactPoint:
    """Give somebody an e-mail address, confirmed unless told otherwise."""
    return ContactPoint.objects.create(
        person=person, channel="email", address=address, added_at=AT, verified_at=verified_at
    )
