"""How long until both sides are told: a new need finds the offers, a new offer the needs, through a real worker.

    python benchmarks/both_directions.py [--offers 3000] [--needs 3000] [--rounds 30] [--burst 100] [--seed 1]

Works on an embedded server of its own, in a folder that it removes, with `sanshe worker` as it runs in service in a
process of its own. Each time goes from the instant at which a slip was posted until the row of whom it concerns is
there to be read. First one slip after the other, then many at once, then one while a list imported in bulk waits.
"""

import argparse
import atexit
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src"
sys.path.insert(0, str(SOURCE))
COMMUNITIES, PEOPLE = 3, 3000
LOOK_EVERY_S = 0.01
PATIENCE_S = 60
TAP = "厨房水管漏水了，想找人来看看，{}号楼"
NEED, OFFER = "放学以后想找人辅导孩子写作业，{}号楼", "退休老师，可以辅导孩子写作业，{}号楼"


def main() -> None:
    """Load, start a worker, post, print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--offers", type=int, default=3000)
    parser.add_argument("--needs", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--burst", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    data = Path(tempfile.mkdtemp(prefix="sanshe-both-directions-"))
    data.chmod(0o755)  # as root the server runs as somebody else
    os.environ["SANSHE_DATA"] = str(data)
    os.environ.pop("DATABASE_URL", None)
    # Registered first, so it runs last: after the server was let go.
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    _run(arguments, log=data / "worker.log")


def _run(arguments: argparse.Namespace, *, log: Path) -> None:
    from sanshe.cli.main import set_up

    set_up(as_owner=True)
    from django.core.management import call_command
    from django.utils import timezone

    from sanshe.domain.exchange import operations
    from sanshe.domain.taxonomy import operations as taxonomy
    from sanshe.domain.taxonomy import queries as taxonomy_queries

    call_command("migrate", verbosity=0)
    fields, categories = taxonomy_queries.shipped_terms()
    taxonomy.load_terms(fields=fields, categories=categories, at=timezone.now())
    operations.seed_load(
        communities=COMMUNITIES,
        people=PEOPLE,
        offers=arguments.offers,
        needs=arguments.needs,
        seed=arguments.seed,
        at=timezone.now(),
    )
    board = _Board()
    with log.open("w") as file:
        worker = subprocess.Popen(
            [sys.executable, "-m", "sanshe.cli", "worker"],
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
            stdout=file,
            stderr=file,
        )
        try:
            board.new_offer()()  # the first job of a worker reads the words in
            print(f"{COMMUNITIES} communities · {arguments.offers:,} offers · {arguments.needs:,} needs · one worker")
            _print("new need → who could meet it", _one_by_one(board.new_need, arguments.rounds))
            _print("new offer → need and giver", _one_by_one(board.new_offer, arguments.rounds))
            _print(f"{arguments.burst} needs at once → each", _at_once(board.new_need, arguments.burst))
            counted = operations.recount_all(at=timezone.now())
            _print(f"new offer while {counted:,} wait in bulk", [board.new_offer()()])
        except TimeoutError:
            print(log.read_text())
            raise
        finally:
            worker.terminate()
            worker.wait()


class _Board:
    """Somebody who posts, and looks until those concerned were told."""

    def __init__(self) -> None:
        from django.utils import timezone

        from sanshe.domain.people.models import Person, SafeguardCheck
        from sanshe.domain.places.models import Community
        from sanshe.domain.taxonomy import queries as taxonomy

        now = timezone.now()
        self.community = Community.objects.order_by("code").first()
        self.plumbing, self.homework = (taxonomy.category(code=code) for code in ("plumbing", "homework_help"))
        self.parent, self.teacher, worker = (
            Person.objects.create(form_of_address=name, joined_at=now) for name in ("家长", "老师", "社工")
        )
        # Nobody else's papers were seen: what is for children has no answer until this teacher offers it.
        SafeguardCheck.objects.create(
            person=self.teacher,
            kind="no_record_certificate",
            issued_on=now.date(),
            recorded_by=worker,
            starts_at=now,
            expires_at=now + timedelta(days=365),
        )
        self.number = 0

    def new_need(self) -> Callable[[], float]:
        """Post a need that many could meet; return what waits until one of them was told, and says how long it took."""
        from sanshe.domain.exchange.models import Suggestion

        need = self._post_need(TAP, self.plumbing)
        told = Suggestion.objects.filter(need=need, to_side="provider")
        return _waiting_for(told.exists)

    def new_offer(self) -> Callable[[], float]:
        """Post an offer that is the only one for a need; return what waits until both sides were told."""
        from django.utils import timezone

        from sanshe.domain.exchange import operations
        from sanshe.domain.exchange.models import Need, Suggestion

        need = self._post_need(NEED, self.homework)
        _waiting_for(Need.objects.filter(pk=need.pk, answer_count=0).exists)()
        offer = operations.post_offer(
            actor=self.teacher,
            community=self.community,
            sentence=OFFER.format(self.number),
            category=self.homework,
            at=timezone.now(),
        )
        told = Suggestion.objects.filter(need=need, offer=offer)
        wait = _waiting_for(lambda: told.count() == len(("receiver", "provider")))

        def until_told() -> float:
            seconds = wait()
            operations.withdraw_offer(actor=self.teacher, offer_id=offer.pk, at=timezone.now())
            operations.close_need(actor=self.parent, need_id=need.pk, at=timezone.now())
            return seconds

        return until_told

    def _post_need(self, sentence: str, category):
        from django.utils import timezone

        from sanshe.domain.exchange import operations

        self.number += 1
        return operations.post_need(
            actor=self.parent,
            community=self.community,
            sentence=sentence.format(self.number),
            category=category,
            at=timezone.now(),
        )


def _waiting_for(is_told: Callable[[], bool]) -> Callable[[], float]:
    posted = time.perf_counter()

    def wait() -> float:
        while not is_told():
            if time.perf_counter() > posted + PATIENCE_S:
                raise TimeoutError(f"Nobody was told within {PATIENCE_S} s.")
            time.sleep(LOOK_EVERY_S)
        return time.perf_counter() - posted

    return wait


def _one_by_one(post: Callable[[], Callable[[], float]], rounds: int) -> list[float]:
    return [post()() for _ in range(rounds)]


def _at_once(post: Callable[[], Callable[[], float]], count: int) -> list[float]:
    waiting = [post() for _ in range(count)]
    return [wait() for wait in waiting]


def _print(what: str, seconds: list[float]) -> None:
    print(f"{what:<36} median {statistics.median(seconds):6.2f} s · longest {max(seconds):6.2f} s")


if __name__ == "__main__":
    main()
