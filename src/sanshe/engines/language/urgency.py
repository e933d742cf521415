"""Whether the sentence says that it cannot wait."""

import re

from sanshe.engines.language.characters import folded

URGENT_WORDS = (
    "急需 急用 急求 急找 加急 紧急 很急 好急 着急用 很着急 好着急 挺着急 急! 急急 十万火急 救急 "
    "马上 立刻 立即 尽快 赶快 赶紧 "
    "越快越好 等不得 等不了 来不及 火速 刻不容缓 今天就要 今天就得 今晚就要 现在就要 今天之内 急着 在线等 "
    "就现在 快来人 求救 救命"
)
# Words with the same characters that say something else.
_NOT_URGENT = (
    "急救 不急 不着急 别急 没那么急 急诊 急性 急躁 应急 着急上火 马上坡 不是很急 不太急 不用着急 不用马上 "
    "不必马上 救急包"
)
_ALONE = re.compile(r"(?:^|[\s,。!;:、(\[【])急(?:$|[\s,。!;:、)\]】]|[找求要需])")


def find_urgency(text: str) -> str | None:
    """Return `urgent` where the sentence says that it cannot wait, else None."""
    said = folded(text)
    for phrase in _NOT_URGENT.split():
        said = said.replace(phrase, " " * len(phrase))
    is_urgent = any(word in said for word in URGENT_WORDS.split()) or _ALONE.search(said)
    return "urgent" if is_urgent else None
