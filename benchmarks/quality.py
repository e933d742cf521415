"""How often the right answer is found: our scoring of words beside everything else that searches Chinese.

    python benchmarks/quality.py [--kinds LZ] [--part test] [--hard] [--routing] [--folder FOLDER]

Questions with known answers among ten thousand documents, see `corpus.py`. Everybody gets the same documents and
questions in the same run; what stands beyond the first ten counts as not found. Peers get what is usual with them:
jieba's words, joined by OR, their own ranking. bm25s gets our tokens as well, so that one sees what the scoring does.
`uv pip install bm25s tantivy` for the peers that are not there; PostgreSQL is an embedded server in a folder that is
removed.

--hard: learned wordings, simulated. The data have one message to a reply, so the sentences of a message stand for
neighbours who want the same and each say it in their own words: of messages with nine sentences or more, one, drawn by
its digest, is asked; eight others become learned wordings of the reply one after the other, as confirmed matches would
make them. Every reply learns, also those that are wrong here. Each wording is a row of its own and the best one counts.
The hard half are the messages that, whole, fit their reply least by words. What this cannot show: the sentences of a
message speak of different sides of a matter, which neighbours who want the same thing do less; against that, one author
speaks more like himself than like a neighbour.

Nothing was tuned on the part `test`: the numbers in `engines/matching/text_score.py` were chosen on `dev`.
"""

import argparse
import atexit
import hashlib
import logging
import math
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain
from pathlib import Path

import numpy as np
import rjieba

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import corpus

from sanshe.engines.language.tokens import tokenize
from sanshe.engines.matching.keys import telling_tokens
from sanshe.engines.matching.text_score import TextScorer

try:
    import bm25s
except ImportError:
    bm25s = None
try:
    import tantivy
except ImportError:
    tantivy = None

FIRST = 10
WORDINGS = 8
_CLAUSE = re.compile("[，。；！？!?;,：:、\\s]+")
_WORD = re.compile("\\w+")
Search = Callable[[str], Sequence[int]]


def main() -> None:
    """Search with everyone, print one table; another for learned wordings."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=corpus.MESSAGES)
    parser.add_argument("--kinds", default="LZ")
    parser.add_argument("--part", choices=("dev", "test"), default="test")
    parser.add_argument("--hard", action="store_true", help="learned wordings, simulated, and nothing else")
    parser.add_argument("--routing", action="store_true", help="how well messages are routed, too")
    arguments = parser.parse_args()
    if not arguments.folder.exists():
        raise SystemExit(f"No messages in {arguments.folder}: give the folder with --folder.")
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    made = corpus.questions(arguments.folder)
    parts = {kind: made.part(kind, test=arguments.part == "test") for kind in arguments.kinds}
    print(f"{len(made.documents):,} documents; {arguments.part} part: ", end="")
    print(", ".join(f"{kind} {len(part):,} questions" for kind, part in parts.items()))
    if arguments.hard:
        _hard_half(made, parts["L"])
    else:
        _compare(made, parts)
    if arguments.routing:
        subprocess.run([sys.executable, Path(__file__).with_name("routing.py"), arguments.folder], check=True)


def _compare(made: corpus.Questions, parts: dict[str, tuple[corpus.Question, ...]]) -> None:
    columns = "".join(f"{kind + ' ' + name:>13}" for kind in parts for name in ("recall@10", "MRR@10", "nDCG@10"))
    print(f"{'':<44}{columns}{'ms each':>9}")
    for name, build in SEARCHES:
        search = build(made.documents)
        if search is None:
            print(f"{name:<44}  not installed: uv pip install {name.split()[0]}")
            continue
        figures, begun = "", time.perf_counter()
        for part in parts.values():
            ranks = [_rank(search(one.text), one.answer) for one in part]
            figures += "".join(f"{figure:13.4f}" for figure in measures(ranks))
        each = (time.perf_counter() - begun) / sum(map(len, parts.values())) * 1000
        print(f"{name:<44}{figures}{each:9.1f}", flush=True)


def measures(ranks: Iterable[int | None]) -> tuple[float, float, float]:
    """Return recall, mean reciprocal rank and nDCG at 10 of ranks that count from 1; None: not among them."""
    of = [rank if rank is not None and rank <= FIRST else None for rank in ranks]
    count = max(1, len(of))
    return (
        sum(rank is not None for rank in of) / count,
        sum(1 / rank for rank in of if rank) / count,
        sum(1 / math.log2(rank + 1) for rank in of if rank) / count,
    )


def _rank(found: Sequence[int], answer: int) -> int | None:
    return list(found).index(answer) + 1 if answer in found else None


def said(text: str) -> list[str]:
    """Return the tokens of a sentence, each once for every clause that says it."""
    return list(chain.from_iterable(telling_tokens(tokenize(clause)) for clause in _CLAUSE.split(text) if clause))


@cache
def _given(text: str) -> tuple[str, ...]:
    return telling_tokens(tokenize(text))


def words(text: str) -> list[str]:
    """Return jieba's words, as peers get them."""
    return [word for word in rjieba.cut(text.lower(), False) if _WORD.fullmatch(word)]


class Sanshe:
    """Our scoring over every document, exactly: tokens, rarities, fits."""

    def __init__(self, documents: Sequence[str]) -> None:
        where = defaultdict(list)
        for number, text in enumerate(documents):
            for token in _given(text):
                where[token].append(number)
        self.where = {token: np.array(numbers) for token, numbers in where.items()}
        self.lengths = np.bincount(np.concatenate(list(self.where.values())), minlength=len(documents))
        self.scorer = TextScorer(
            {token: len(numbers) for token, numbers in where.items()},
            len(documents),
            average_length=float(self.lengths.mean()),
        )

    def fits(self, text: str) -> np.ndarray:
        """Return how well each document fits."""
        wanted = self.scorer.wanted(said(text))
        shared, count = np.zeros(len(self.lengths)), np.zeros(len(self.lengths), dtype=int)
        for token, weight in wanted.weights.items():
            numbers = self.where.get(token)
            if numbers is not None:
                shared[numbers] += weight
                count[numbers] += 1
        return wanted.fits(shared, self.lengths - count)

    def __call__(self, text: str) -> Sequence[int]:
        """Return the ten best."""
        return _best(self.fits(text))


def _best(scores: np.ndarray) -> Sequence[int]:
    order = np.lexsort((np.arange(len(scores)), -scores))[:FIRST]
    return [int(number) for number in order if scores[number] > 0]


def _bm25s(cut: Callable[[str], Sequence[str]]) -> Callable[[Sequence[str]], Search | None]:
    def build(documents: Sequence[str]) -> Search | None:
        if bm25s is None:
            return None
        index = bm25s.BM25()
        index.index([list(cut(text)) for text in documents], show_progress=False)

        def search(text: str) -> Sequence[int]:
            found, scores = index.retrieve([list(cut(text))], k=FIRST, show_progress=False)
            return [int(number) for number, score in zip(found[0], scores[0], strict=True) if score > 0]

        return search

    return build


def _tantivy(documents: Sequence[str]) -> Search | None:
    if tantivy is None:
        return None
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", stored=True)
    builder.add_text_field("body", tokenizer_name="whitespace")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for number, text in enumerate(documents):
        writer.add_document(tantivy.Document(number=number, body=" ".join(words(text))))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def search(text: str) -> Sequence[int]:
        terms = [tantivy.Query.term_query(schema, "body", word) for word in dict.fromkeys(words(text))]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        return [searcher.doc(address)["number"][0] for _, address in searcher.search(query, FIRST).hits]

    return search


def _fts5(documents: Sequence[str]) -> Search:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE slip USING fts5(body, content='')")
    base.executemany(
        "INSERT INTO slip (rowid, body) VALUES (?, ?)",
        ((number + 1, " ".join(words(text))) for number, text in enumerate(documents)),
    )

    def search(text: str) -> Sequence[int]:
        query = " OR ".join(f'"{word}"' for word in dict.fromkeys(words(text)))
        found = base.execute("SELECT rowid FROM slip WHERE slip MATCH ? ORDER BY rank LIMIT ?", (query, FIRST))
        return [number - 1 for (number,) in found]

    return search


def _postgresql(joint: str) -> Callable[[Sequence[str]], Search]:
    def build(documents: Sequence[str]) -> Search:
        connection = _server()
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS slip")
            cursor.execute("CREATE TEMP TABLE slip (number int, body tsvector)")
            cursor.executemany(
                "INSERT INTO slip VALUES (%s, to_tsvector('simple', %s))",
                [(number, " ".join(words(text))) for number, text in enumerate(documents)],
            )
            cursor.execute("CREATE INDEX ON slip USING gin (body)")
            cursor.execute("ANALYZE slip")

        def search(text: str) -> Sequence[int]:
            # What is left of a word has letters and digits only, so nothing is to be escaped.
            query = joint.join(f"'{word}'" for word in dict.fromkeys(words(text)))
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT number FROM slip WHERE body @@ CAST(%(query)s AS tsquery)"
                    " ORDER BY ts_rank(body, CAST(%(query)s AS tsquery), 1) DESC, number LIMIT %(first)s",
                    {"query": query, "first": FIRST},
                )
                return [number for (number,) in cursor.fetchall()]

        return search

    return build


def _unsegmented(documents: Sequence[str]) -> Search:
    connection = _server()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS slip")
        cursor.execute("CREATE TEMP TABLE slip (number int, body tsvector)")
        cursor.executemany("INSERT INTO slip VALUES (%s, to_tsvector('simple', %s))", list(enumerate(documents)))

    def search(text: str) -> Sequence[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT number FROM slip, CAST(replace(CAST(plainto_tsquery('simple', CAST(%s AS text)) AS text),"
                " '&', '|') AS tsquery) AS query WHERE body @@ query"
                " ORDER BY ts_rank(body, query, 1) DESC, number LIMIT %s",
                (text, FIRST),
            )
            return [number for (number,) in cursor.fetchall()]

    return search


def _substring(documents: Sequence[str]) -> Search:
    return lambda text: [number for number, body in enumerate(documents) if text.strip() in body][:FIRST]


def _server():
    if "SANSHE_DATA" not in os.environ or not os.environ["SANSHE_DATA"].startswith(tempfile.gettempdir()):
        data = Path(tempfile.mkdtemp(prefix="sanshe-quality-"))
        data.chmod(0o755)  # as root the server runs as somebody else
        os.environ["SANSHE_DATA"] = str(data)
        os.environ.pop("DATABASE_URL", None)
        # Registered first, so it runs last: after the server was let go.
        atexit.register(shutil.rmtree, data, ignore_errors=True)
        from sanshe.cli.main import set_up

        set_up(as_owner=True)
    from django.db import connection

    return connection


SEARCHES = (
    ("sanshe", Sanshe),
    (
        "bm25s, our tokens",
        _bm25s(lambda text: list(chain.from_iterable(map(tokenize, filter(None, _CLAUSE.split(text)))))),
    ),
    ("bm25s, jieba", _bm25s(words)),
    ("tantivy, jieba, OR", _tantivy),
    ("SQLite FTS5, jieba, OR", _fts5),
    ("PostgreSQL ts_rank, jieba, OR", _postgresql(" | ")),
    ("PostgreSQL ts_rank, jieba, AND", _postgresql(" & ")),
    ("PostgreSQL ts_rank, not cut into words, OR", _unsegmented),
    ("substring", _substring),
)


def _hard_half(made: corpus.Questions, part: Sequence[corpus.Question]) -> None:
    whole = Sanshe(made.documents)
    cases, shared = [], []
    for question in part:
        pieces = corpus.sentences(question.text)
        if len(pieces) > WORDINGS:
            pieces.sort(key=lambda piece: hashlib.blake2b(f"{question.key} {piece}".encode()).digest())
            cases.append((question.answer, pieces[0], pieces[1 : WORDINGS + 1]))
            shared.append(float(whole.fits(question.text)[question.answer]))
    hard = sorted(range(len(cases)), key=shared.__getitem__)[: len(cases) // 2]
    print(f"{len(cases):,} messages of more than {WORDINGS} sentences, {len(hard):,} in the hard half")
    print(f"{'learned':>8}{'all: recall@10':>16}{'hard half: recall@10':>22}{'MRR@10':>9}{'nDCG@10':>9}")
    for learned in range(WORDINGS + 1):
        ranks = _ranks_with_wordings(made.documents, cases, learned)
        recall, reciprocal, gain = measures(ranks[place] for place in hard)
        print(f"{learned:8}{measures(ranks)[0]:16.4f}{recall:22.4f}{reciprocal:9.4f}{gain:9.4f}", flush=True)


def _ranks_with_wordings(documents: Sequence[str], cases: Sequence[tuple], learned: int) -> list[int | None]:
    rows, owners = list(documents), list(range(len(documents)))
    for answer, _, wordings in cases:
        rows += wordings[:learned]
        owners += [answer] * len(wordings[:learned])
    ours, of = Sanshe(rows), np.array(owners)
    ranks = []
    for answer, asked, _ in cases:
        best = np.zeros(len(documents))
        np.maximum.at(best, of, ours.fits(asked))
        ranks.append(_rank(_best(best), answer))
    return ranks


if __name__ == "__main__":
    main()
