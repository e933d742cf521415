"""Texts for the benchmarks: questions with known answers from real messages, and offers made of their clauses.

    python benchmarks/corpus.py [folder]

`questions` reads residents' messages with the official replies and gives two sets over one collection of documents:

L   message (subject and text) → its official reply, without what would give it away: the salutation, the quoted title,
    the phrases every reply begins and ends with, the date.
Z   title → body of messages that never stand in L.

All answers stand among other messages, at most 10,000 documents in all. Copies are left out: a document that repeats
most of a question it is not the answer of would be a right answer that counts as wrong. Half of the questions, drawn
by the digest of their number, are for trying things out (`dev`), the others (`test`) for the figures.

`offers` recombines the clauses of these messages, within a category, into as many slips as wanted: the words, their
frequencies and the lengths are real ones, and names of streets made anew let the vocabulary grow as it does in life.
The same seed gives the same slips.
"""

import csv
import hashlib
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MESSAGES = Path(__file__).resolve().parents[2] / "shared" / "data" / "messages"
REPLIES, RAW, SEGMENTED = "messages_replies.csv", "messages_labelled_raw.csv", "messages_labelled_segmented.csv"
DOCUMENTS = 10_000
SHOWN = 100_000
LEAST_HAN = 20
RARE, COPIED = 60, 0.5
WORDS_PER_CLAUSE = 6
# The lengths of slips: most say one or two things, a few tell a story.
CLAUSES_PER_SLIP = (1, 1, 2, 2, 2, 3, 3, 4, 6)
NAMED_SHARE, DISTRICT_SHARE = 0.3, 0.01
NAME_ENDS = ("路", "街", "巷", "苑", "小区", "村", "花园", "大道")
AGES = ((None, None), (None, None), (None, None), (60, None), (3, 12), (18, 65))
GRID_DEG = 0.012  # about 1.2 km between neighbouring communities

_HAN = re.compile("[\u4e00-\u9fff]+")
_QUOTED = re.compile('[“"《‘「][^”"》’」]{1,80}[”"》’」]')
# Everything before the first full stop of politeness: whom it greets, that the letter came, that this is the answer.
_GREETING = re.compile(
    "^.{0,60}?(?:您好|你好|网友|网民|同志)[^，。！!：:]{0,20}[，。！!：:]+|"
    "^.{0,80}?(?:收悉|已收到|已知悉|已阅|回复如下|答复如下|回复为|如下)[^，。！!：:；]{0,20}[，。！!：:；]+"
)
_CLOSING = re.compile(
    "(?:最后，?|再次|衷心|非常|特此|此复|以上|专此|望您|如(?:有|您|还|仍)|欢迎您?|感谢|谢谢|祝您?)[^。！!]{0,60}[。！!]?\\s*$"
)
_DATE = re.compile("[0-9０-９]{4}\\s*[年./-]\\s*[0-9]{1,2}\\s*[月./-]\\s*[0-9]{1,2}\\s*日?\\s*$")
_SIGNED = re.compile("[\u4e00-\u9fffA-Z0-9]{2,20}(?:局|委|办|处|中心|政府|街道|公司|大队|学校|支队|管委会|办公室)\\s*$")
_CLAUSE = re.compile("[，。；！？!?;,：:\\s]+")
_SENTENCE = re.compile("[。！？!?；;\\n]+|(?<=.{30})，")


@dataclass(frozen=True)
class Slip:
    """A made offer."""

    number: int
    sentence: str
    category: int  # of the seven of the messages, by their order
    community: int | None  # None: for the whole district
    longitude: float
    latitude: float
    ages: tuple[int | None, int | None]
    capacity: int | None
    weekly_hours: tuple[tuple[int, int, int], ...]  # weekday, start, end in minutes
    provider: int


@dataclass(frozen=True)
class Question:
    """Something asked, and the number of the document that answers it."""

    key: str
    kind: str  # L or Z
    text: str
    answer: int
    is_test: bool


@dataclass(frozen=True)
class Questions:
    """Documents, and the questions that some of them answer."""

    documents: tuple[str, ...]
    questions: tuple[Question, ...]

    def part(self, kind: str, *, test: bool) -> tuple[Question, ...]:
        """Return the questions of a kind in one of the two parts."""
        return tuple(one for one in self.questions if one.kind == kind and one.is_test == test)


def questions(folder: Path = MESSAGES, *, documents: int = DOCUMENTS) -> Questions:
    """Return both sets of questions over one collection of documents."""
    replied, raw = _rows(folder / REPLIES), _rows(folder / RAW)
    segmented = [row["text"].replace(" ", "") for row in _rows(folder / SEGMENTED)]
    asked = [f"{row['subject']} {row['text']}" for row in replied]
    bodies = [row["text"] for row in raw]
    copied = _copies(asked, [*(f"{row['subject']} {row['text']}" for row in raw), *segmented, *bodies])
    texts: dict[str, int] = {}
    found = []
    for row, text in zip(replied, asked, strict=True):
        answer = without_phrases(row["reply"], title=row["subject"])
        if _han(answer) >= LEAST_HAN and _han(text) >= LEAST_HAN:
            number = texts.setdefault(answer, len(texts))
            found.append(Question(f"L{row['id']}", "L", text, number, _is_test(f"L{row['id']}")))
    seen = set()
    for place, row in enumerate(raw):
        body = row["text"].strip()
        if place in copied or _han(body) < LEAST_HAN or _han(row["subject"]) < 2 or body in seen:
            continue
        seen.add(body)
        number = texts.setdefault(body, len(texts))
        found.append(Question(f"Z{row['id']}", "Z", row["subject"], number, _is_test(f"Z{row['id']}")))
    of_raw = _copies(bodies, segmented)
    for place, text in enumerate(segmented):
        if len(texts) >= documents:
            break
        if place + len(raw) not in copied and place not in of_raw and _han(text) >= LEAST_HAN:
            texts.setdefault(text, len(texts))
    return Questions(tuple(texts), tuple(found))


def offers(
    count: int, *, communities: int = 1000, providers: int = 100_000, seed: int = 1, folder: Path = MESSAGES
) -> Iterator[Slip]:
    """Yield so many slips, one after the other; the same seed gives the same, and fewer are the first of more."""
    clauses = _clauses(folder)
    characters = "".join(sorted({one for some in clauses for clause in some for one in clause if _HAN.match(one)}))
    draw = random.Random(f"slips {seed}")
    side = max(1, round(communities**0.5))
    for number in range(count):
        category = min(int(draw.expovariate(0.4)), len(clauses) - 1)
        parts = [draw.choice(clauses[category]) for _ in range(draw.choice(CLAUSES_PER_SLIP))]
        if draw.random() < NAMED_SHARE:
            name = "".join(draw.choices(characters, k=2)) + draw.choice(NAME_ENDS)
            parts.insert(draw.randrange(len(parts) + 1), f"在{name}{draw.randrange(1, 200)}号")
        community = draw.randrange(communities) if draw.random() >= DISTRICT_SHARE else None
        where = community if community is not None else draw.randrange(communities)
        starts = [draw.randrange(7, 21) * 60 for _ in range(draw.choice((0, 0, 1, 2, 3, 5)))]
        yield Slip(
            number,
            "，".join(parts) + "。",
            category,
            community,
            104.0 + (where % side) * GRID_DEG + draw.gauss(0, GRID_DEG / 4),
            30.6 + (where // side) * GRID_DEG + draw.gauss(0, GRID_DEG / 4),
            draw.choice(AGES),
            draw.choice((None, 1, 1, 2, 5, 20)),
            tuple(sorted((draw.randrange(7), start, start + 120) for start in starts)),
            draw.randrange(providers),
        )


def asked(folder: Path = MESSAGES) -> list[str]:
    """Return the titles of messages, in an order that looks drawn: what somebody types who wants something."""
    titles = {row["subject"].strip() for name in (REPLIES, RAW) for row in _rows(folder / name)}
    return sorted((one for one in titles if _han(one) >= 4), key=lambda one: hashlib.blake2b(one.encode()).digest())


def without_phrases(reply: str, *, title: str = "") -> str:
    """Return an official reply without greeting, quotations, the title it repeats, thanks, signature and date."""
    text = reply.strip().replace("\u3000", " ")
    if len(title) >= 4:
        text = text.replace(title, "")
    text = _QUOTED.sub("", text)
    for _ in range(3):
        text = _GREETING.sub("", text, count=1).strip()
    for _ in range(4):
        text = _DATE.sub("", text).strip()
        text = _CLOSING.sub("", text).strip()
        text = _SIGNED.sub("", text).strip() if len(text) > 60 and not text.endswith(("。", "！")) else text
    return text


def sentences(text: str) -> list[str]:
    """Return the sentences of a message that say something: five Han characters or more."""
    return [one.strip() for one in _SENTENCE.split(text) if _han(one) >= 5]


def _clauses(folder: Path) -> list[list[str]]:
    """Return the clauses of the labelled messages by category, those of four to thirty characters."""
    by_category = defaultdict(list)
    for row in _rows(folder / RAW):
        texts = _CLAUSE.split(f"{row['subject']}，{row['text']}")
        by_category[row["category"].strip()] += [text for text in texts if _han(text) >= 4 and len(text) <= 30]
    for row in _rows(folder / SEGMENTED):
        words = row["text"].split()
        # Cut up and without stop words, so that clauses are no longer to be seen: some words in a row.
        chunks = ("".join(words[start : start + WORDS_PER_CLAUSE]) for start in range(0, len(words), WORDS_PER_CLAUSE))
        by_category[row["category"].strip()] += [text for text in chunks if _han(text) >= 4 and len(text) <= 30]
    return [by_category[label] for label in sorted(by_category)]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _han(text: str) -> int:
    return sum(map(len, _HAN.findall(text)))


def _is_test(key: str) -> bool:
    return hashlib.blake2b(key.encode(), digest_size=1).digest()[0] % 2 == 0


def _pairs(text: str) -> set[str]:
    only = "".join(_HAN.findall(text))
    return {only[start : start + 2] for start in range(len(only) - 1)}


def _copies(originals: list[str], others: list[str]) -> set[int]:
    """Return the places of those others that share most of their character pairs with an original."""
    pairs = [_pairs(text) for text in originals]
    where = defaultdict(list)
    for number, own in enumerate(pairs):
        for pair in own:
            where[pair].append(number)
    found = set()
    for place, text in enumerate(others):
        own = _pairs(text)
        near = Counter(number for pair in own if len(where.get(pair, ())) <= RARE for number in where.get(pair, ()))
        for number, _ in near.most_common(3):
            if len(own & pairs[number]) > COPIED * min(len(own), len(pairs[number])):
                found.add(place)
    return found


def _main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    made = questions(folder)
    print(f"{len(made.documents):,} documents")
    for kind in "LZ":
        print(kind, *(f"{name} {len(made.part(kind, test=test)):,}" for name, test in (("dev", False), ("test", True))))
    begun = time.perf_counter()
    lengths = Counter(len(slip.sentence) for slip in offers(SHOWN, folder=folder))
    print(
        f"{SHOWN:,} slips in {time.perf_counter() - begun:.1f} s, {sum(lengths.elements()) / SHOWN:.0f} characters each"
    )


if __name__ == "__main__":
    _main()
