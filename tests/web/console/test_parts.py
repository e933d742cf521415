"""Categories, texts, backups, jobs and messages in the console."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django import app

from sanshe.domain.taxonomy import operations as taxonomy
from sanshe.domain.taxonomy import queries as taxonomy_queries
from sanshe.domain.texts import operations as texts
from sanshe.domain.texts import queries as texts_queries
from sanshe.domain.texts.models import Text
from sanshe.kernel.models import JournalEntry, OutboxMessage
from sanshe.kernel.upkeep import backups, verification
from tests.factories import AT, make_category

pytestmark = pytest.mark.django_db
NAME = "sanshe-20260302-090000.tar"
TEXT = "/console/texts/about/zh-hans/"


@pytest.fixture
def leaf():
    """A category below another."""
    return make_category(code="haircut", name="理发", words=("剪头发", "剃头"))


def fields_of(term) -> dict:
    return {
        "name_zh": term.name_zh,
        "name_en": term.name_en,
        "words_zh": "、".join(term.words_zh),
        "words_en": ", ".join(term.words_en),
    }


def test_category_is_found_by_a_word_people_use(console, leaf):
    make_category(code="meals", name="送餐")

    page = console.get("/console/categories/", {"q": "剃头"}).context["page"]

    assert [(top.code, [one.code for one in leaves]) for top, leaves in page] == [("care", ["haircut"])]


def test_category_is_changed(console, operator, leaf):
    wanted = fields_of(leaf) | {"name_zh": "剪头发", "words_zh": "理发，剃头\n 洗头 ;烫头", "is_sensitive": "on"}

    response = console.post("/console/categories/haircut/", wanted)

    leaf.refresh_from_db()
    assert response.status_code == 302
    assert (leaf.name_zh, leaf.words_zh, leaf.is_sensitive) == ("剪头发", ["理发", "剃头", "洗头", "烫头"], True)
    assert JournalEntry.objects.get(subject_id=leaf.pk).actor_id == operator.pk


@pytest.mark.parametrize(
    "wrong", [{"name_zh": ""}, {"name_zh": "a\x00"}, {"words_zh": "长" * 61}, {"name_en": "x" * 41}]
)
def test_category_that_cannot_be_called_so_keeps_what_was_typed(console, leaf, wrong):
    response = console.post("/console/categories/haircut/", fields_of(leaf) | {"words_en": "barber"} | wrong)

    assert response.status_code == 422
    assert "barber" in response.content.decode()
    leaf.refresh_from_db()
    assert leaf.name_zh == "理发"


def test_leaf_is_added_retired_moved_and_brought_back(console, leaf):
    added = console.post("/console/categories/care/add/", {"name_zh": "修脚", "name_en": "Foot care", "words_zh": ""})
    console.post("/console/categories/foot_care/move/", {"to": "up"})
    moved = [term.code for term in taxonomy_queries.categories()]
    console.post("/console/categories/haircut/retire/")
    retired = [term.code for term in taxonomy_queries.categories()]
    console.post("/console/categories/haircut/retire/", {"back": "1"})

    assert added.url == "/console/categories/foot_care/"
    assert moved == ["care", "foot_care", "haircut"]
    assert retired == ["care", "foot_care"]
    assert [term.code for term in taxonomy_queries.categories()] == moved


@pytest.mark.parametrize("address", ["nothing/", "haircut/add/", "%00/", "a%0Ab/"])
def test_category_that_is_not_there_cannot_be_opened(console, leaf, address):
    assert console.get(f"/console/categories/{address}").status_code == 404


def test_categories_leave_as_a_table(console, leaf):
    taxonomy.change_category(
        code="haircut",
        name_zh="=1+1",
        name_en="Hair",
        words_zh=["剃 头", "剪"],
        words_en=["hair cut"],
        is_sensitive=True,
        actor=None,
        at=AT,
    )

    response = console.get("/console/categories.csv")

    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["code"] for row in rows] == ["care", "haircut"]
    assert rows[1]["name_zh"] == "'=1+1"
    assert (rows[1]["parent"], rows[1]["is_sensitive"], rows[1]["words_zh"]) == ("care", "1", "剃_头 剪")


def test_text_is_looked_at_first_and_then_put_in_use(console, operator):
    body = "第一段 <b>粗</b>\r\n\r\n第二段"

    preview = console.post(TEXT, {"body": body, "do": "preview", "based_on": ""})
    before = texts_queries.text(code="about", language="zh-hans")
    saved = console.post(TEXT, {"body": body, "do": "save", "based_on": ""})

    assert preview.status_code == 200
    assert "<p>第一段 &lt;b&gt;粗&lt;/b&gt;</p>" in preview.content.decode()
    assert before == texts_queries.shipped_text(code="about", language="zh-hans")
    assert saved.status_code == 302
    assert texts_queries.text(code="about", language="zh-hans") == "第一段 <b>粗</b>\n\n第二段"
    assert Text.objects.get().changed_by == operator.pk


def test_text_changed_meanwhile_shows_theirs_and_keeps_mine(console):
    theirs = texts.change_text(code="about", language="zh-hans", body="她的话", actor=None, at=AT)

    response = console.post(TEXT, {"body": "我的话", "do": "save", "based_on": ""})
    again = console.post(TEXT, {"body": "我的话", "do": "save", "based_on": str(theirs.pk)})

    page = response.content.decode()
    assert response.status_code == 422
    assert "我的话" in page
    assert "她的话" in page
    assert f'value="{theirs.pk}"' in page
    assert again.status_code == 302
    assert texts_queries.text(code="about", language="zh-hans") == "我的话"


@pytest.mark.parametrize("body", ["", "   \n", "字" * 20_001, "a\x00b"])
def test_words_that_cannot_stand_are_refused(console, body):
    assert console.post(TEXT, {"body": body, "do": "save", "based_on": "x"}).status_code == 422
    assert not Text.objects.exists()


def test_shipped_words_come_back(console):
    texts.change_text(code="about", language="zh-hans", body="我的话", actor=None, at=AT)

    console.post(f"{TEXT}shipped/")
    page = console.get(TEXT)

    assert page.context["is_shipped"] is True
    assert [version.body for version, _ in page.context["versions"]][1] == "我的话"


def test_history_names_who_changed_it_in_a_fixed_number_of_queries(console, operator):
    def change(number: int) -> None:
        newest = texts_queries.newest_version(code="about", language="zh-hans")
        based_on = newest.pk if newest else None
        texts.change_text(
            code="about", language="zh-hans", body=f"版本{number}", actor=operator, at=AT, based_on=based_on
        )

    change(1)
    console.get(TEXT)
    with CaptureQueriesContext(connection) as one:
        console.get(TEXT)
    for number in (2, 3):
        change(number)
    with CaptureQueriesContext(connection) as three:
        page = console.get(TEXT)

    assert len(three) == len(one)
    assert [writer for _, writer in page.context["versions"]] == [operator] * 3


@pytest.mark.parametrize("address", ["nothing/en/", "about/fr/", "about/zh-Hans/"])
def test_text_that_is_not_there_cannot_be_opened(console, address):
    assert console.get(f"/console/texts/{address}").status_code == 404


def test_backup_is_started_once_and_shows_how_far_it_is(console):
    console.post("/console/backups/start/")
    console.post("/console/backups/start/")
    backups.folder().mkdir()
    backups.note_progress("database", 7, 40)

    response = console.get("/console/backups/", headers={"accept-language": "en"})

    assert JournalEntry.objects.filter(operation="kernel.start_backup").count() == 1
    assert '<progress aria-labelledby="backup-progress" value="7" max="40">' in response.content.decode()
    assert "Copying the tables" in response.content.decode()


def test_backup_is_taken_away_and_that_is_journalled(console, operator):
    backups.folder().mkdir()
    (backups.folder() / NAME).write_bytes(b"everything")

    listed = console.get("/console/backups/")
    taken = console.post("/console/backups/take/", {"name": NAME})

    assert [one.name for one in listed.context["page"]] == [NAME]
    assert b"".join(taken.streaming_content) == b"everything"
    assert taken.headers["Content-Disposition"] == f'attachment; filename="{NAME}"'
    assert JournalEntry.objects.get(operation="kernel.hand_out_backup").actor_id == operator.pk


@pytest.mark.parametrize("name", ["", "../secret_key", "nothing.tar", "\x00"])
def test_nothing_else_is_handed_out(console, name, tmp_path):
    (tmp_path / "secret_key").write_text("secret")

    assert console.post("/console/backups/take/", {"name": name}).status_code == 302


def test_job_that_failed_says_why_and_is_tried_again(console, operator):
    job_id = app.configure_task("sanshe.kernel.jobs.send_outbox").defer()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job_id])
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [job_id])
        cursor.execute("INSERT INTO kernel_jobfailure VALUES (%s, 'OSError: <no way out>', now())", [job_id])

    page = console.get("/console/jobs/", headers={"accept-language": "en"}).content.decode()
    console.post(f"/console/jobs/{job_id}/retry/")
    waiting = console.get("/console/jobs/", {"state": "waiting", "q": "send_outbox"})
    console.post(f"/console/jobs/{job_id}/cancel/")

    assert "Send messages" in page
    assert "OSError: &lt;no way out&gt;" in page
    assert [job.pk for job, _, _ in waiting.context["rows"]] == [job_id]
    assert list(
        JournalEntry.objects.filter(actor_id=operator.pk).values_list("operation", flat=True).order_by("id")
    ) == [
        "kernel.retry_job",
        "kernel.cancel_job",
    ]


@pytest.mark.parametrize("job_id", [1, 2**63 - 1, 10**40])
def test_job_that_is_not_there_is_no_fault(console, job_id):
    assert console.post(f"/console/jobs/{job_id}/retry/").status_code == 302
    assert console.post(f"/console/jobs/{job_id}/cancel/").status_code == 302


def test_messages_show_no_phone_and_are_tried_again(console):
    message = OutboxMessage.objects.create(
        kind="news",
        recipient="+8613912345678",
        body={"words": "秘密"},
        created_at=AT,
        attempts=9,
        last_error="ConnectionError: <gone>",
    )

    page = console.get("/console/messages/").content.decode()
    console.post(f"/console/messages/{message.pk}/retry/")

    assert "5678" in page
    assert "13912345678" not in page
    assert "秘密" not in page
    assert "&lt;gone&gt;" in page
    message.refresh_from_db()
    assert message.attempts == 9  # it is too old by now: said, not sent


@pytest.mark.parametrize("name", ["jobs", "messages"])
def test_lists_of_the_machinery_cost_the_same_for_one_and_three_rows(console, name):
    def grow() -> None:
        job_id = app.configure_task("tests.job").defer()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job_id])
            cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [job_id])
        OutboxMessage.objects.create(kind="news", recipient="+8613912345678", created_at=AT)

    grow()
    console.get(f"/console/{name}/")
    with CaptureQueriesContext(connection) as one:
        console.get(f"/console/{name}/")
    grow()
    grow()
    with CaptureQueriesContext(connection) as three:
        page = console.get(f"/console/{name}/")

    assert len(three) == len(one)
    assert len(page.context["rows"]) == 3


def test_journal_is_walked_through_on_request(console, operator):
    console.post("/console/journal/walk/")
    console.post("/console/journal/walk/")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [verification.VERIFY_TASK])
        assert cursor.fetchone() == (1,)
    assert JournalEntry.objects.filter(operation="kernel.start_verification", actor_id=operator.pk).count() == 2
