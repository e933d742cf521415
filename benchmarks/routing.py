"""Print how well the router sorts residents' messages it has not seen: python benchmarks/routing.py [folder]."""

import csv
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from sanshe.engines.language.routing import evaluate

HERE = Path(__file__).resolve().parents[1]
FILES = ("messages_labelled_raw.csv", "messages_labelled_segmented.csv")
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


def main() -> int:
    """Run and print the table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "shared" / "data" / "messages"
    if not all((folder / name).exists() for name in FILES):
        print(f"No messages in {folder}: give the folder as argument.")
        return 2
    texts, labels = messages(folder)
    began = time.perf_counter()
    result = evaluate(texts, labels, folds=5, seed=0)
    seconds = time.perf_counter() - began
    print(f"{len(texts)} messages, {len(result.codes)} categories, 5 folds, {seconds:.0f} s")
    print(f"accuracy {result.accuracy:.4f}   macro-F1 {result.macro_f1:.4f}\n")
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
