import json

import pytest

from sanshe.cli.demo import places as demo
from sanshe.cli.demo.files import read_district
from sanshe.domain.places import operations, queries
from sanshe.formats.geojson import is_inside, read_boundaries
from tests.factories import AT

pytestmark = pytest.mark.django_db


def test_demo_communities_lie_in_a_chain_and_have_people():
    communities = {
        row.key: operations.found_community(
            code=row.code,
            name_zh=row.name_zh,
            name_en=row.name_en,
            longitude=row.longitude,
            latitude=row.latitude,
            at=AT,
        )
        for row in read_district().communities
    }

    demo.load(communities=communities, people={}, organizations={}, at=AT)

    chains = queries.chains(communities=communities.values())
    pyramids = {
        key: queries.exact_pyramid(community=community, year=AT.year - 1) for key, community in communities.items()
    }
    assert {len(chain) for chain in chains.values()} == {4}
    assert {key: (pyramid.total, pyramid.is_estimated) for key, pyramid in pyramids.items()} == {
        "fangyuan": (4_613, False),
        "lanan": (6_140, False),
        "youfangjie": (2_613, True),
    }


def test_demo_outlines_can_be_read_and_hold_their_middle():
    outside = []
    for row in read_district().communities:
        (outline,) = read_boundaries(json.dumps(row.boundary))
        if not is_inside(outline.geometry, row.longitude, row.latitude):
            outside.append(row.key)

    assert outside == []
