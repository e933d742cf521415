"""How messages leave the house. Which one serves a channel: setting SANSHE_MESSAGE_BACKENDS."""

import hashlib
import hmac
import json
import sys
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

GATEWAY_TIMEOUT_S = 10


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


class EmailBackend:
    """Sends by SMTP, as the settings of Django's mail say.

    The body holds `subject`, `text` and, where a link ends such messages, `unsubscribe`, which mail programs offer as a
    button (RFC 8058).
    """

    def send(self, message: Message) -> None:
        """Hand one message to the mail server."""
        headers = {"Message-ID": f"<{message.id}@sanshe>"}
        if unsubscribe := message.body.get("unsubscribe"):
            headers["List-Unsubscribe"] = f"<{unsubscribe}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        EmailMessage(
            subject=str(message.body["subject"]),
            body=str(message.body["text"]),
            to=[message.recipient],
            headers=headers,
        ).send()


class _GoesNowhereElse(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: a POST would become a GET on the way, and its answer 200 would say that it was sent."""

    def redirect_request(self, *_: Any) -> None:
        """Return no other request, so that the answer counts as a refusal."""


_opener = urllib.request.build_opener(_GoesNowhereElse)


class HttpsBackend:
    """Posts JSON to a gateway, signed: what speaks to a carrier's or a WeChat account's own interface stands there.

    The body is {"id", "channel", "kind", "to", "text", "values"}; the header `X-Sanshe-Signature` holds the hexadecimal
    HMAC-SHA256 of the body under the key. Any answer but 2xx within ten seconds counts as not sent.
    """

    def __init__(self, *, url: str = "", key: str = "") -> None:
        self.url, self.key = url or settings.SANSHE_GATEWAY_URL, key or settings.SANSHE_GATEWAY_KEY

    def send(self, message: Message) -> None:
        """Hand one message to the gateway."""
        said = {
            "id": str(message.id),
            "channel": message.channel,
            "kind": message.kind,
            "to": message.recipient,
            "text": message.body.get("text", ""),
            "values": dict(message.body),
        }
        content = json.dumps(said, ensure_ascii=False).encode()
        request = urllib.request.Request(
            self.url,
            data=content,
            method="POST",
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "X-Sanshe-Signature": hmac.new(self.key.encode(), content, hashlib.sha256).hexdigest(),
            },
        )
        with _opener.open(request, timeout=GATEWAY_TIMEOUT_S) as answer:  # any other status raises
            answer.read(1000)
