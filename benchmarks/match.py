"""A resident's sentence among a million offers: how long it takes, beside everything else that searches Chinese.

    python benchmarks/match.py [--sizes 10000 100000 1000000] [--communities 1000] [--questions 400] [--without-peers]

Offers are made of the clauses of real messages, questions are titles of such messages, see `corpus.py`; each is asked
in a neighbourhood drawn for it. With `--communities 1` all offers hang on one board, which is the hardest case for us
and the easiest for the others, as nothing is to be left out then.

What is measured, for each size:

whole match   `answers_to`, as the page calls it: reading the sentence, routing, candidates, eligibility, score.
text          the sentence's tokens, the visit to the index, the exact fit of its candidates: the ten best by words.
peers         the ten best by words in this neighbourhood or given everywhere, over jieba's words joined by OR: in the
              index where the peer can leave out the other places there, else (bm25s) by a mask.

Wall and CPU in milliseconds; CPU is this process and the database's together. Everything is asked warm, after a tenth
of the questions. Works on an embedded server of its own, in a folder that it removes. `uv pip install bm25s tantivy`
for the peers that are not there.
"""

import argparse
import atexit
import functools
import logging
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import corpus
from quality import words

try:
    import bm25s
except ImportError:
    bm25s = None
try:
    import tantivy
except ImportError:
    tantivy = None

NOW = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
SEED, FIRST, POSTED = 1, 10, 200
MIB = 2**20
EVERYWHERE = -1
Ask = Callable[[str, int], Sequence[int]]


def main() -> None:
    """Load, ask, print one table for each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--communities", type=int, default=1000)
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--folder", type=Path, default=corpus.MESSAGES)
    arguments = parser.parse_args()
    if not arguments.folder.exists():
        raise SystemExit(f"No messages in {arguments.folder}: give the folder with --folder.")
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    data = Path(tempfile.mkdtemp(prefix="sanshe-match-"))
    data.chmod(0o755)  # as root the server runs as somebody else
    os.environ["SANSHE_DATA"] = str(data)
    os.environ.pop("DATABASE_URL", None)
    # Registered first, so it runs last: after the server was let go.
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    from sanshe.cli.main import set_up

    set_up(as_owner=True)
    from django.core.management import call_command
    from django.utils import translation

    translation.activate("zh-hans")
    call_command("migrate", verbosity=0)
    curve = []
    for size in arguments.sizes:
        curve.append((size, *_measure(size, arguments)))
    print(f"\n{'offers':>10}{'text p50':>10}{'p99':>8}{'whole p50':>11}{'p99':>8}   (ms, wall)")
    for size, text, whole in curve:
        print(f"{size:10,}{text[0]:10.2f}{text[1]:8.2f}{whole[0]:11.2f}{whole[1]:8.2f}")


def _measure(size: int, arguments: argparse.Namespace) -> tuple[tuple[float, float], tuple[float, float]]:
    made = functools.partial(
        corpus.offers,
        size,
        communities=arguments.communities,
        providers=max(1000, size // 10),
        seed=SEED,
        folder=arguments.folder,
    )
    draw = random.Random(SEED)
    questions = [(title, draw.randrange(arguments.communities)) for title in corpus.asked(arguments.folder)]
    questions = questions[: arguments.questions]
    print(f"\n{size:,} offers in {arguments.communities:,} communities, {len(questions)} questions")
    ours = Ours(made, arguments.communities, max(1000, size // 10))
    print(
        f"filled in {ours.filled_s:.1f} s, indexed in {ours.indexed_s:.1f} s, terms counted in {ours.counted_s:.1f} s"
    )
    print("on disk, MB: " + ", ".join(f"{name} {size_mb:,.0f}" for name, size_mb in ours.sizes()))
    print(f"\n{'':<34}{'p50':>8}{'p99':>8}{'CPU p50':>9}{'CPU p99':>9}{'build s':>9}{'MB':>8}{'× our p50':>11}")
    whole = _timed("whole match", ours.whole, questions, ours)
    text = _timed("text: sanshe", ours.text, questions, ours)
    if not arguments.without_peers:
        for name, peer in PEERS:
            begun, before = time.perf_counter(), _anonymous_mb()
            built = peer(made, ours)
            if built is None:
                print(f"{name:<34}  not installed: uv pip install {name.split()[0]}")
                continue
            ask, size_mb = built
            seconds = time.perf_counter() - begun
            size_mb = size_mb if size_mb is not None else _anonymous_mb() - before
            _timed(f"text: {name}", ask, questions, ours, seconds=seconds, size_mb=size_mb, ratio_to=text[0])
            del ask, built
    print(f"memory, MB: this process {_anonymous_mb():,.0f}, its database connection {ours.connection_mb():,.0f}")
    ours.post_some(arguments.communities, arguments.folder)
    return text, whole


def _timed(
    name: str,
    ask: Ask,
    questions: Sequence[tuple[str, int]],
    ours: "Ours",
    *,
    seconds: float | None = None,
    size_mb: float | None = None,
    ratio_to: float | None = None,
) -> tuple[float, float]:
    wall, cpu, found = [], [], 0
    for title, community in [*questions[: len(questions) // 10], *questions]:
        began, cpu_began, theirs_began = time.perf_counter(), time.process_time(), ours.connection_cpu_ms()
        found += len(ask(title, community))
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - cpu_began) * 1000 + ours.connection_cpu_ms() - theirs_began)
    wall, cpu = wall[len(questions) // 10 :], cpu[len(questions) // 10 :]
    p50, p99 = (float(one) for one in np.percentile(wall, (50, 99)))
    line = f"{name:<34}{p50:8.2f}{p99:8.2f}" + "".join(f"{one:9.2f}" for one in np.percentile(cpu, (50, 99)))
    line += f"{seconds:9.1f}{size_mb:8,.0f}" if seconds is not None and size_mb is not None else " " * 17
    line += f"{p50 / ratio_to:11.1f}" if ratio_to else " " * 11
    print(f"{line}   {found / len(wall):.1f} found", flush=True)
    return p50, p99


def _anonymous_mb(pid: int | str = "self") -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) / 1024
    return 0.0


class Ours:
    """The program itself: its tables filled as `sanshe seed` does, its own functions asked."""

    def __init__(self, made: Callable[[], Iterator[corpus.Slip]], communities: int, providers: int) -> None:
        from django.db import connection

        from sanshe.domain.exchange.operations import indexing, seeding
        from sanshe.domain.places.models import Community
        from sanshe.domain.taxonomy import operations as taxonomy_operations
        from sanshe.domain.taxonomy import queries as taxonomy

        fields, categories = taxonomy.shipped_terms()
        taxonomy_operations.load_terms(fields=fields, categories=categories, at=NOW)
        self.connection = connection
        self._run("TRUNCATE exchange_offer, people_person, places_community CASCADE")
        seeding.seed_load(communities=communities, people=providers, offers=0, needs=0, seed=SEED, at=NOW)
        self.communities = list(Community.objects.order_by("code"))
        self.pid = self._run("SELECT pg_backend_pid()")[0][0]
        rows = _rows_class(seeding)(
            made, self.communities, [pk for (pk,) in self._run("SELECT id FROM people_person ORDER BY id")]
        )
        definition = self._run("SELECT indexdef FROM pg_indexes WHERE indexname = 'alias_terms'")[0][0]
        begun = time.perf_counter()
        # As when a large table is restored: the rows first, the index over them at once.
        self._run("DROP INDEX alias_terms")
        quiet = (lambda label, done, total: None,)
        seeding._copy("exchange_offer", rows.offer_columns, rows.offers(0), 0, *quiet)
        seeding._copy("exchange_searchalias", rows.alias_columns, rows.aliases(0), 0, *quiet)
        self.filled_s = time.perf_counter() - begun
        begun = time.perf_counter()
        self._run(definition)
        self.indexed_s = time.perf_counter() - begun
        self._run("VACUUM ANALYZE exchange_searchalias")
        self._run("VACUUM ANALYZE exchange_offer")
        begun = time.perf_counter()
        indexing.count_terms(at=NOW)
        self.counted_s = time.perf_counter() - begun

    def sizes(self) -> list[tuple[str, float]]:
        """Return what lies on disk, in MB."""
        found = self._run(
            "SELECT pg_table_size('exchange_searchalias'), pg_relation_size('alias_terms'),"
            " pg_indexes_size('exchange_searchalias') - pg_relation_size('alias_terms'),"
            " pg_total_relation_size('exchange_offer'), pg_total_relation_size('exchange_searchterm')"
        )[0]
        names = ("wordings", "their words' index", "their other indexes", "offers with indexes", "frequencies")
        return [(name, size / MIB) for name, size in zip(names, found, strict=True)]

    def whole(self, sentence: str, community: int) -> Sequence[object]:
        """Return the answers as the page gets them."""
        from sanshe.domain.exchange import queries

        return queries.answers_to(sentence=sentence, community=self.communities[community], at=NOW, limit=FIRST)

    def text(self, sentence: str, community: int) -> Sequence[object]:
        """Return the ten wordings that fit best by words alone."""
        from sanshe.domain.exchange.queries.answers import finding
        from sanshe.domain.exchange.queries.search import tokens_of
        from sanshe.domain.exchange.queries.weights import ranking
        from sanshe.domain.taxonomy import queries as taxonomy
        from sanshe.engines.matching.sides import Query

        query = Query(tokens=tokens_of(sentence, taxonomy.sorting().words))
        rules = ranking()
        near = finding.given_near(
            query,
            counted=rules.counted,
            category_ids=[],
            community_ids=[self.communities[community].pk],
            at=NOW,
            only_able=False,
        )
        wanted = rules.text.wanted(query.tokens)
        fits = sorted((-wanted.fit(row.tokens), row.id) for row in near)
        return [pk for fit, pk in fits[:FIRST] if fit < 0]

    def post_some(self, communities: int, folder: Path) -> None:
        """Post offers as neighbours do, print how long it takes, and look whether each is found at once."""
        from django.db import transaction

        from sanshe.domain.exchange.operations import indexing, intents
        from sanshe.domain.people.models import Person

        posting, into_index, found = [], [], 0
        people = list(Person.objects.order_by("pk")[:POSTED])
        for number, slip in enumerate(corpus.offers(POSTED, communities=communities, seed=SEED + 1, folder=folder)):
            community = self.communities[slip.community or 0]
            begun = time.perf_counter()
            offer = intents.post_offer(
                actor=people[number % len(people)], community=community, sentence=slip.sentence, at=NOW
            )
            posting.append((time.perf_counter() - begun) * 1000)
            # By words alone: whoever asks for a child's sake is shown checked people only, and these are not.
            found += offer.pk in self.text(slip.sentence, slip.community or 0)
            with transaction.atomic():
                begun = time.perf_counter()
                indexing.index_offers(offer_ids=[offer.pk])
                into_index.append((time.perf_counter() - begun) * 1000)
        for name, times in (("posting an offer", posting), ("of which into the index", into_index)):
            p50, p99 = np.percentile(times, (50, 99))
            print(f"{name:<34}{p50:8.2f}{p99:8.2f}")
        print(f"new offers found by their own words as soon as they stand: {found} of {POSTED}")

    def connection_cpu_ms(self) -> float:
        """Return the processor time the database spent on this connection."""
        return int(Path(f"/proc/{self.pid}/schedstat").read_text().split()[0]) / 1e6

    def connection_mb(self) -> float:
        """Return what memory the database holds for this connection alone."""
        return _anonymous_mb(self.pid)

    def _run(self, statement: str) -> list[tuple]:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def _rows_class(seeding):
    class Rows(seeding._Maker):
        """The rows of `sanshe seed`, with the slips of the corpus."""

        alias_columns = (*seeding._Maker.alias_columns, "longitude", "latitude")

        def __init__(self, made: Callable[[], Iterator[corpus.Slip]], communities: list, people: list) -> None:
            super().__init__(seed=SEED, communities=len(communities), people=len(people))
            self.made, self.places, self.person_ids = made, communities, people

        def _offers(self, count: int) -> Iterator[tuple]:
            for slip in self.made():
                # A ninth of the categories for each of the seven of the messages, overlapping a little.
                term = self.terms[(slip.category * len(self.terms) // 7 + slip.number % 20) % len(self.terms)]
                place = None if slip.community is None else self.places[slip.community].pk
                posted_at = seeding.EPOCH - timedelta(minutes=slip.number * 7919 % (seeding.DAYS_BACK * 24 * 60))
                person = self.person_ids[slip.provider]
                said = (place, slip.sentence, term.pk, None, None, "", "", "", "free", [], "open", posted_at)
                intent = (uuid_of(slip.number), person, *said)
                self.slip = slip
                yield intent, term, [list(one) for one in slip.weekly_hours], slip.ages, slip.capacity

        def aliases(self, count: int) -> Iterator[tuple]:
            for row in super().aliases(count):
                yield (*row, self.slip.longitude, self.slip.latitude)

        def _vector(self, sentence: str, term, community_id) -> str:
            found = super()._vector(sentence, term, community_id)
            # Sentences recur there, here they do not.
            self.tokens.clear()
            return found

    return Rows


def uuid_of(number: int) -> UUID:
    """Return an identifier that looks like those of the program, growing with the number."""
    return UUID(int=(1_700_000_000_000 + number) << 80 | 0x7 << 76 | 0b10 << 62 | number * 0x9E3779B97F4A7C15 % 2**62)


def _in_python(made: Callable[[], Iterator[corpus.Slip]], _ours: Ours) -> tuple[Ask, float | None] | None:
    if bm25s is None:
        return None
    index = bm25s.BM25()
    index.index([words(slip.sentence) for slip in made()], show_progress=False)
    where = np.array([EVERYWHERE if slip.community is None else slip.community for slip in made()])

    def ask(title: str, community: int) -> Sequence[int]:
        here = ((where == community) | (where == EVERYWHERE)).astype(np.float32)
        asked = [word for word in words(title) if word in index.vocab_dict]
        if not asked:
            return []
        found, scores = index.retrieve([asked], k=FIRST, show_progress=False, weight_mask=here)
        return [int(number) for number, score in zip(found[0], scores[0], strict=True) if score > 0]

    return ask, None


def _tantivy(made: Callable[[], Iterator[corpus.Slip]], _ours: Ours) -> tuple[Ask, float | None] | None:
    if tantivy is None:
        return None
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", stored=True)
    builder.add_text_field("place", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("body", tokenizer_name="whitespace")
    schema = builder.build()
    folder = Path(os.environ["SANSHE_DATA"]) / "tantivy"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    index = tantivy.Index(schema, str(folder))
    writer = index.writer(heap_size=128_000_000, num_threads=1)
    for slip in made():
        place = str(EVERYWHERE if slip.community is None else slip.community)
        writer.add_document(tantivy.Document(number=slip.number, place=place, body=" ".join(words(slip.sentence))))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    should, must = tantivy.Occur.Should, tantivy.Occur.Must

    def ask(title: str, community: int) -> Sequence[int]:
        term = functools.partial(tantivy.Query.term_query, schema)
        said = tantivy.Query.boolean_query([(should, term("body", word)) for word in dict.fromkeys(words(title))])
        here = tantivy.Query.boolean_query([(should, term("place", str(one))) for one in (community, EVERYWHERE)])
        # The place is asked for but does not count.
        here = tantivy.Query.const_score_query(here, 0.0)
        found = searcher.search(tantivy.Query.boolean_query([(must, said), (must, here)]), FIRST).hits
        return [searcher.doc(address)["number"][0] for _, address in found]

    return ask, sum(file.stat().st_size for file in folder.iterdir()) / MIB


def _fts5(made: Callable[[], Iterator[corpus.Slip]], _ours: Ours) -> tuple[Ask, float | None]:
    path = Path(os.environ["SANSHE_DATA"]) / "peer.sqlite"
    path.unlink(missing_ok=True)
    base = sqlite3.connect(path)
    base.execute("CREATE VIRTUAL TABLE slip USING fts5(place, body, content='')")
    rows = (
        (slip.number + 1, f"p{'all' if slip.community is None else slip.community}", " ".join(words(slip.sentence)))
        for slip in made()
    )
    base.executemany("INSERT INTO slip (rowid, place, body) VALUES (?, ?, ?)", rows)
    base.execute("INSERT INTO slip (slip) VALUES ('optimize')")
    base.commit()

    def ask(title: str, community: int) -> Sequence[int]:
        said = " OR ".join(f'"{word}"' for word in dict.fromkeys(words(title)))
        found = base.execute(
            "SELECT rowid FROM slip WHERE slip MATCH ? ORDER BY bm25(slip, 0.0, 1.0) LIMIT ?",
            (f"place : (p{community} OR pall) AND body : ({said})", FIRST),
        )
        return [number - 1 for (number,) in found]

    return ask, path.stat().st_size / MIB


def _ts_rank(made: Callable[[], Iterator[corpus.Slip]], ours: Ours) -> tuple[Ask, float | None]:
    cursor = ours.connection.cursor()
    cursor.execute("DROP TABLE IF EXISTS peer")
    cursor.execute("CREATE TABLE peer (number int, place int, body tsvector)")
    with cursor.copy("COPY peer FROM STDIN") as copy:
        for slip in made():
            vector = " ".join(f"'{word}':{place}" for place, word in enumerate(words(slip.sentence), start=1))
            copy.write_row((slip.number, EVERYWHERE if slip.community is None else slip.community, vector))
    cursor.execute("CREATE INDEX ON peer USING gin (body)")
    cursor.execute("CREATE INDEX ON peer (place)")
    cursor.execute("VACUUM ANALYZE peer")
    cursor.execute("SELECT pg_total_relation_size('peer')")
    size_mb = cursor.fetchone()[0] / MIB

    def ask(title: str, community: int) -> Sequence[int]:
        said = " | ".join(f"'{word}'" for word in dict.fromkeys(words(title)))
        cursor.execute(
            "SELECT number FROM peer WHERE body @@ CAST(%(said)s AS tsquery) AND place IN (%(here)s, %(everywhere)s)"
            " ORDER BY ts_rank(body, CAST(%(said)s AS tsquery), 1) DESC LIMIT %(first)s",
            {"said": said, "here": community, "everywhere": EVERYWHERE, "first": FIRST},
        )
        return [number for (number,) in cursor.fetchall()]

    return ask, size_mb


PEERS = (
    ("bm25s, jieba", _in_python),
    ("tantivy, jieba, OR", _tantivy),
    ("SQLite FTS5, jieba, OR", _fts5),
    ("PostgreSQL ts_rank, jieba, OR", _ts_rank),
)


if __name__ == "__main__":
    main()
