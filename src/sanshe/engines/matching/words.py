"""How well two sets of tokens fit, and which words they share."""

import math
from collections.abc import Collection, Mapping, Sequence

# Tokens that most notices carry: asking, offering, being there, and the time, which is compared on its own.
COMMON = frozenset(
    (
        # asking and offering
        "w:帮忙 w:帮助 w:有空 w:愿意 w:可以 w:找人 w:邻居 w:街坊 w:社区 w:小区 w:东西 w:事情 w:知道 w:晓得 w:喜欢 "
        "w:服务 w:提供 w:一起 w:有人 w:懂的 w:家里 w:每天 w:每周 w:回来 w:不能 w:不用 w:开始 w:经验 w:问题 "
        # time
        "w:今天 w:明天 w:后天 w:周一 w:周二 w:周三 w:周四 w:周五 w:周六 w:周日 w:周末 w:上午 w:下午 w:晚上 w:早上 "
        "w:中午 w:星期 w:礼拜 w:小时 w:分钟 w:平时 w:最近 w:星期一 w:星期二 w:星期三 w:星期四 w:星期五 w:星期六 w:星期天"
    ).split()
)
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
    if token in COMMON:
        return COMMON_WEIGHT
    if token.startswith("w:"):
        return WORD_WEIGHT
    light = sum(character in _LIGHT for character in token)
    if len(token) <= 2 and light:
        return 0.0 if light == len(token) else COMMON_WEIGHT
    return PAIR_WEIGHT


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
    """
    wanted_set, given_set = set(wanted), set(given)
    total = math.fsum(sorted(_weight(token, token_weights) for token in wanted_set))
    if total <= 0:
        return 0.0
    covered = math.fsum(sorted(_weight(token, token_weights) for token in wanted_set & given_set))
    extra = len(given_set - wanted_set)
    fit = -math.expm1(-covered / total / COVERAGE_SCALE)
    return fit / (1 + LENGTH_PENALTY * math.log(max(1.0, extra / FREE_LENGTH)))


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
