"""The script at the root of the repository: it makes the environment and hands over."""

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "sanshe"


@pytest.fixture
def checkout(tmp_path):
    """Return a small checkout: the script, locks that name nothing, and a command that says what it was told."""
    shutil.copy(SCRIPT, tmp_path / "sanshe")
    (tmp_path / "requirements.lock").write_text("# nothing\n")
    (tmp_path / "requirements-test.lock").write_text("# nothing either\n")
    package = tmp_path / "src" / "sanshe" / "cli"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").touch()
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text("import sys\nprint('told', *sys.argv[1:])\n")
    return tmp_path


@pytest.fixture
def script(checkout):
    """Return the script of the small checkout as a module."""
    loader = SourceFileLoader("sanshe_script", str(checkout / "sanshe"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("sanshe_script", loader))
    loader.exec_module(module)
    return module


def start(checkout, *arguments, **environment):
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # it would lead elsewhere
    return subprocess.Popen(
        [sys.executable, str(checkout / "sanshe"), *arguments],
        env={**inherited, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(checkout, *arguments, **environment):
    process = start(checkout, *arguments, **environment)
    out, err = process.communicate()
    return process.returncode, out, err


def test_an_old_python_can_read_the_script():
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))

    assert [node for node in ast.walk(tree) if isinstance(node, ast.NamedExpr)] == []


def test_the_script_imports_the_standard_library_only():
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))

    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert imported - sys.stdlib_module_names == set()


def test_an_old_python_without_a_newer_one_is_told_so(checkout, tmp_path):
    pretended = (
        "import runpy, sys; sys.version_info = (3, 9, 2); sys.argv = ['sanshe'];"
        f"runpy.run_path({str(checkout / 'sanshe')!r}, run_name='__main__')"
    )

    done = subprocess.run(
        [sys.executable, "-c", pretended],
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "Sanshe needs Python 3.11 or newer, this is 3.9" in done.stderr


def test_a_newer_python_that_does_not_start_is_passed_over(script, tmp_path, monkeypatch):
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "python3.14").write_text("#!/bin/sh\nexit 127\n")
    (folder / "python3.14").chmod(0o755)
    (folder / "python3.12").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(folder))

    assert script.find_newer_python() == str(folder / "python3.12")


def test_a_first_start_makes_everything_and_hands_over(checkout):
    code, out, err = run(checkout, "demo", "--port", "8001")

    assert (code, out) == (0, "told demo --port 8001\n")
    assert "3/3" in err
    assert [path.name.rpartition("-")[0] for path in (checkout / ".venv").glob("installed-*")] == [
        "installed-requirements"
    ]


def test_a_second_start_installs_nothing(checkout):
    run(checkout, "demo")

    code, out, err = run(checkout, "demo")

    assert (code, out, err) == (0, "told demo\n", "")


def test_no_argument_asks_for_help(checkout):
    assert run(checkout)[1] == "told --help\n"


def test_what_tests_need_includes_what_running_needs(checkout):
    run(checkout, "test")

    assert run(checkout, "demo")[2] == ""


def test_a_changed_lock_is_installed(checkout):
    run(checkout, "demo")
    (checkout / "requirements.lock").write_text("# still nothing\n")

    code, _, err = run(checkout, "demo")

    assert code == 0
    assert "3/3" in err
    assert len(list((checkout / ".venv").glob("installed-*"))) == 1


def test_two_first_starts_at_once_install_once(checkout):
    both = [start(checkout, "demo") for _ in range(2)]

    said = [process.communicate() for process in both]

    assert [out for out, _ in said] == ["told demo\n", "told demo\n"]
    assert sum("1/3" in err for _, err in said) == 1


def test_half_an_environment_is_made_anew(checkout):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(checkout / ".venv")], check=True)

    code, out, err = run(checkout, "demo")

    assert (code, out) == (0, "told demo\n")
    assert "1/3" in err


def test_a_failed_download_says_what_to_do_and_leaves_no_stamp(checkout):
    (checkout / "requirements.lock").write_text("nowhere-to-be-found==1.0 --hash=sha256:" + 64 * "0" + "\n")

    code, out, err = run(checkout, "demo", PIP_NO_INDEX="1", PIP_FIND_LINKS=str(checkout))

    assert (code, out) == (1, "")
    assert "No matching distribution found for nowhere-to-be-found" in err
    assert "check the network" in err
    assert list((checkout / ".venv").glob("installed-*")) == []
