"""Child processes that leave nothing behind: not after Ctrl-C, not after the parent was killed."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from types import TracebackType

PARENT = "SANSHE_PARENT_PID"
PR_SET_PDEATHSIG = 1
GRACE_S = 15
SHORT_LIFE_S = 10
SHORT_LIVES = 5


class ChildKeepsEnding(RuntimeError):
    """A child was started again and again, and ended each time at once."""


def end_with_starter() -> None:
    """Let this process end when the one that started it as a `Child` does; nothing happens where there is none."""
    if parent := os.environ.get(PARENT):
        end_with(int(parent))


def end_with(parent_pid: int) -> None:
    """Let this process be told to end (SIGTERM) as soon as its parent is gone, however that ended."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    else:
        threading.Thread(target=_watch_parent, args=[parent_pid], daemon=True).start()
    if os.getppid() != parent_pid:  # it died before we asked
        sys.exit(1)


def _watch_parent(parent_pid: int) -> None:
    while os.getppid() == parent_pid:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)


@dataclass
class Child:
    """A command that runs beside us, in a process group of its own: Ctrl-C in the terminal reaches us alone."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started_s: float = field(default=0.0, init=False)
    short_lives: int = field(default=0, init=False)

    def start(self) -> None:
        """Start it; it ends with us."""
        environment = {**self.environment, PARENT: str(os.getpid())}
        self.started_s = time.monotonic()
        self.process = subprocess.Popen(self.command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)

    def has_ended(self) -> bool:
        """Tell whether it runs no more."""
        return self.process is not None and self.process.poll() is not None

    def signal_group(self, number: int) -> None:
        """Send a signal to it and to whatever it started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except (ProcessLookupError, PermissionError):  # the second is macOS's word for a group of zombies
                return


class Children:
    """The children of one parent; leaving the context ends them all."""

    def __init__(self, *children: Child) -> None:
        self.children = children

    def __enter__(self) -> "Children":
        try:
            for child in self.children:
                child.start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def ended(self) -> list[Child]:
        """Return those that have ended by themselves."""
        return [child for child in self.children if child.has_ended()]

    def restart(self, child: Child) -> int:
        """Start an ended child again, after whatever it left behind is gone; return how it had ended.

        Raises
        ------
        ChildKeepsEnding
            It has ended at once several times in a row.
        """
        assert child.process is not None
        code = child.process.returncode
        child.signal_group(signal.SIGKILL)
        child.short_lives = child.short_lives + 1 if time.monotonic() - child.started_s < SHORT_LIFE_S else 0
        if child.short_lives >= SHORT_LIVES:
            raise ChildKeepsEnding(f"The {child.name} ended {SHORT_LIVES} times as soon as it was started ({code}).")
        child.start()
        return code

    def _end(self) -> None:
        for child in self.children:
            child.signal_group(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_S
        while time.monotonic() < deadline and not all(child.has_ended() for child in self.children if child.process):
            time.sleep(0.05)
        for child in self.children:
            child.signal_group(signal.SIGKILL)
            if child.process:
                child.process.wait()


def raise_on_termination() -> None:
    """Let Ctrl-C, SIGTERM and a closed terminal all end the program as Ctrl-C does, so that everything is cleaned up.

    Only the first one counts: a second must not interrupt the cleaning up.
    """
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def interrupt(number: int, frame: object) -> None:
        for one in numbers:
            signal.signal(one, signal.SIG_IGN)
        raise KeyboardInterrupt

    for one in numbers:
        signal.signal(one, interrupt)
