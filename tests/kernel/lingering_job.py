"""A job whose first run never ends by itself."""

import time
from pathlib import Path

from procrastinate.contrib.django import app

LINGER = "tests.kernel.lingering_job.linger"


@app.task(name=LINGER)
def linger(folder: str) -> None:
    """Hang at the first run, finish at the second, and leave a file as a sign of each."""
    started, finished = Path(folder, "started"), Path(folder, "finished")
    if not started.exists():
        started.touch()
        while True:
            time.sleep(1)
    finished.touch()
