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
from django.utils.translation import gettext

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
    """Sends by SMTP, as the settings of Django's mail say."""

    def send(self, message: Message) -> None:
        """Hand one message to the mail server; a link to end such messages goes along where there is one."""
        body = message.body
        text = str(body.get("text", ""))
        headers = {"Message-ID": f"<{message.id}@sanshe>"}
        if body.get("confirm"):
            subject, text = _confirmation(str(body["confirm"]))
        else:
            subject = str(body.get("subject") or text[:60])
        if body.get("stop"):
            address = f"{settings.PUBLIC_ADDRESS}/news/stop/{body['stop']}/"
            headers |= {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
            text = f"{text}\n\n{gettext('No more of this by e-mail:')} {address}"
        EmailMessage(subject=subject, body=text, to=[message.recipient], headers=headers).send()


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
        with urllib.request.urlopen(request, timeout=GATEWAY_TIMEOUT_S) as answer:  # any other status raises
            answer.read(1000)


def _confirmation(token: str) -> tuple[str, str]:
    address = f"{settings.PUBLIC_ADDRESS}/news/email/{token}/"
    return gettext("Is this your address?"), gettext("Please open this page to confirm it:") + f"\n{address}"
