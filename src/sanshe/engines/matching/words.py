"""What a token tells, and which words two texts share."""

from collections.abc import Collection, Sequence

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


def matched_words(wanted: Sequence[str], given: Collection[str]) -> tuple[str, ...]:
    """Return the words both sides share that tell something, weightiest first; pairs only where no word is shared."""
    there = set(given)
    telling = [token for token in dict.fromkeys(wanted) if token in there and token_weight(token) > COMMON_WEIGHT]
    words = [token for token in telling if token.startswith("w:") or len(token) > 2]
    chosen = words or telling
    order = {token: position for position, token in enumerate(chosen)}
    chosen = sorted(chosen, key=lambda token: (-token_weight(token), order[token]))
    return tuple(token.removeprefix("w:") for token in chosen)
