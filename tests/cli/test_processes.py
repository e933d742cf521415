"""Children that leave nothing behind, however their parent ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from sanshe.cli.ports import is_free, reserved
from sanshe.cli.processes import SHORT_LIVES, Child, ChildKeepsEnding, Children

SOURCE = Path(__file__).parents[2] / "src"
CHILD = """
import subprocess, sys, time
from sanshe.cli.processes import end_with_starter
end_with_starter()
{more}
print("ready", flush=True)
time.sleep(600)
"""
PARENT = """
import os, sys, time
from sanshe.cli.processes import Child, Children, raise_on_termination
raise_on_termination()
try:
    with Children(*[Child("child", [sys.executable, "-c", code], dict(os.environ)) for code in sys.argv[1:]]):
        time.sleep(600)
except KeyboardInterrupt:
    sys.exit(0)
"""
WITH_GRANDCHILD = CHILD.format(more="subprocess.Popen(['sleep', '600'])")
ALONE = CHILD.format(more="")
DEAF = CHILD.format(more="import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)")


@pytest.fixture
def parent():
    """Return a function that starts a parent with children, and waits until these are ready."""
    started = []

    def begin(*codes, grace_s=15):
        process = subprocess.Popen(
            [sys.executable, "-c", f"import sanshe.cli.processes as p; p.GRACE_S = {grace_s}\n{PARENT}", *codes],
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        for _ in codes:
            assert process.stdout.readline() == "ready\n"
        family = psutil.Process(process.pid).children(recursive=True)
        started.append((process, family))
        return process, family

    yield begin
    for process, family in started:
        for member in alive(family):
            member.kill()
        process.kill()
        process.wait()
        process.stdout.close()


def alive(family):
    return [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def until(is_so, within_s=30):
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_being_told_to_stop_leaves_nothing_behind(parent, number):
    process, family = parent(ALONE, WITH_GRANDCHILD)

    process.send_signal(number)

    assert process.wait(30) == 0
    assert len(family) == 3
    assert alive(family) == []


def test_a_child_that_does_not_listen_is_killed(parent):
    process, family = parent(DEAF, grace_s=0.2)

    process.send_signal(signal.SIGINT)

    assert process.wait(30) == 0
    assert alive(family) == []


def test_a_second_ctrl_c_does_not_interrupt_the_cleaning_up(parent):
    process, family = parent(DEAF, grace_s=1)

    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)

    assert process.wait(30) == 0
    assert alive(family) == []


def test_children_of_a_killed_parent_end(parent):
    process, family = parent(ALONE, ALONE)

    process.kill()
    process.wait()

    until(lambda: alive(family) == [])
    assert len(family) == 2


def test_a_child_whose_parent_died_at_once_does_not_go_on():
    gone = subprocess.Popen(["true"])
    gone.wait()

    done = subprocess.run(
        [sys.executable, "-c", ALONE],
        env={**os.environ, "PYTHONPATH": str(SOURCE), "SANSHE_PARENT_PID": str(gone.pid)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stdout) == (1, "")


def test_an_ended_child_is_started_again_and_its_code_told():
    child = Child("child", [sys.executable, "-c", "import sys; sys.exit(3)"], dict(os.environ))
    with Children(child) as children:
        until(lambda: children.ended() == [child])
        first = child.process.pid

        code = children.restart(child)

        assert code == 3
        assert child.process.pid != first


def test_a_child_that_ends_again_and_again_is_given_up():
    child = Child("child", [sys.executable, "-c", "import sys; sys.exit(3)"], dict(os.environ))
    with Children(child) as children:
        for _ in range(SHORT_LIVES - 1):
            until(child.has_ended)
            children.restart(child)
        until(child.has_ended)

        with pytest.raises(ChildKeepsEnding, match=r"ended 5 times as soon as it was started \(3\)"):
            children.restart(child)


def test_two_demos_do_not_choose_the_same_port():
    with reserved("127.0.0.1", 18200) as first, reserved("127.0.0.1", 18200) as second:
        assert is_free("127.0.0.1", first)
        assert second > first
