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
#: Runs a command of `caire` and says, as the last line, the most memory it had, KiB. Not by
#: `ru_maxrss`, which a process inherits from the one that started it. As it is deployed: structlog
#: loads Rich where tools of development have brought it, which no worker in service has.
_MEASURED = """
import sys
from pathlib import Path
sys.modules["rich"] = None
from caire.cli import main
sys.argv[0] = "caire"
try:
    main()
finally:
    status = Path("/proc/self/status").read_text()
    print(status.partition("VmHWM:")[2].split()[0], file=sys.stderr)
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
