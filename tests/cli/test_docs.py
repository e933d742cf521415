"""`sanshe docs`: what is walked, and whether the document is written."""

import pytest
from click.testing import CliRunner

from sanshe.cli import docs
from sanshe.cli.main import ROOT, cli
from sanshe.cli.state_machine import document
from sanshe.domain.exchange.choices import TRANSITIONS


@pytest.mark.parametrize(
    ("arguments", "is_written"), [(["docs", "permissions"], True), (["docs", "permissions", "--check"], False)]
)
def test_permissions_are_written_or_checked(monkeypatch, arguments, is_written):
    monkeypatch.setenv("SANSHE_WRITE_PERMISSIONS", "left over")
    called = []

    class Ended:
        returncode = 3

    def run(command, *, env, **_):
        called.append((command[-1], env.get("SANSHE_WRITE_PERMISSIONS")))
        return Ended

    monkeypatch.setattr(docs.subprocess, "run", run)

    result = CliRunner().invoke(cli, arguments)

    assert called == [("tests/house/test_permissions.py", "1" if is_written else None)]
    assert result.exit_code == 3


def test_state_machine_in_the_documents_is_the_one_in_the_code():
    kept = (ROOT / "docs" / "agreements.md").read_text(encoding="utf-8")

    assert kept == document(), "run ./sanshe docs agreements"
    assert kept.count(" --> ") == sum(max(1, len(exits)) for exits in TRANSITIONS.values()) + 2
