"""Made-up sentences of three kinds, enough of each to learn from."""

from itertools import product

# What people say, and what the words beside the categories do not say.
SAID = {
    "plumbing": (
        ("花洒", "龙头", "马桶", "地漏"),
        ("滴答个不停", "堵了", "直冒水", "坏了"),
        ("有师傅吗", "谁会弄", "求看看"),
    ),
    "lessons": (
        ("数学", "英语", "作文", "物理"),
        ("老是不及格", "跟不上", "不会做", "落下了"),
        ("谁能讲讲", "想补补", "求辅导"),
    ),
    "haircut": (
        ("刘海", "鬓角", "后脑勺", "胡子"),
        ("太长了", "该修了", "扎脖子", "乱蓬蓬"),
        ("谁会剪", "上门理一理", "求推子"),
    ),
}


def sentences_of(code: str) -> list[str]:
    """Return what people say of a category: 48 different sentences."""
    return [f"{what}{how}，{ask}" for what, how, ask in product(*SAID[code])]
