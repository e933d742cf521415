"""`sanshe train routing`: learned here, or by the worker while the console waits."""

import json
from threading import Thread

import pytest
from click.testing import CliRunner
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from sanshe.cli import train
from sanshe.cli.main import cli
from sanshe.domain.exchange.queries.routing import TRAIN_TASK
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.domain.taxonomy.models import RoutingModel
from tests.factories.answers import empty_queue, let_worker_work
from tests.factories.routing import make_sorted_needs


def sanshe(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner(env={"LANG": "en_GB.UTF-8", "LC_ALL": "", "COLUMNS": "200"}).invoke(cli, ["train", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.django_db
def test_without_a_worker_it_is_learned_here():
    make_sorted_needs()

    code, shown, _ = sanshe("routing", "--json")

    result = json.loads(shown)
    model = taxonomy.model_in_force()
    assert code == 0
    assert (result["number"], result["in_force"], result["texts"]) == (model.number, True, model.texts)
    assert result["right"] == model.figures["right"]
    assert not ProcrastinateJob.objects.filter(task_name=TRAIN_TASK).exists()


@pytest.mark.django_db
def test_figures_are_printed_in_words():
    make_sorted_needs()

    code, shown, _ = sanshe("routing", "--here")

    assert code == 0
    assert "sentences in 3 categories" in shown
    assert "It is in force now." in shown


@pytest.mark.django_db
def test_too_little_to_learn_from_ends_with_2_and_says_what_is_missing():
    make_sorted_needs(each=9)

    code, shown, told = sanshe("routing")

    assert (code, shown) == (2, "")
    assert "27 different sentences in 3 categories" in told
    assert "At least 60 in 2" in told
    assert not RoutingModel.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_worker_learns_while_the_console_waits(monkeypatch):
    empty_queue()
    make_sorted_needs()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    worker = Thread(target=let_worker_work)
    slept = []

    def wait(seconds):
        if not slept:
            worker.start()
        slept.append(seconds)
        worker.join()

    monkeypatch.setattr(train.time, "sleep", wait)
    code, shown, _ = sanshe("routing", "--json")

    assert code == 0
    assert json.loads(shown)["number"] == 1
    assert taxonomy.model_in_force().number == 1
    assert slept == [1.0]
    empty_queue()
