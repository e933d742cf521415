"""Every candidate that comes near to a query, those that cannot answer as well; for many queries at once.

Whoever shares a telling word with a query, stands in one of its categories or may mean the same is found by an index,
so that two thousand queries over a thousand candidates take seconds.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from sanshe.engines.matching.eligibility import eligible
from sanshe.engines.matching.keys import telling_tokens
from sanshe.engines.matching.score import (
    UNCOUNTED,
    WEIGHTS,
    Scored,
    Weighed,
    Weights,
    check_weights,
    put_into_reasons,
    weigh,
)
from sanshe.engines.matching.sides import Candidate, Query
from sanshe.engines.matching.text_score import TextScorer


@dataclass(frozen=True)
class Consideration:
    """Who came near to one query.

    Attributes
    ----------
    answers : tuple of Scored
        Who can answer, the best first: the same, in the same order, as `score.rank` gives.
    others : tuple of Scored
        Who cannot, by what their score would be, each with its refusals.
    answer_count : int
        How many can answer, whether listed or not.
    refusal_counts : mapping of code to int
        For how many of the others each refusal holds; one that is refused for two reasons counts for both.
    """

    answers: tuple[Scored, ...]
    others: tuple[Scored, ...]
    answer_count: int
    refusal_counts: Mapping[str, int]


def consider(
    queries: Sequence[Query],
    candidates: Sequence[Candidate],
    *,
    weights: Weights = WEIGHTS,
    limit: int | None = 50,
    others_limit: int | None = 50,
    text: TextScorer = UNCOUNTED,
) -> tuple[Consideration, ...]:
    """Look for each query at every candidate that has anything to do with it.

    Parameters
    ----------
    queries, candidates : sequence
        Candidates with distinct keys that can be compared with one another.
    weights : Weights
    limit, others_limit : int or None
        How many answers and others are listed at most per query; None: all.
    text : TextScorer

    Returns
    -------
    tuple of Consideration
        One per query, in the order given.

    Raises
    ------
    ValueError
        A weight is negative or they exceed 1 together.
    """
    check_weights(weights)
    index = _Index(candidates)
    found = []
    for query in queries:
        wanted = text.wanted(query.tokens)
        able: list[Weighed] = []
        unable: list[Weighed] = []
        counts: defaultdict[str, int] = defaultdict(int)
        near = (candidates[number] for number in index.near(query))
        for one in weigh(((query, wanted, candidate, candidate.key) for candidate in near), weights):
            codes = eligible(query, one.candidate)
            (unable if codes else able).append(one)
            for code in codes:
                counts[code] += 1
        found.append(
            Consideration(
                answers=put_into_reasons(able[:limit], explained=False),
                others=put_into_reasons(unable[:others_limit], explained=True),
                answer_count=len(able),
                refusal_counts=dict(counts),
            )
        )
    return tuple(found)


class _Index:
    """Which candidates carry a token, and which stand in a category."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._by_token: defaultdict[str, list[int]] = defaultdict(list)
        self._by_category: defaultdict[str, list[int]] = defaultdict(list)
        self._scored_elsewhere: list[int] = []
        self._with_meaning: list[int] = []
        for number, candidate in enumerate(candidates):
            if candidate.text_score is not None:
                self._scored_elsewhere.append(number)
            if candidate.meanings is not None:
                self._with_meaning.append(number)
            for token in {*candidate.tokens, *chain.from_iterable(candidate.wordings)}:
                self._by_token[token].append(number)
            if candidate.category_code:
                self._by_category[candidate.category_code].append(number)

    def near(self, query: Query) -> list[int]:
        numbers = set(self._scored_elsewhere)
        if query.meaning is not None:
            numbers.update(self._with_meaning)
        for token in telling_tokens(query.tokens):
            numbers.update(self._by_token.get(token, ()))
        for code, _ in query.categories:
            numbers.update(self._by_category.get(code, ()))
        return sorted(numbers)
