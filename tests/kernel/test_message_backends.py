"""The ways out, against real servers of this machine."""

import hashlib
import hmac
import json
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError, URLError

import pytest
from django.core import mail

from sanshe.config.env import BadEnvironment, gateway, mail_server
from sanshe.kernel.message_backends import EmailBackend, HttpsBackend, Message

KEY = "secret"


class Gateway(BaseHTTPRequestHandler):
    """Keeps what it is given; answers with `status`."""

    status = 200
    got: list = []

    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((content, self.headers["X-Sanshe-Signature"]))
        self.send_response(self.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments):
        """Keep quiet."""


@pytest.fixture
def server():
    Gateway.got, Gateway.status = [], 200
    running = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}/messages"
    running.shutdown()
    running.server_close()


def message(**body) -> Message:
    return Message(id=uuid.uuid4(), channel="sms", kind="news", recipient="+8613900000000", body=body, attempt=1)


def test_gateway_gets_the_message_with_its_signature(server):
    sent = message(text="您有新消息")

    HttpsBackend(url=server, key=KEY).send(sent)

    content, signature = Gateway.got[0]
    said = json.loads(content)
    assert (said["id"], said["to"], said["text"]) == (str(sent.id), "+8613900000000", "您有新消息")
    assert signature == hmac.new(KEY.encode(), content, hashlib.sha256).hexdigest()


@pytest.mark.parametrize("status", [302, 303, 307, 400, 500])
def test_refusal_of_the_gateway_counts_as_not_sent(server, status):
    Gateway.status = status

    with pytest.raises(HTTPError):
        HttpsBackend(url=server, key=KEY).send(message(text="x"))


def test_gateway_out_of_reach_counts_as_not_sent():
    with pytest.raises(URLError):
        HttpsBackend(url="http://127.0.0.1:1/", key=KEY).send(message(text="x"))


def test_mail_carries_the_way_to_stop_it():
    EmailBackend().send(message(subject="2 条消息", text="· 下棋", unsubscribe="https://board.example.org/stop/"))

    sent = mail.outbox[0]
    assert (sent.subject, sent.body, sent.to) == ("2 条消息", "· 下棋", ["+8613900000000"])
    assert (sent.extra_headers["List-Unsubscribe"], sent.extra_headers["List-Unsubscribe-Post"]) == (
        "<https://board.example.org/stop/>",
        "List-Unsubscribe=One-Click",
    )


def test_mail_without_such_a_way_names_none():
    EmailBackend().send(message(subject="x", text="y"))

    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_mail_subject_cannot_smuggle_a_header():
    with pytest.raises(ValueError, match="newlines"):
        EmailBackend().send(message(subject="a\nBcc: x@example.org", text="x"))


def test_servers_are_read_from_the_environment():
    named = mail_server("smtps://board:p%40ss@mail.example.org?from=board@example.org")

    assert (named["host"], named["port"], named["password"], named["is_ssl"]) == ("mail.example.org", 465, "p@ss", True)
    assert (gateway("https://gw.example.org key"), gateway(""), mail_server("")) == (
        ("https://gw.example.org", "key"),
        ("", ""),
        {},
    )


@pytest.mark.parametrize("text", ["http://gw key", "https://gw", "gw key more"])
def test_unclear_gateway_stops_the_start(text):
    with pytest.raises(BadEnvironment):
        gateway(text)


@pytest.mark.parametrize("text", ["mail.example.org", "smtp://mail.example.org", "https://x?from=a@b"])
def test_unclear_mail_server_stops_the_start(text):
    with pytest.raises(BadEnvironment):
        mail_server(text)
