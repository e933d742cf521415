"""How well two sets of tokens fit, and which words they share."""

import math
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

# Tokens that most notices carry: asking, offering, being there, and the time, which is compared on its own.
_COMMON_WORDS = (
    # asking and offering
    "帮忙 帮助 有空 愿意 可以 找人 邻居 街坊 社区 小区 东西 事情 知道 晓得 喜欢 服务 提供 一起 有人 懂的 家里 "
    "每天 每周 回来 不能 不用 开始 经验 问题 "
    # time
    "今天 明天 后天 周一 周二 周三 周四 周五 周六 周日 周末 上午 下午 晚上 早上 中午 星期 礼拜 小时 分钟 平时 最近 "
    "星期一 星期二 星期三 星期四 星期五 星期六 星期天"
)
COMMON = frozenset(_COMMON_WORDS.split())
# Characters that stand in almost every pair that says nothing.
_LIGHT = frozenset(
    "我你他她它您们的了着过吗呢吧啊哦得地和跟与或在是有没不也都就还才又再很太最更这那哪个些么什几想要能会可以"
    "给把被让从到向对为因所但而且如若即则之其于等一两上下来去里外前后时候点人家说看做天周日晚早午请谢"
)
COMMON_WEIGHT = 0.1
PAIR_WEIGHT = 0.4
WORD_WEIGHT = 1.0
# Coverage of the query's weight at which the fit has reached 1 - 1/e.
COVERAGE_SCALE = 0.25
# Tokens of the candidate that the query lacks, beyond which length begins to tell against it.
FREE_LENGTH = 60.0
LENGTH_PENALTY = 0.12


def token_weight(token: str) -> float:
    """Return what a token tells where no document frequencies are known, in [0, 1]."""
    if token.removeprefix("w:") in COMMON:
        return COMMON_WEIGHT
    if token.startswith("w:"):
        return WORD_WEIGHT
    light = sum(character in _LIGHT for character in token)
    if len(token) <= 2 and light:
        return 0.0 if light == len(token) else COMMON_WEIGHT
    return PAIR_WEIGHT


@dataclass(frozen=True)
class Wanted:
    """The tokens that are wanted, weighed once for many comparisons."""

    weights: Mapping[str, float]
    total: float

    @classmethod
    def of(cls, tokens: Collection[str], token_weights: Mapping[str, float] | None = None) -> "Wanted":
        """Weigh tokens; repetitions count once, a token missing from the weights weighs as `token_weight` says."""
        weights = {token: _weight(token, token_weights) for token in sorted(set(tokens))}
        return cls(weights=weights, total=math.fsum(weights.values()))

    def fit(self, given: Collection[str]) -> float:
        """Return how well the given tokens cover the wanted ones; see `text_fit`."""
        if self.total <= 0:
            return 0.0
        there = given if isinstance(given, Set) else set(given)
        shared = [weight for token, weight in self.weights.items() if token in there]
        if not shared or max(shared) <= COMMON_WEIGHT:
            return 0.0
        extra = len(there) - len(shared)
        fit = -math.expm1(-math.fsum(shared) / self.total / COVERAGE_SCALE)
        return fit / (1 + LENGTH_PENALTY * math.log(max(1.0, extra / FREE_LENGTH)))


def text_fit(
    wanted: Collection[str], given: Collection[str], token_weights: Mapping[str, float] | None = None
) -> float:
    """Return how well the given tokens cover the wanted ones.

    Parameters
    ----------
    wanted, given : collection of str
        Tokens; repetitions count once.
    token_weights : mapping, optional
        Weight per token, not negative; a token missing from it weighs as `token_weight` says.

    Returns
    -------
    float
        In [0, 1]: ``(1 - exp(-coverage / 0.25)) / (1 + 0.12 ln(max(1, extra / 60)))`` with the covered share of the
        wanted weight and the number of given tokens that are not wanted. One more wanted token never lowers it.
        0 where nothing is shared that weighs more than a common word.
    """
    return Wanted.of(wanted, token_weights).fit(given)


def matched_words(
    wanted: Sequence[str], given: Collection[str], token_weights: Mapping[str, float] | None = None
) -> tuple[str, ...]:
    """Return the words both sides share that tell something, weightiest first; pairs only where no word is shared."""
    shared = [token for token in dict.fromkeys(wanted) if token in set(given)]
    telling = [token for token in shared if _weight(token, token_weights) > COMMON_WEIGHT]
    words = [token for token in telling if token.startswith("w:") or len(token) > 2]
    chosen = words or telling
    order = {token: position for position, token in enumerate(chosen)}
    chosen = sorted(chosen, key=lambda token: (-_weight(token, token_weights), order[token]))
    return tuple(token.removeprefix("w:") for token in chosen)


def _weight(token: str, token_weights: Mapping[str, float] | None) -> float:
    if token_weights is not None and token in token_weights:
        return token_weights[token]
    return token_weight(token)
