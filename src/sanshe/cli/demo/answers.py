"""Whose papers were seen in the demo, and other weights that the district looks at before it decides."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.organisations import operations as organisations
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people import operations as people_operations
from sanshe.domain.people.choices import CheckKind
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community

DAY = timedelta(days=1)
COUNTS = 365 * DAY
OFFICER = "p010"
# Who saw whose papers, so many days ago.
SEEN = (
    ("p005", "p056", 120),
    ("p005", "p098", 90),
    ("p005", "p099", 75),
    ("p005", "p126", 40),
    ("p005", "p153", 200),
    ("p006", "p043", 150),
    ("p006", "p118", 60),
    ("p006", "p119", 55),
    ("p006", "p124", 30),
    ("p006", "p129", 100),
    ("p006", "p142", 20),
    ("p007", "p060", 180),
    ("p007", "p121", 25),
    ("p007", "p152", 10),
)
# One who no longer does it, and why.
ENDED = ("p006", "p119", "换了工作，四点走不开了")
BODIES = (("g07", 200), ("g18", 90), ("g26", 300), ("g54", 45))
# A proposal: nearer goes before the same words.
POINTS = {"text": 26, "category": 25, "distance": 22, "time": 13, "trust": 9, "turn": 5}
NOTE = "老人走不远，先试试把「离得近」加重"


def load(
    *,
    communities: Mapping[str, Community],
    people: Mapping[str, Person],
    organizations: Mapping[str, Organization],
    at: datetime,
) -> None:
    """Write down whose papers were seen, end one check, and propose other weights with their preview."""
    checks = {}
    for worker, person, days in SEEN:
        seen_at = at - days * DAY
        checks[worker, person] = people_operations.record_check(
            actor=people[worker],
            person_id=people[person].pk,
            kind=CheckKind.NO_RECORD_CERTIFICATE,
            issued_on=(seen_at - 4 * DAY).date(),
            valid_until=(seen_at + COUNTS).date(),
            at=seen_at,
        )
    worker, person, why = ENDED
    people_operations.end_check(actor=people[worker], check_id=checks[worker, person].pk, note=why, at=at - 5 * DAY)
    for key, days in BODIES:
        organisations.record_organization_check(
            actor=people[OFFICER],
            organization_id=organizations[key].pk,
            kind=CheckKind.ENTRY_QUERY,
            issued_on=(at - (days + 2) * DAY).date(),
            valid_until=(at - days * DAY + COUNTS).date(),
            at=at - days * DAY,
        )
    proposed = exchange.propose_weights(actor=people[OFFICER], points=POINTS, note=NOTE, at=at - DAY / 24)
    exchange.preview_weights(weighting_id=proposed.pk, at=at)
