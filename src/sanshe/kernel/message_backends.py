"""How messages leave the house. Which one serves a channel: setting SANSHE_MESSAGE_BACKENDS."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Message:
    """A message as a backend gets it; the same `id` may come twice, the receiving side keeps one."""

    id: UUID
    channel: str
    kind: str
    recipient: str
    body: Mapping[str, Any]
    attempt: int


class MessageBackend(Protocol):
    """A way out. `send` returns once the message is handed over and raises when it is not."""

    def send(self, message: Message) -> None:
        """Hand one message over."""


class ConsoleBackend:
    """Writes messages to standard error, for the demo and for development."""

    def send(self, message: Message) -> None:
        """Write one message as one line."""
        body = " ".join(f"{name}={value}" for name, value in message.body.items())
        sys.stderr.write(f"✉ {message.channel} → {message.recipient}  {message.kind}  {body}\n")
        sys.stderr.flush()


class RecordingBackend:
    """Keeps messages in memory, for tests."""

    sent: ClassVar[list[Message]] = []

    def send(self, message: Message) -> None:
        """Keep one message."""
        self.sent.append(message)


class UnknownChannelError(LookupError):
    """No backend is set for a channel."""


def backend_for(channel: str) -> MessageBackend:
    """Return the backend that serves a channel."""
    path = settings.SANSHE_MESSAGE_BACKENDS.get(channel)
    if path is None:
        raise UnknownChannelError(f"SANSHE_MESSAGE_BACKENDS names no backend for {channel!r}.")
    return cast(MessageBackend, import_string(path)())
