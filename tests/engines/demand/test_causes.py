"""Which one of the seven causes a need counts under."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.demand import cause_of
from sanshe.engines.demand.causes import EASIEST_FIRST, OBSTACLES

SEVEN = {
    "nobody_offers", "too_far", "no_common_time", "full", "not_eligible", "all_declined", "no_answer",
}  # fmt: skip


@pytest.mark.parametrize(
    ("known", "cause"),
    [
        ({"declined": 3, "unanswered": 0, "answer_count": 0, "refusal_counts": {"full": 9}}, "all_declined"),
        ({"declined": 3, "unanswered": 1, "answer_count": 4, "refusal_counts": {}}, "no_answer"),
        ({"declined": 0, "unanswered": 0, "answer_count": 4, "refusal_counts": {"full": 9}}, "no_answer"),
        ({"declined": 0, "unanswered": 0, "answer_count": None, "refusal_counts": {}}, "no_answer"),
        ({"declined": 0, "unanswered": 0, "answer_count": 0, "refusal_counts": {}}, "nobody_offers"),
        ({"declined": 0, "unanswered": 0, "answer_count": 0, "refusal_counts": {"full": 2, "too_far": 2}}, "full"),
        (
            {
                "declined": 0,
                "unanswered": 0,
                "answer_count": 0,
                "refusal_counts": {"full": 2, "too_far": 2, "not_in_this_area": 1},
            },
            "too_far",
        ),
        (
            {"declined": 0, "unanswered": 0, "answer_count": 0, "refusal_counts": {"not_checked": 1}},
            "not_eligible",
        ),
        (
            {"declined": 0, "unanswered": 0, "answer_count": 0, "refusal_counts": {"a_new_code": 5}},
            "nobody_offers",
        ),
    ],
)
def test_cause_follows_how_far_the_need_came(known, cause):
    assert cause_of(**known) == cause


@given(st.dictionaries(st.sampled_from(sorted(OBSTACLES)), st.integers(1, 9), min_size=1))
def test_cause_without_an_answer_is_what_stood_in_the_way_of_most(refusal_counts):
    found = cause_of(declined=0, unanswered=0, answer_count=0, refusal_counts=refusal_counts)

    sums = {cause: sum(n for code, n in refusal_counts.items() if OBSTACLES[code] == cause) for cause in EASIEST_FIRST}
    assert sums[found] == max(sums.values())


@given(
    st.integers(0, 3),
    st.integers(0, 3),
    st.none() | st.integers(0, 3),
    st.dictionaries(st.text(max_size=5), st.integers(-2, 3)),
)
def test_there_is_always_one_of_seven(declined, unanswered, answer_count, refusal_counts):
    cause = cause_of(declined=declined, unanswered=unanswered, answer_count=answer_count, refusal_counts=refusal_counts)

    assert {cause} <= SEVEN
