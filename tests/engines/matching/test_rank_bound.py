"""What the ranking leaves unexamined could not have won."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.matching.eligibility import eligible
from sanshe.engines.matching.score import is_relevant, rank, score
from sanshe.engines.matching.sides import Candidate, Query

MONDAY = datetime(2026, 11, 23, tzinfo=ZoneInfo("Asia/Shanghai"))
TOKENS = ["w:医院", "医院", "挂号", "w:挂号", "水管", "w:水管", "陪诊", "遛狗"]
CODES = ["escort", "plumbing", ""]


def words():
    return st.lists(st.sampled_from(TOKENS), max_size=5, unique=True).map(tuple)


@st.composite
def candidates(draw):
    count = draw(st.integers(0, 25))
    return [
        Candidate(
            key=number,
            tokens=draw(words()),
            wordings=tuple(draw(st.lists(words(), max_size=2))),
            category_code=draw(st.sampled_from(CODES)),
            point=draw(st.sampled_from([None, (104.06, 30.67), (104.07, 30.67)])),
            weekly_hours=draw(st.sampled_from([(), ((0, 540, 600),), ((0, 480, 720), (2, 0, 60))])),
            places_left=draw(st.sampled_from([None, 0, 3])),
            rate=draw(st.sampled_from([None, 0.2, 0.9])),
            load=draw(st.sampled_from([0.0, 1.0, 4.0])),
        )
        for number in range(count)
    ]


@st.composite
def queries(draw):
    start = MONDAY + timedelta(minutes=draw(st.integers(0, 3 * 24 * 60)))
    return Query(
        tokens=draw(words()),
        categories=draw(st.sampled_from([(), (("escort", 0.9),), (("plumbing", 0.5), ("escort", 0.3))])),
        point=draw(st.sampled_from([None, (104.06, 30.67)])),
        spans=draw(st.sampled_from([(), ((start, start + timedelta(hours=1)),)])),
    )


@given(queries(), candidates(), st.integers(1, 6))
def test_ranking_is_the_same_as_if_all_had_been_weighed(query, given_candidates, limit):
    weighed = [(score(query, one), one) for one in given_candidates if not eligible(query, one)]
    near = [scored for scored, one in weighed if is_relevant(query, one, scored.values)]

    found = rank(query, given_candidates, limit=limit)

    assert found == tuple(sorted(near, key=lambda one: (-one.score, one.key))[:limit])
