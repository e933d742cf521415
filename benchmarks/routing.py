"""Print how well the router sorts residents' messages it has not seen: python benchmarks/routing.py [folder]."""

import csv
import re
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import numpy as np

from sanshe.engines.language.routing import (
    Category,
    Evaluation,
    Learned,
    Router,
    evaluate,
    judge,
    learn,
    train,
    train_from_words,
)
from sanshe.engines.language.routing.learning import ENOUGH_PER_CLASS, parts_of

HERE = Path(__file__).resolve().parents[1]
FILES = ("messages_labelled_raw.csv", "messages_labelled_segmented.csv")
NOT_HAN = re.compile("[^\u4e00-\u9fff]+")
RARE, COPIED = 200, 0.5
SHARES = (1.0, 0.95, 0.9, 0.8, 0.7)
PENALTIES = (1e-4, 5e-5, 2.5e-5)
CURVE = ((0, 5), (50, 5), (200, 5), (1000, 5))
# What the names of the categories mean, as people would say it: written by hand, not taken from the messages.
_WORDS = {
    "城乡建设": (
        "物业 小区 业主 开发商 拆迁 违建 违章建筑 规划 施工 工地 道路 路灯 路面 排水 下水道 "
        "自来水 停水 燃气 停车位 公园 绿化 住房 房屋 房产证 公积金 购房 楼盘 危房 棚改 征地 "
        "城管 市政 供暖 电梯"
    ),
    "劳动和社会保障": (
        "工资 拖欠工资 社保 养老金 养老保险 医保 医疗保险 失业 工伤 退休 劳动合同 劳动局 就业 "
        "加班 五险一金 公务员 事业单位 编制 职称 招聘 人事 低保 残疾 待遇 津贴 农民工 裁员"
    ),
    "教育文体": (
        "学校 老师 教师 学生 孩子上学 小学 中学 高中 初中 幼儿园 大学 学院 补课 培训班 招生 "
        "高考 中考 学费 学位 学区 校车 作业 教育局 班级 图书馆 体育 文化 电视 读书"
    ),
    "商贸旅游": (
        "商场 超市 市场 消费者 投诉商家 商家 价格 收费 食品安全 假货 欺诈 传销 电梯 旅游 "
        "景区 景点 导游 酒店 餐馆 营业执照 企业 公司 购物 退款 退费 会员卡 烟草 加油站"
    ),
    "卫生计生": (
        "医院 医生 护士 看病 治疗 手术 病人 患者 药品 疫苗 卫生院 诊所 村医 乡村医生 卫生 "
        "计划生育 二胎 独生子女 准生证 生育 医疗事故 医德 挂号 妇幼"
    ),
    "环境保护": (
        "污染 环保 噪音 噪声 扰民 废水 污水 废气 臭气 臭味 异味 油烟 粉尘 灰尘 垃圾 焚烧 "
        "排放 河水 空气 养猪场 化工厂 采石场 砂石厂 辐射 环境"
    ),
    "交通运输": (
        "公交 公交车 地铁 出租车 的士 网约车 滴滴 快递 客运 班车 车站 火车 高铁 高速公路 "
        "国道 司机 驾校 驾照 运输 货车 黑车 票价 乘客 线路 站点 交通 邮政 物流"
    ),
}
SEEDS = tuple(Category(code, tuple(words.split()), code) for code, words in _WORDS.items())


def messages(folder: Path) -> tuple[list[str], list[str]]:
    """Return the texts (subject first, where there is one) and their categories."""
    texts, labels = [], []
    for name in FILES:
        with (folder / name).open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                texts.append(f"{row.get('subject', '')} {row['text']}".strip())
                labels.append(row["category"].strip())
    return texts, labels


def groups_of_copies(texts: list[str]) -> list[int]:
    """Return one number per text, the same for near copies.

    The segmented file repeats most of the raw one with its stop words taken out, so copies are not equal: two texts
    belong together where one shares most of its character pairs with the other.
    """
    pairs = [
        set(map("".join, zip(*(NOT_HAN.sub("", text)[start:] for start in (0, 1)), strict=False))) for text in texts
    ]
    where = defaultdict(list)
    for index, own in enumerate(pairs):
        for pair in own:
            where[pair].append(index)
    group = list(range(len(texts)))
    for index, own in enumerate(pairs):
        rare = [pair for pair in own if len(where[pair]) <= RARE]
        near = Counter(other for pair in rare for other in where[pair] if other < index)
        for other, _ in near.most_common(3):
            if len(own & pairs[other]) > COPIED * min(len(own), len(pairs[other])):
                old, new = group[index], group[other]
                group = [new if one == old else one for one in group] if old != index else group
                group[index] = new
    return group


def tuned(texts: list[str], labels: list[str], groups: list[int]) -> float:
    """Return the penalty that did best in four folds of these texts; nothing else is asked."""
    part = {
        penalty: evaluate(
            texts,
            labels,
            folds=4,
            groups=groups,
            learner=lambda places, penalty=penalty: train(
                [texts[place] for place in places], [labels[place] for place in places], penalty=penalty
            ),
        ).macro_f1
        for penalty in PENALTIES
    }
    return max(part, key=part.__getitem__)


def whole(texts: list[str], labels: list[str], groups: list[int]) -> tuple[Evaluation, list[Learned], list[float]]:
    """Judge in five folds; in each, penalty, probabilities and threshold are found within the other four."""
    learned, penalties = [], []

    def learner(places):
        some, theirs = [texts[place] for place in places], [labels[place] for place in places]
        own = [groups[place] for place in places]
        penalties.append(tuned(some, theirs, own))
        learned.append(learn(some, theirs, groups=own, penalty=penalties[-1]))
        return learned[-1].router

    return evaluate(texts, labels, groups=groups, learner=learner), learned, penalties


def curve(texts: list[str], labels: list[str], groups: list[int], count: int, folds: int) -> float:
    """Return the macro-F1 with so many sorted texts of a fold, the words of the categories, and the rest unsorted."""
    found = []
    parts = parts_of(groups, 5, 0)
    for fold in range(folds):
        rng = np.random.default_rng(fold)
        there = rng.permutation(np.flatnonzero(parts != fold)).tolist()
        test = np.flatnonzero(parts == fold).tolist()
        some, rest = there[:count], there[count:]
        their_texts, their_labels = [texts[place] for place in some], [labels[place] for place in some]
        if len(some) >= ENOUGH_PER_CLASS * len(SEEDS):
            router = train(their_texts, their_labels)
        else:
            router = train_from_words(SEEDS, [texts[place] for place in rest], texts=their_texts, labels=their_labels)
        found.append(judge(router, [texts[place] for place in test], [labels[place] for place in test]).macro_f1)
    return sum(found) / len(found)


def main() -> int:
    """Run and print the tables."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "shared" / "data" / "messages"
    if not all((folder / name).exists() for name in FILES):
        print(f"No messages in {folder}: give the folder as argument.")
        return 2
    texts, labels = messages(folder)
    groups = groups_of_copies(texts)
    began = time.perf_counter()
    result, learned, penalties = whole(texts, labels, groups)
    seconds = time.perf_counter() - began
    sys.stdout.reconfigure(line_buffering=True)
    print(f"{len(texts)} messages ({len(set(groups))} without near copies), {len(result.codes)} categories")
    print(f"5 folds, copies always on one side, {seconds:.0f} s; penalties found within the folds: {penalties}")
    print(f"accuracy {result.accuracy:.4f}   macro-F1 {result.macro_f1:.4f}")
    mixed = evaluate(texts, labels, folds=5, seed=0)
    print("with near copies left wherever they fall: ", end="")
    print(f"accuracy {mixed.accuracy:.4f}   macro-F1 {mixed.macro_f1:.4f}\n")
    print(f"{'precision':>9} {'recall':>7} {'F1':>7} {'texts':>6}  category")
    for code in result.codes:
        one = result.per_class[code]
        print(f"{one.precision:9.3f} {one.recall:7.3f} {one.f1:7.3f} {one.support:6d}  {code}")
    before = sum(one.error_before for one in learned) / len(learned)
    print(
        f"\nexpected calibration error: {before:.4f} before, {result.calibration_error:.4f} after (on the test folds)"
    )
    print(f"threshold for 98 % found within the folds: routes {result.routed_share:.1%}, of that right ", end="")
    print(f"{result.routed_accuracy:.2%}")
    print(f"\n{'routed':>9} accuracy (the rest abstained from)")
    for share in SHARES:
        print(f"{share:9.0%} {result.accuracy_of_share(share):.4f}")
    print(f"\n{'sorted':>9} macro-F1 with the words of the categories and the other texts unsorted")
    words = evaluate(texts, labels, groups=groups, learner=lambda _: Router.from_words(SEEDS))
    print(f"{'words':>9} {words.macro_f1:.4f} (the words alone, nothing learned)")
    for count, folds in CURVE:
        f1 = curve(texts, labels, groups, count, folds)
        print(f"{count:9d} {f1:.4f} ({folds} fold{'s' if folds > 1 else ''})", flush=True)
    print(f"{'all':>9} {result.macro_f1:.4f} (5 folds)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
