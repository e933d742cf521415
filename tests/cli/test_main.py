"""What every command shares."""

import os
import subprocess
import sys
from pathlib import Path

from sanshe.kernel.embedded_postgres import EmbeddedPostgres

SOURCE = Path(__file__).parents[2] / "src"


def test_command_in_a_new_place_says_to_make_the_tables_first(tmp_path):
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SANSHE_AS_OWNER")}

    done = subprocess.run(
        [sys.executable, "-m", "sanshe.cli", "journal", "head"],
        env={**kept, "SANSHE_DATA": str(tmp_path), "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=False,
    )

    EmbeddedPostgres(tmp_path / "postgres").remove()
    assert done.returncode == 1
    assert "run ./sanshe manage migrate first" in done.stderr
