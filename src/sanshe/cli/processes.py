"""Child processes that leave nothing behind: not after Ctrl-C, not after the parent was killed."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import TracebackType

PARENT = "SANSHE_PARENT_PID"
PR_SET_PDEATHSIG = 1
GRACE_S = 15


def die_with_parent() -> None:
    """Ask the system to end this process when the one that started it dies, where that one wished so."""
    parent = os.environ.get(PARENT)
    if not parent or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):  # it died before we asked
        sys.exit(1)


@dataclass
class Child:
    """A command that runs beside us, in a process group of its own."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it; it dies with us."""
        environment = {**self.environment, PARENT: str(os.getpid())}
        self.process = subprocess.Popen(
            self.command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
        )

    def has_ended(self) -> bool:
        """Tell whether it runs no more."""
        return self.process is not None and self.process.poll() is not None

    def signal_group(self, number: int) -> None:
        """Send a signal to it and to whatever it started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return


class Children:
    """The children of one parent; leaving the context ends them all."""

    def __init__(self, *children: Child) -> None:
        self.children = children

    def __enter__(self) -> "Children":
        for child in self.children:
            child.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self.children:
            child.signal_group(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_S
        while time.monotonic() < deadline and not all(child.has_ended() for child in self.children):
            time.sleep(0.05)
        for child in self.children:
            child.signal_group(signal.SIGKILL)
            if child.process:
                child.process.wait()

    def ended(self) -> list[Child]:
        """Return those that have ended by themselves."""
        return [child for child in self.children if child.has_ended()]

    def restart(self, child: Child) -> int:
        """Start an ended child again, after whatever it left behind is gone; return how it had ended."""
        assert child.process is not None
        code = child.process.returncode
        child.signal_group(signal.SIGKILL)
        child.start()
        return code


def raise_on_termination() -> None:
    """Let SIGTERM and a closed terminal end the program as Ctrl-C does, so that everything is cleaned up."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGHUP, interrupt)
