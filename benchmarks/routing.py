"""Print how well the router sorts residents' messages it has not seen: python benchmarks/routing.py [folder]."""

import csv
import re
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from sanshe.engines.language.routing import evaluate

HERE = Path(__file__).resolve().parents[1]
FILES = ("messages_labelled_raw.csv", "messages_labelled_segmented.csv")
NOT_HAN = re.compile("[^\u4e00-\u9fff]+")
RARE, COPIED = 200, 0.5
SHARES = (1.0, 0.95, 0.9, 0.8, 0.7)


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


def main() -> int:
    """Run and print the table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "shared" / "data" / "messages"
    if not all((folder / name).exists() for name in FILES):
        print(f"No messages in {folder}: give the folder as argument.")
        return 2
    texts, labels = messages(folder)
    groups = groups_of_copies(texts)
    began = time.perf_counter()
    result = evaluate(texts, labels, folds=5, groups=groups, seed=0)
    seconds = time.perf_counter() - began
    print(f"{len(texts)} messages ({len(set(groups))} without near copies), {len(result.codes)} categories")
    print(f"5 folds, copies always on one side, {seconds:.0f} s")
    print(f"accuracy {result.accuracy:.4f}   macro-F1 {result.macro_f1:.4f}")
    mixed = evaluate(texts, labels, folds=5, seed=0)
    print("with near copies left wherever they fall: ", end="")
    print(f"accuracy {mixed.accuracy:.4f}   macro-F1 {mixed.macro_f1:.4f}\n")
    print(f"{'precision':>9} {'recall':>7} {'F1':>7} {'texts':>6}  category")
    for code in result.codes:
        one = result.per_class[code]
        print(f"{one.precision:9.3f} {one.recall:7.3f} {one.f1:7.3f} {one.support:6d}  {code}")
    print(f"\n{'routed':>9} accuracy (the rest abstained from)")
    for share in SHARES:
        print(f"{share:9.0%} {result.accuracy_of_share(share):.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
