"""A real Chromium against the real program; without one, outside CI, these tests are skipped and say so."""

import os
import shutil
from pathlib import Path

import pytest
from django.test.testcases import LiveServerThread
from playwright.sync_api import sync_playwright

from sanshe.domain.taxonomy import operations as taxonomy
from sanshe.domain.taxonomy import queries as taxonomy_queries
from tests.factories import AT, make_community, make_need, make_offer, make_person, make_worker

AXE = Path(__file__).with_name("axe.min.js").read_text(encoding="utf-8")
PHONE = {"width": 390, "height": 844}
# As root Chromium runs only without its sandbox; the other switches keep it from calling home.
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="package")
def browser():
    """Run one browser for the journeys; it ends with them, for its event loop would be in the way of other tests."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI has no Chromium; .ci/run installs it")
        pytest.skip("no Chromium was found (Debian: apt install chromium fonts-noto-cjk)")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread beside the ORM
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield running
        running.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def server(django_db_setup):
    """The program itself behind a port; it serves its static files as in service, hashed and compressed."""
    thread = LiveServerThread("localhost", lambda application: application)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://{thread.host}:{thread.port}"
    thread.terminate()


@pytest.fixture
def open_page(browser, server, settings):
    """Return a function that opens a page in a browser of its own: width, language, look, script, as whom."""
    settings.ALLOWED_HOSTS = ["localhost"]
    contexts = []

    def opened(*, width=390, locale="zh-CN", script=True, look="", person=None, scheme="light"):
        context = browser.new_context(
            viewport={**PHONE, "width": width},
            locale=locale,
            java_script_enabled=script,
            base_url=server,
            color_scheme=scheme,
        )
        contexts.append(context)
        if look:
            context.add_cookies([{"name": "look", "value": look, "url": server}])
        if person:
            context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": server}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield opened
    for context in contexts:
        context.close()


def session_of(person) -> str:
    """Return the key of a new session in which the person is signed in."""
    from django.test import Client

    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def faults_of(page) -> list[str]:
    """Return what axe finds on the page, one line per fault."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.fixture
def world(transactional_db, settings):
    """A small community in which somebody needs company to the hospital and three could give it."""
    fields, categories = taxonomy_queries.shipped_terms()
    taxonomy.load_terms(fields=fields, categories=categories, at=AT)
    escort = taxonomy_queries.category(code="escort_to_doctor")
    community = make_community()
    people = {
        "community": community,
        "daughter": make_person(community=community, name="小敏", full_name="王小敏"),
        "helper": make_person(community=community, name="陈大姐", full_name="陈桂芳"),
        "worker": make_worker(community=community, name="刘社工"),
    }
    people["offer"] = make_offer(
        person=people["helper"],
        community=community,
        sentence="我退休前是护士，周二、周四上午可以陪老人去医院挂号看病。",
        category=escort,
        weekly_hours=[[1, 480, 720], [3, 480, 720]],
        capacity=1,
    )
    make_offer(
        person=make_person(community=community, name="李师傅", full_name="李建国"),
        community=community,
        sentence="会修水管、换灯泡，晚上七点以后都行。",
        category=taxonomy_queries.category(code="plumbing"),
    )
    make_need(
        person=make_person(community=community, name="张爷爷", full_name="张德明"),
        community=community,
        sentence="手机老是弹广告，想找个年轻人教我关掉。",
    )
    return people
