"""Progress of long work on the console."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


@contextmanager
def progress_bars(
    console: Console, names: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Callable[[str, int, int], None]]:
    """Yield what long work reports to: called with a label, how much is done, and of how much; one bar a label.

    `names` says how labels are worded; one that it does not hold stands as it is.
    """
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )
    tasks = {}

    def report(label: str, done: int, total: int) -> None:
        if label not in tasks:
            tasks[label] = bars.add_task(names.get(label, label), total=total)
        bars.update(tasks[label], completed=done, total=total)

    with bars:
        yield report
