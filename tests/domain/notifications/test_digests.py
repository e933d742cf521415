"""Digests: only for who has news, once a day, never empty, whatever happens to the worker."""

import re
from datetime import datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from sanshe.domain.notifications import operations
from sanshe.domain.notifications.choices import Channel, NewsKind, Pace, Topic
from sanshe.domain.notifications.models import DigestIssue, DigestRun
from sanshe.domain.notifications.operations import digests
from sanshe.domain.notifications.queries import wording
from sanshe.kernel.models import OutboxMessage
from tests.factories import SHANGHAI, make_community, make_person
from tests.factories.notifications import make_email, tell

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 3, 2, 18, 0, tzinfo=SHANGHAI)
EIGHT = datetime(2026, 3, 3, 8, 5, tzinfo=SHANGHAI)  # a Tuesday
NOTICE = NewsKind.NOTICE_POSTED


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def reader(community):
    person = make_person(community=community)
    make_email(person=person)
    return person


def run(at=EIGHT) -> int:
    """Start a run and do its jobs; return how many messages left."""
    started = operations.start_digest_run(at=at)
    return sum(written(job, at) for job in jobs_of(started)) if started else 0


def jobs_of(run: DigestRun) -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(task_name=digests.TASK, args__run_id=str(run.pk)))


def written(job: ProcrastinateJob, at) -> int:
    return operations.write_digests(**{**job.args, "at": at})


def test_only_who_has_news_gets_a_digest(community, reader):
    make_email(person=make_person(community=community), address="other@example.org")
    tell(reader, kind=NOTICE, at=EVENING)

    run()

    digest = OutboxMessage.objects.get(kind="digest")
    assert (digest.recipient, DigestIssue.objects.get().person) == ("wang@example.org", reader)


def test_digest_is_by_thing_and_newest_first(reader):
    chess, choir = make_person(), make_person()
    tell(reader, kind=NOTICE, subject=chess, at=EVENING, words={"who": "甲", "what": "下棋", "where": "棋组"})
    tell(reader, kind=NOTICE, subject=choir, at=EVENING + timedelta(hours=1), words={"who": "乙", "what": "唱歌"})
    tell(reader, kind=NewsKind.MENTIONED, subject=chess, at=EVENING + timedelta(hours=2), words={"who": "丙"})

    run()

    blocks = OutboxMessage.objects.get(kind="digest").body["text"].split("\n\n")
    assert [len(block.splitlines()) for block in blocks] == [2, 1, 1, 2, 2, 2]
    assert ("下棋" in blocks[0], "唱歌" in blocks[1]) == (True, True)


def test_what_was_read_meanwhile_is_in_no_digest(reader):
    tell(reader, kind=NOTICE, at=EVENING)
    operations.read_all(person=reader, at=EVENING)

    assert run() == 0


def test_next_day_tells_only_what_is_new(reader):
    tell(reader, kind=NOTICE, at=EVENING)
    run()

    assert run(EIGHT + timedelta(days=1)) == 0


def test_what_rang_at_once_is_in_no_text_message_digest(community):
    person = make_person(community=community)
    tell(person, at=EVENING)

    assert run() == 0


def test_what_was_too_much_for_one_day_comes_in_the_digest(community):
    person = make_person(community=community)
    for minute in range(8):
        tell(person, at=EVENING + timedelta(minutes=minute))

    run()

    assert OutboxMessage.objects.get(kind="digest").body["count"] == 2


def test_weekly_pace_waits_for_monday(reader):
    operations.choose_paces(person=reader, paces={(Topic.GROUPS, Channel.EMAIL): Pace.WEEKLY}, at=EVENING)
    tell(reader, kind=NOTICE, at=EVENING)

    sent = [run(EIGHT + timedelta(days=days)) for days in range(7)]

    assert sent == [0, 0, 0, 0, 0, 0, 1]


def test_weekly_news_is_not_lost_behind_daily_digests(reader):
    operations.choose_paces(person=reader, paces={(Topic.GROUPS, Channel.EMAIL): Pace.WEEKLY}, at=EVENING)
    tell(reader, kind=NOTICE, at=EVENING, words={"what": "下棋"})
    for days in range(1, 6):
        tell(reader, kind=NewsKind.MENTIONED, at=EVENING + timedelta(days=days), words={"what": "唱歌"})

    holds_chess = []
    for days in range(14):
        run(EIGHT + timedelta(days=days))
        newest = OutboxMessage.objects.filter(kind="digest").order_by("-id").first()
        holds_chess.append(
            newest is not None
            and newest.created_at.day == (EIGHT + timedelta(days=days)).day
            and "下棋" in newest.body["text"]
        )

    assert [day for day, holds in enumerate(holds_chess) if holds] == [6]


def test_what_is_told_while_a_digest_is_written_comes_with_the_next_once(reader):
    tell(reader, kind=NOTICE, at=EVENING, words={"what": "下棋"})
    started = operations.start_digest_run(at=EIGHT)
    tell(reader, kind=NOTICE, at=EIGHT - timedelta(seconds=5), words={"what": "唱歌"})
    tell(reader, kind=NOTICE, at=EIGHT + timedelta(seconds=5), words={"what": "跳舞"})
    written(jobs_of(started)[0], EIGHT)

    run(EIGHT + timedelta(days=1))
    run(EIGHT + timedelta(days=2))

    texts = [one.body["text"] for one in OutboxMessage.objects.filter(kind="digest").order_by("id")]
    assert [[word for word in ("下棋", "唱歌", "跳舞") if word in text] for text in texts] == [
        ["下棋"],
        ["唱歌", "跳舞"],
    ]


def test_hours_without_a_worker_are_made_up_for(reader):
    tell(reader, kind=NOTICE, at=EVENING)

    assert (run(EIGHT.replace(hour=7)), run(EIGHT.replace(hour=11)), run(EIGHT.replace(hour=12))) == (0, 1, 0)


def test_digest_made_up_for_at_night_waits_for_the_morning(reader):
    tell(reader, kind=NOTICE, at=EVENING)

    run(EIGHT.replace(hour=22))

    morning = EIGHT.replace(hour=7, minute=30) + timedelta(days=1)
    assert OutboxMessage.objects.get(kind="digest").next_attempt_at == morning


def test_each_topic_of_a_digest_can_be_ended_by_itself(reader):
    tell(reader, kind=NOTICE, at=EVENING)
    tell(reader, kind=NewsKind.MENTIONED, at=EVENING)

    run()

    body = OutboxMessage.objects.get(kind="digest").body
    tokens = re.findall(r"/news/stop/([^/]+)/", body["text"])
    assert [operations.what_stops(token=token)[1] for token in tokens] == ["mentions", "groups", ""]
    assert body["unsubscribe"].split("/")[-2] == tokens[-1]


def test_digest_text_is_in_the_readers_language(reader):
    reader.language = "en"
    reader.save(update_fields=["language"])
    tell(reader, kind=NOTICE, at=EVENING)

    run()

    assert OutboxMessage.objects.get(kind="digest").body["subject"] == "1 piece of news"


def test_digest_of_very_much_names_the_newest_and_leads_to_the_rest(reader):
    for minute in range(wording.THINGS_MAX + 5):
        tell(reader, kind=NOTICE, subject=make_person(), at=EVENING + timedelta(minutes=minute))

    run()

    text = OutboxMessage.objects.get(kind="digest").body["text"]
    assert text.count("· ") == wording.THINGS_MAX


def test_job_that_dies_halfway_leaves_nothing_and_is_done_anew(reader, monkeypatch):
    tell(reader, kind=NOTICE, at=EVENING)
    started = operations.start_digest_run(at=EIGHT)
    (job,) = jobs_of(started)
    with monkeypatch.context() as broken:
        broken.setattr(digests.outbox, "send_all_later", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            written(job, EIGHT)
    left = (DigestIssue.objects.count(), DigestRun.objects.get().chunks_done)

    again = written(job, EIGHT)

    assert (left, again, DigestRun.objects.get().chunks_done) == ((0, []), 1, [0])


def test_digest_counts_among_the_messages_of_a_day(community):
    person = make_person(community=community)
    for minute in range(7):
        tell(person, at=EVENING + timedelta(minutes=minute))
    run()

    for minute in range(6):
        tell(person, at=EIGHT + timedelta(hours=11, minutes=minute))

    after = OutboxMessage.objects.filter(kind="news", created_at__gt=EIGHT)
    assert after.count() == 5


def test_digest_leaves_at_the_chosen_hour(reader):
    operations.choose_hours(
        person=reader, quiet_from=EVENING.time(), quiet_until=EIGHT.time(), digest_hour=19, at=EVENING
    )
    tell(reader, kind=NOTICE, at=EVENING)

    assert (run(), run(EIGHT.replace(hour=19))) == (0, 1)


def test_hour_is_started_once(reader):
    tell(reader, kind=NOTICE, at=EVENING)
    operations.start_digest_run(at=EIGHT)

    assert (operations.start_digest_run(at=EIGHT + timedelta(minutes=20)), DigestRun.objects.count()) == (None, 1)


def test_job_that_runs_twice_writes_once(reader):
    tell(reader, kind=NOTICE, at=EVENING)
    started = operations.start_digest_run(at=EIGHT)
    (job,) = jobs_of(started)

    assert [written(job, EIGHT), written(job, EIGHT + timedelta(minutes=5))] == [1, 0]


def test_people_are_handed_to_the_queue_in_parts(community, monkeypatch):
    monkeypatch.setattr(digests, "CHUNK", 2)
    readers = [make_person(community=community) for _ in range(5)]
    for number, person in enumerate(readers):
        make_email(person=person, address=f"reader{number}@example.org")
    tell(*readers, kind=NOTICE, at=EVENING)

    started = operations.start_digest_run(at=EIGHT)

    sizes = sorted(len(job.args["person_ids"]) for job in jobs_of(started))
    assert (started.people, started.chunks, sizes) == (5, 3, [1, 2, 2])


def test_part_costs_the_same_for_one_and_many(community, django_assert_max_num_queries):
    readers = [make_person(community=community) for _ in range(30)]
    for number, person in enumerate(readers):
        make_email(person=person, address=f"reader{number}@example.org")
    tell(*readers, kind=NOTICE, at=EVENING)
    started = operations.start_digest_run(at=EIGHT)
    (job,) = jobs_of(started)

    with django_assert_max_num_queries(16):
        written(job, EIGHT)
