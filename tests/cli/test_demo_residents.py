"""What the demo adds about homes, helpers and second entries."""

from itertools import count

import pytest
from django.utils import timezone

from sanshe.cli.demo import residents
from sanshe.domain.people import queries
from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.models import Representation, ResidenceVerification
from tests.factories import make_community, make_person

pytestmark = pytest.mark.django_db
WORKERS = {"fangyuan": ("p005", "p008"), "lanan": ("p006", "p014"), "youfangjie": ("p007", "p015")}
OTHERS = {"p022": "lanan", "p024": "lanan", "p002": "lanan", "p018": "lanan", "p023": "youfangjie"}


def test_demo_brings_homes_to_life():
    communities = {key: make_community(name=key) for key in WORKERS}
    numbers, at = count(1), timezone.now()
    people = {
        f"p{number:03d}": make_person(
            community=communities[OTHERS.get(f"p{number:03d}", "fangyuan")],
            full_name=f"赵{next(numbers)}",
            birth_year=1950 + number,
        )
        for number in range(1, 31)
    }
    for place, keys in WORKERS.items():
        for key in keys:
            people[key] = make_person(
                community=communities[place], kinds=(RoleKind.RESIDENT, RoleKind.COMMUNITY_WORKER)
            )

    residents.load(communities=communities, people=people, organizations={}, at=at)

    fangyuan = communities["fangyuan"]
    assert [one.person for one in queries.letters_to_print(community=fangyuan)] == [people["p017"], people["p027"]]
    assert queries.merges_to_review(community=fangyuan).count() == 1
    assert people["p029"].pk in {one.first for one in queries.likely_duplicates(community=fangyuan, at=at)}
    assert ResidenceVerification.objects.filter(ends_at=None).count() == 11
    assert sorted(Representation.objects.values_list("kind", flat=True)) == ["guardian", "helper"]
