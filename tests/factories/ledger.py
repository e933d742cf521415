"""Communities that count time, for tests."""

from datetime import datetime
from itertools import count

from sanshe.domain.ledger import operations
from sanshe.domain.ledger.models import Account, Scheme, Transfer
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from tests.factories import AT, make_worker

_keys = count(1)


def make_scheme(*, community: Community, worker: Person | None = None, at: datetime = AT, **terms) -> Scheme:
    """Open time credits in a community."""
    worker = worker or make_worker(community=community)
    return operations.open_scheme(actor=worker, community=community, at=at, **terms)


def make_account(*, scheme: Scheme, person: Person, at: datetime = AT) -> Account:
    """Open somebody's account."""
    return operations.open_account(actor=person, scheme=scheme, at=at)


def make_payment(
    *, scheme: Scheme, payer: Person, payee: Person, minutes: int = 60, at: datetime = AT, **fields
) -> Transfer:
    """Let somebody pay for help."""
    return operations.pay(
        payer_person_id=payer.pk,
        payee_person_id=payee.pk,
        minutes=minutes,
        community_code=scheme.community.code,
        source_key=fields.pop("source_key", f"test:{next(_keys)}"),
        actor=payer,
        at=at,
        **fields,
    )
