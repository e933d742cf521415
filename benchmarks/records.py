"""Honesty records of a thousand people over the deals of ten thousand accounts.

    python benchmarks/records.py [--accounts 10000] [--deals 60000] [--asked 1000] [--seed 1]

Works on an embedded server of its own, in a folder that it removes. Three accounts to a confirmed home, and deals
between them that were kept, not kept, missed or called off; then the records of a thousand of them are asked for at
once, as the ranking does, beside those of one.
"""

import argparse
import atexit
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
SINCE = datetime(2024, 3, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
NOW = SINCE + timedelta(days=730)
TO_A_HOME = 3
ENDS = ("confirmed", "confirmed", "confirmed", "confirmed", "missed", "settled", "cancelled")
ROUNDS = 5


def main() -> None:
    """Load, ask, print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--deals", type=int, default=60_000)
    parser.add_argument("--asked", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    data = Path(tempfile.mkdtemp(prefix="sanshe-records-"))
    data.chmod(0o755)  # as root the server runs as somebody else
    os.environ["SANSHE_DATA"] = str(data)
    os.environ.pop("DATABASE_URL", None)
    # Registered first, so it runs last: after the server was let go.
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    _run(arguments)


def _run(arguments: argparse.Namespace) -> None:
    from sanshe.cli.main import set_up

    set_up(as_owner=True)
    from django.core.management import call_command
    from django.db import connection

    from sanshe.domain.exchange.models import Agreement, Offer
    from sanshe.domain.exchange.queries.record import records_of
    from sanshe.domain.people.models import Household, Person, ResidenceVerification
    from sanshe.domain.places.models import Community

    call_command("migrate", verbosity=0)
    draw = random.Random(arguments.seed)
    community = Community.objects.create(code="510199000001", name_zh="一社区", longitude=104.06, latitude=30.66)
    people = Person.objects.bulk_create(
        (Person(form_of_address=f"邻居{number}", joined_at=SINCE) for number in range(arguments.accounts)), 5000
    )
    homes = Household.objects.bulk_create(
        Household(community=community, address=f"{number}号", address_key=str(number), entered_at=SINCE)
        for number in range(-(-arguments.accounts // TO_A_HOME))
    )
    ResidenceVerification.objects.bulk_create(
        (
            ResidenceVerification(
                person=one, household=homes[number // TO_A_HOME], method="posted_code", starts_at=SINCE
            )
            for number, one in enumerate(people)
        ),
        5000,
    )
    offers = Offer.objects.bulk_create(
        (
            Offer(person=one, community=community, sentence="能帮忙", posted_at=SINCE, places_rule="returning")
            for one in people
        ),
        5000,
    )
    Agreement.objects.bulk_create(
        (_deal(draw, Agreement, community, people, offers) for _ in range(arguments.deals)), 5000
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    asked = [one.pk for one in people[: arguments.asked]]
    one, found = _timed(lambda: records_of(person_ids=asked[:1], organization_ids=[], at=NOW))
    many, found = _timed(lambda: records_of(person_ids=asked, organization_ids=[], at=NOW))
    enough = sum(record.is_enough for record in found.values())
    print(
        f"accounts {arguments.accounts:,} · deals {arguments.deals:,} · with enough record {enough:,} of {len(found):,}"
    )
    print(f"{len(asked):>6,} records at once {many:.3f} s, median of {ROUNDS}")
    print(f"{1:>6} record at once    {one:.3f} s · a thousand cost {many / one:.1f} times one")


def _deal(draw: random.Random, model, community, people: list, offers: list):
    giver, receiver = draw.sample(range(len(people)), 2)
    asked_at = SINCE + timedelta(minutes=draw.randrange(700 * 24 * 60))
    state = draw.choice(ENDS)
    return model(
        offer=offers[giver],
        community=community,
        receiver=people[receiver],
        provider=people[giver],
        requested_by=people[receiver],
        asked_by_receiver=True,
        state=state,
        settled_as=draw.choice(("kept", "not_kept")) if state == "settled" else "",
        ended_by=draw.choice(("receiver", "provider")) if state in ("missed", "cancelled") else "",
        requested_at=asked_at,
        decided_at=asked_at,
        accepted_at=asked_at,
        starts_at=asked_at + timedelta(days=3),
        ends_at=asked_at + timedelta(days=3, hours=2),
        ended_at=asked_at + timedelta(days=draw.choice((1, 2, 3)), hours=draw.randrange(24)),
    )


def _timed(ask):
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        found = ask()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds), found


if __name__ == "__main__":
    main()
