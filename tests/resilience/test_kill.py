"""`kill -9` of PostgreSQL and the web server while 16 clients post: nothing is lost, nothing is there twice."""

import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import psutil
import psycopg
import pytest

from sanshe.kernel.embedded_postgres import EmbeddedPostgres

CLIENTS = 16
POSTS_EACH = 12
KILLS = 3
PATIENCE_S = 240
SOURCE = Path(__file__).parents[2] / "src"
COMMUNITY = re.compile(r'"code":\s*"([0-9]{12})"')


def environment_with(data: Path) -> dict[str, str]:
    """Return the environment of a program of its own: no database but its own, and its own data."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SANSHE_AS_OWNER")}
    return {**kept, "SANSHE_DATA": str(data), "PYTHONPATH": str(SOURCE)}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A running demo with data of its own: its address, its sign-in links, its process, its folder."""
    data = tmp_path_factory.mktemp("demo")
    process = subprocess.Popen(
        [sys.executable, "-m", "sanshe.cli", "demo", "--port", "18080"],
        env=environment_with(data),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    links = []
    for line in process.stdout:
        if found := re.search(r"(http://\S+?)(/demo/\S+)", line):
            links.append((found[1], found[2]))
        if "Ctrl-C stops" in line:
            break
    assert links, "the demo printed no sign-in link"
    yield links[0][0], [path for _, path in links], process, data
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    process.stdout.close()
    EmbeddedPostgres(data / "postgres").remove()


class Poster(threading.Thread):
    """Somebody who posts needs, each until it is acknowledged, with the same key for the same need."""

    def __init__(self, address: str, link: str, number: int) -> None:
        super().__init__()
        self.address, self.link, self.number = address, link, number
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.acknowledged: dict[str, str] = {}
        self.deadline = time.monotonic() + PATIENCE_S

    def sign_in(self) -> None:
        self.opener.open(self.address + self.link, timeout=20).read()
        with self.opener.open(self.address + "/api/v1/communities", timeout=20) as answer:
            self.community = COMMUNITY.search(answer.read().decode())[1]

    def run(self) -> None:
        for post in range(POSTS_EACH):
            sentence, key = f"第{self.number}位的第{post}件事", uuid.uuid4().hex
            while sentence not in self.acknowledged and time.monotonic() < self.deadline:
                try:
                    self.acknowledged[sentence] = self._post(sentence, key)
                except (OSError, urllib.error.HTTPError, http.client.HTTPException):
                    time.sleep(0.1)

    def _post(self, sentence: str, key: str) -> str:
        token = next(cookie.value for cookie in self.jar if cookie.name == "csrftoken")
        request = urllib.request.Request(
            self.address + "/api/v1/needs",
            data=json.dumps({"community": self.community, "sentence": sentence}).encode(),
            headers={"Content-Type": "application/json", "Idempotency-Key": key, "X-CSRFToken": token},
        )
        with self.opener.open(request, timeout=20) as answer:
            return json.loads(answer.read())["id"]


def test_every_acknowledged_post_is_there_once(demo):
    address, links, process, data = demo
    posters = [Poster(address, links[number % len(links)], number) for number in range(CLIENTS)]
    for poster in posters:
        poster.sign_in()
    postgres = EmbeddedPostgres(data / "postgres")

    for poster in posters:
        poster.start()
    for _ in range(KILLS):
        time.sleep(1)
        kill_web_server(process)
        time.sleep(1)
        kill_postgres(postgres)
        time.sleep(2)
    for poster in posters:
        poster.join(PATIENCE_S)

    acknowledged = {sentence: pk for poster in posters for sentence, pk in poster.acknowledged.items()}
    with psycopg.connect(postgres.url(role="owner")) as connection:
        rows = connection.execute(
            "SELECT sentence, id::text FROM exchange_need WHERE sentence LIKE '第%件事'"
        ).fetchall()
    assert len(acknowledged) == CLIENTS * POSTS_EACH
    assert sorted(rows) == sorted(acknowledged.items())


def test_second_demo_on_the_same_data_says_so(demo):
    _, _, process, data = demo
    second = subprocess.run(
        [sys.executable, "-m", "sanshe.cli", "demo"],
        env=environment_with(data),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert second.returncode == 1
    assert str(process.pid) in second.stderr


def test_ctrl_c_leaves_nothing_behind(demo):
    _, _, process, data = demo
    family = psutil.Process(process.pid).children(recursive=True)

    process.send_signal(signal.SIGINT)
    process.wait(60)

    assert process.returncode == 0
    assert [child for child in family if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []
    assert not EmbeddedPostgres(data / "postgres").is_running()
    assert processes_in(data) == []


def kill_web_server(process: subprocess.Popen) -> None:
    for child in psutil.Process(process.pid).children():
        if "serve" in child.cmdline():
            for one in [*child.children(recursive=True), child]:
                one.kill()


def kill_postgres(postgres: EmbeddedPostgres) -> None:
    main = int((postgres.cluster / "postmaster.pid").read_text().split("\n")[0])
    os.kill(main, signal.SIGKILL)


def processes_in(folder: Path) -> list[str]:
    found = []
    for process in psutil.process_iter(["name", "cmdline"]):
        try:
            if str(folder) in process.cwd():
                found.append(process.info["name"])
        except (psutil.AccessDenied, psutil.NoSuchProcess):
            continue
    return found
