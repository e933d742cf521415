"""What the demo adds about one's own data."""

import pytest
from django.utils import timezone

from sanshe.cli.demo import privacy
from sanshe.domain.people.choices import ConsentKind, RoleKind
from sanshe.domain.people.models import Consent
from sanshe.domain.privacy import queries
from sanshe.kernel.models import JournalEntry
from tests.factories import make_community, make_person

pytestmark = pytest.mark.django_db
WORKERS = {"p005": "fangyuan", "p006": "lanan", "p008": "fangyuan"}
ELSEWHERE = {"p002": "lanan", "p018": "lanan"}


def test_demo_brings_looks_consents_and_a_farewell():
    communities = {key: make_community(name=key) for key in ("fangyuan", "lanan")}
    at = timezone.now()
    people = {}
    for key in [f"p{number:03d}" for number in range(1, 31)] + ["p446"]:
        place = WORKERS.get(key) or ELSEWHERE.get(key, "fangyuan")
        kinds = (RoleKind.COMMUNITY_WORKER,) if key in WORKERS else (RoleKind.RESIDENT,)
        people[key] = make_person(community=communities[place], kinds=kinds)

    privacy.load(communities=communities, people=people, organizations={}, at=at)

    assert queries.looks_at(person=people["p001"]).count() == 3
    assert queries.closing_of(person=people["p446"]).is_waiting
    running = Consent.objects.filter(kind=ConsentKind.MESSAGES, withdrawn_at=None)
    assert {one.person for one in running} == {people["p001"], people["p003"], people["p017"]}
    assert JournalEntry.objects.filter(operation="privacy.export_kept").count() == 1
