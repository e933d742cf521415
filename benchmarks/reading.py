"""Print how long it takes to read what a sentence says, part by part: python benchmarks/reading.py [sentences]."""

import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from sanshe.engines.language.company import find_helpers, find_home_visit, find_languages
from sanshe.engines.language.for_whom import find_beneficiary
from sanshe.engines.language.place import find_place
from sanshe.engines.language.time_expressions import ZONE, find_times

AT = datetime(2026, 11, 23, 10, tzinfo=ZONE)
WHO = "我妈82岁坐轮椅 我家两个孩子 老两口耳背 我老公刚出院 八个月大的宝宝 我自己 楼上独居的王婆婆 一个读初二的学生"
WHEN = (
    "周二上午 后天下午三点半 这周末 下个月初 每天晚上七点以后 春节前 农历八月十五 下周一到周五 每周二四 国庆节 "
    "半小时后 每月初一十五 隔周六上午 12月1号周二上午9点 每月第二个星期日 周五之前 差一刻九点 最近"
)
WHAT = (
    "想找人陪去医院看病 水管漏水求修 想请两个人上门搬冰箱 手机老跳广告求教 孩子作文没人辅导 "
    "要会四川话的护工 借梯子用一下"
)
WHERE = "幸福广场 三医院 3号楼2单元 菜市场门口 家里 线上 居委会"
LONGEST = 500


def sentences(count: int, seed: int) -> list[str]:
    """Return made-up sentences of usual length."""
    chance = random.Random(seed)
    parts = [words.split() for words in (WHO, WHEN, WHAT, WHERE)]
    return ["，".join(chance.choice(words) for words in parts) for _ in range(count)]


def milliseconds(read: Callable[[str], object], texts: list[str]) -> list[float]:
    """Return how long each text took."""
    took = []
    for text in texts:
        begun = time.perf_counter()
        read(text)
        took.append((time.perf_counter() - begun) * 1000)
    return took


def main() -> int:
    """Run and print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    texts = sentences(count, seed=1)
    longest = [("，".join(sentences(60, seed=number)))[:LONGEST] for number in range(50)]
    readers: dict[str, Callable[[str], object]] = {
        "times": lambda text: find_times(text, at=AT),
        "for whom": find_beneficiary,
        "place": find_place,
        "home visit": find_home_visit,
        "helpers": find_helpers,
        "languages": find_languages,
    }
    print(f"{count} sentences of {statistics.mean(map(len, texts)):.0f} characters; 50 of {LONGEST}; milliseconds each")
    print(f"{'read':<12}{'found in':>10}{'median':>10}{'p99':>10}{f'{LONGEST} chars':>12}")
    for name, read in readers.items():
        took = sorted(milliseconds(read, texts))
        found = sum(1 for text in texts if read(text))
        full = statistics.median(milliseconds(read, longest))
        median, p99 = statistics.median(took), took[int(len(took) * 0.99)]
        print(f"{name:<12}{found / count:>10.0%}{median:>10.3f}{p99:>10.3f}{full:>12.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
