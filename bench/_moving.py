"""Memory of a worker while a large store goes out to a file and comes in again."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from _figures import Figure, figure
from _gunicorn import served_platform
from flask import Flask

from caire.config import ROOT

#: The issue's bound.
MOST_MIB = 150.0
#: Runs a command of `caire` and says, as the last line, the most memory it had, KiB.
_MEASURED = """
import resource, sys
from caire.cli import main
sys.argv[0] = "caire"
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def moving_figures(database: str, full: Flask, empty: Flask) -> Iterator[Figure]:
    """Export what `full` holds, and import it into `empty`."""
    with tempfile.TemporaryDirectory(prefix="caire-bench-") as folder:
        file = Path(folder) / "traces.jsonl"
        for action, app in (("export", full), ("import", empty)):
            most = _peak_mib(app, "traces", action, str(file))
            yield figure(f"traces.{database}.{action}.peak_memory", most, "MiB", MOST_MIB)


def _peak_mib(app: Flask, *command: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *command],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | served_platform(app),
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return int(done.stderr.split()[-1]) / 1024
