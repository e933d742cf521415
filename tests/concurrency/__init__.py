"""Races between real connections to the real database."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


class Racers:
    """So many threads, each with a connection of its own, that start each round at the same instant."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._barrier = Barrier(count)
        self._pool = ThreadPoolExecutor(max_workers=count)

    def __enter__(self) -> "Racers":
        return self

    def __exit__(self, *_) -> None:
        list(self._pool.map(lambda _: (self._barrier.wait(), connection.close()), range(self.count)))
        self._pool.shutdown()

    def run(self, acts: Sequence[Callable[[], object]]) -> list[object]:
        """Run one act per thread at once; return what each returned, or the exception it ended with."""
        assert len(acts) == self.count

        def start(act: Callable[[], object]) -> object:
            self._barrier.wait()
            try:
                return act()
            except Exception as error:
                return error

        return list(self._pool.map(start, acts))
