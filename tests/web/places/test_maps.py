import json

import pytest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy, override

from sanshe.web.places.maps import OWN, map_of, outline, spot
from tests.factories.places import SQUARE


@pytest.fixture
def map_():
    return map_of(
        label="Map of here",
        id="here",
        features=[
            spot(longitude=104.06, latitude=30.66, title="</script><b>树</b>", url="/x/", text="旧", icon="shop"),
            outline(boundary=SQUARE, title="隔壁"),
            None,
            outline(boundary=None, title="没有"),
            outline(boundary=SQUARE, title="这里", kind=OWN),
        ],
    )


def test_outlines_lie_below_spots_and_ours_above_the_others(map_):
    assert [feature["properties"]["title"] for feature in map_.features] == ["隔壁", "这里", "</script><b>树</b>"]


def test_list_begins_with_what_the_map_is_about(map_):
    assert [entry["kind"] for entry in map_.entries] == ["own", "spot", "neighbour"]


def test_lazy_words_become_words_and_the_collection_json():
    with override("en"):
        map_ = map_of(label="x", features=[spot(longitude=1.0, latitude=2.0, title=gettext_lazy("Close"))])

    assert json.loads(json.dumps(map_.collection))["features"][0]["properties"]["title"] == "Close"


def test_part_of_a_page_carries_the_features_and_the_list_without_letting_words_become_markup(map_):
    part = render_to_string("components/map.html", {"map": map_})

    assert 'id="here_features"' in part
    assert "<b>树</b>" not in part
    assert part.count('class="map-list__item') == 3
    assert '<a href="/x/">' in part


def test_map_of_nothing_says_so():
    part = render_to_string("components/map.html", {"map": map_of(label="x", features=[])})

    assert part.count("<li") == 1
