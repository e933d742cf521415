"""Find a port to listen on."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PORTS_TRIED = 50


class NoFreePort(RuntimeError):
    """Every port that was tried is taken."""


def is_free(host: str, port: int) -> bool:
    """Tell whether nobody listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe, suppress(OSError):
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return True
    return False


@contextmanager
def reserved(host: str, wanted: int) -> Iterator[int]:
    """Yield the first free port from `wanted` on, and keep other demos from choosing it until we have ended.

    Between finding a port free and listening there two demos could choose the same, and the web server would share it
    without a word. So each takes the port's name first, one that the system gives to only one process at a time.
    """
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        with socket.socket(socket.AF_UNIX) as name:
            try:
                if sys.platform.startswith("linux"):
                    name.bind(f"\0sanshe-demo-port-{port}")
            except OSError:
                continue
            if is_free(host, port):
                yield port
                return
    raise NoFreePort(f"No port from {wanted} on is free: give another one with --port.")
