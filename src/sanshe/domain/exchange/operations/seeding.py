"""Load data of any size for load tests: made from a seed, written with COPY."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from sanshe.domain.exchange.choices import PlacesRule
from sanshe.domain.exchange.operations.indexing import count_terms
from sanshe.domain.exchange.queries.search import key_of_place, tokens_of
from sanshe.domain.people.choices import Language, RoleKind
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.engines.language.tokens import version_of
from sanshe.engines.matching.keys import keys_of
from sanshe.engines.matching.week import week_of_hours
from sanshe.kernel import journal

CODE_PREFIX = "990"
GRID_DEG = 0.012  # about 1.2 km between neighbouring communities
DAYS_BACK = 120
# Everything is dated before this instant, so that the same seed gives the same rows on any day.
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
OPENINGS = (
    "我可以", "我能帮忙", "周末有空，可以", "退休在家，愿意", "本人会", "晚上七点以后可以", "随时可以", "我们小组可以",
    "义务", "有多年经验，可以", "上午有空，能", "下班后可以", "免费", "楼下邻居，愿意", "周二周四下午可以",
)  # fmt: skip
CLOSINGS = (
    "，需要的邻居说一声。", "，请提前一天约。", "。", "，老人优先。", "，就在本小区。", "，电话联系。", "，不收钱。",
    "，带上材料就行。", "，孩子也欢迎。", "，工具我自己带。", "，每次一个小时左右。", "，三号楼附近最方便。",
)  # fmt: skip
NEED_OPENINGS = ("想找人", "谁能帮我", "家里老人需要", "请问哪里可以", "着急，想", "孩子需要", "希望有人")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
ADDRESSES = ("阿姨", "叔叔", "师傅", "老师", "大姐", "大爷", "婆婆")
BASES = ("free", "free", "free", "time_credit", "paid", "public_service")


def seed_load(
    *,
    communities: int,
    people: int,
    offers: int,
    needs: int,
    seed: int,
    at: datetime,
    progress: Callable[[str, int, int], None] = lambda label, done, total: None,
) -> dict[str, int]:
    """Fill an installation with so many communities, people, offers and needs; the same seed gives the same rows.

    Codes of these communities begin with 990, so that nobody takes them for real ones. `progress` is called with a
    label, how many rows are done, and of how many. Returns the number of rows written per table.

    Raises
    ------
    django.db.IntegrityError
        The same seed was loaded before.
    """
    made = _Maker(seed=seed, communities=communities, people=people)
    tables = (
        ("places_community", made.community_columns, made.communities(), communities),
        ("people_person", made.person_columns, made.people(), people),
        ("people_role", made.role_columns, made.roles(), people),
        ("exchange_offer", made.offer_columns, made.offers(offers), offers),
        ("exchange_searchalias", made.alias_columns, made.aliases(offers), offers),
        ("exchange_need", made.need_columns, made.needs(needs), needs),
    )
    with transaction.atomic():
        for table, columns, rows, total in tables:
            _copy(table, columns, rows, total, progress)
        journal.record(
            operation="exchange.seed_load",
            subject=None,
            at=at,
            detail={
                "seed": seed,
                "communities": communities,
                "people": people,
                "offers": offers,
                "needs": needs,
            },
        )
    with connection.cursor() as cursor:
        for table, *_ in tables:
            cursor.execute(f"ANALYZE {table}")
    count_terms(at=at)
    return {table: total for table, _, _, total in tables}


class _Maker:
    """Makes the rows, one stream of random numbers per table so that each table stands on its own."""

    community_columns = (
        "id",
        "code",
        "name_zh",
        "name_en",
        "portrait_zh",
        "portrait_en",
        "longitude",
        "latitude",
    )
    person_columns = ("id", "full_name", "form_of_address", "birth_year", "language", "session_stamp", "joined_at")
    role_columns = ("id", "person_id", "kind", "community_id", "starts_at")
    intent_columns = (
        "id", "person_id", "community_id", "sentence", "category_id", "starts_at", "ends_at", "time_text", "recurrence",
        "place_text", "cost_basis", "languages", "status", "posted_at",
    )  # fmt: skip
    offer_columns = (
        *intent_columns,
        "weekly_hours",
        "minimum_age",
        "maximum_age",
        "capacity",
        "places_rule",
        "places_taken",
    )
    need_columns = (
        *intent_columns,
        "source",
        "source_id",
        "age_band",
        "conditions",
        "party_size",
        "is_urgent",
        "is_private",
        "helpers_wanted",
        "helpers_taken",
        "at_home",
        "closed_as",
        "refusal_counts",
        "lexemes",
        "tokenizer_version",
    )
    alias_columns = (
        "id",
        "offer_id",
        "community_id",
        "category_id",
        "minimum_age",
        "maximum_age",
        "places_left",
        "hours",
        "terms",
        "tokenizer_version",
    )

    def __init__(self, *, seed: int, communities: int, people: int) -> None:
        self.seed = seed
        self.community_count, self.person_count = communities, people
        self.terms = [term for term in taxonomy.categories() if term.parent_id]
        if not self.terms:
            raise ValueError("load the taxonomy first: its words make the sentences")
        self.words = taxonomy.sorting().words
        self.tokens: dict[str, list[str]] = {}

    def communities(self) -> Iterator[tuple]:
        side = max(1, round(self.community_count**0.5))
        for number in range(self.community_count):
            yield (
                self._id("community", number),
                f"{CODE_PREFIX}{self.seed % 1000:03d}{number:06d}",
                f"测试社区{number + 1}",
                f"Test community {number + 1}",
                "",
                "",
                104.0 + (number % side) * GRID_DEG,
                30.6 + (number // side) * GRID_DEG,
            )

    def people(self) -> Iterator[tuple]:
        numbers = random.Random(f"people {self.seed}")
        for number in range(self.person_count):
            surname = numbers.choice(SURNAMES)
            yield (
                self._id("person", number),
                f"{surname}某",
                surname + numbers.choice(ADDRESSES),
                numbers.randrange(EPOCH.year - 90, EPOCH.year - 16),
                Language.CHINESE,
                0,
                EPOCH,
            )

    def roles(self) -> Iterator[tuple]:
        for number in range(self.person_count):
            community = self._id("community", number % self.community_count)
            yield (self._id("role", number), self._id("person", number), RoleKind.RESIDENT, community, EPOCH)

    def offers(self, count: int) -> Iterator[tuple]:
        for intent, _, hours, ages, capacity in self._offers(count):
            rule = PlacesRule.BY_TIME if hours else PlacesRule.RETURNING
            yield (*intent, Jsonb(hours), *ages, capacity, rule, 0)

    def aliases(self, count: int) -> Iterator[tuple]:
        for number, (intent, term, hours, ages, capacity) in enumerate(self._offers(count)):
            yield (
                self._id("alias", number),
                intent[0],
                intent[2],
                term.pk,
                *ages,
                None if hours else capacity,
                week_of_hours(hours) if hours else None,
                self._vector(intent[3], term, intent[2]),
                version_of(self.words),
            )

    def needs(self, count: int) -> Iterator[tuple]:
        numbers = random.Random(f"needs {self.seed}")
        for number in range(count):
            term = numbers.choice(self.terms)
            sentence = f"{numbers.choice(NEED_OPENINGS)}{self._act(numbers, term)}"
            band = numbers.choice(("", "", "elder", "child", "adult"))
            intent = self._intent("need", number, sentence, term, numbers)
            vector = self._vector(sentence, term, intent[2])
            closing = ("", Jsonb({}), vector, version_of(self.words))
            yield (*intent, "", "", band, [], 1, False, False, 1, 0, False, *closing)

    def _offers(self, count: int) -> Iterator[tuple]:
        numbers = random.Random(f"offers {self.seed}")
        for number in range(count):
            term = numbers.choice(self.terms)
            sentence = f"{numbers.choice(OPENINGS)}{self._act(numbers, term)}{numbers.choice(CLOSINGS)}"
            start = numbers.randrange(8, 19) * 60
            hours = [[day, start, start + 120] for day in sorted(numbers.sample(range(7), 2))]
            ages = numbers.choice(((None, None), (None, None), (60, None), (3, 12), (18, 65)))
            intent = self._intent("offer", number, sentence, term, numbers)
            if numbers.random() >= 0.6:
                hours = []
            yield intent, term, hours, ages, numbers.choice((None, 1, 1, 2, 5, 20))

    def _intent(self, kind: str, number: int, sentence: str, term: TaxonomyTerm, numbers: random.Random) -> tuple:
        person = numbers.randrange(self.person_count)
        return (
            self._id(kind, number),
            self._id("person", person),
            self._id("community", person % self.community_count),
            sentence,
            term.pk,
            None,
            None,
            "",
            "",
            "",
            numbers.choice(BASES),
            [],
            "open",
            EPOCH - timedelta(minutes=numbers.randrange(DAYS_BACK * 24 * 60)),
        )

    def _act(self, numbers: random.Random, term: TaxonomyTerm) -> str:
        return numbers.choice(term.words_zh or [term.name_zh])

    def _vector(self, sentence: str, term: TaxonomyTerm, community_id: UUID) -> str:
        """Return the tsvector's text; sentences recur, so each is cut into tokens once."""
        if sentence not in self.tokens:
            self.tokens[sentence] = sorted({*tokens_of(sentence, self.words), *tokens_of(term.name_zh, self.words)})
        keys = keys_of(self.tokens[sentence], key_of_place(community_id))
        return " ".join("'" + key.replace("\\", "\\\\").replace("'", "''") + "'" for key in keys)

    def _id(self, kind: str, number: int) -> UUID:
        """Return a UUIDv7-shaped identifier that depends on seed, kind and number alone."""
        random_bits = random.Random(f"{self.seed} {kind} {number}").getrandbits(74)
        milliseconds = 1_700_000_000_000 + number
        value = milliseconds << 80 | 0x7 << 76 | (random_bits >> 62) << 64 | 0b10 << 62 | random_bits & (2**62 - 1)
        return UUID(int=value)


def _copy(table: str, columns: tuple[str, ...], rows: Iterator[tuple], total: int, progress) -> None:
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for number, row in enumerate(rows, start=1):
            copy.write_row(row)
            if number % 10_000 == 0 or number == total:
                progress(table, number, total)
