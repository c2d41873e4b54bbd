"""Ralph beside ours: another store in Python, with the backend that needs no server.

It is installed into an environment of its own, since it asks for other versions than we do. Its
file backend, as released, refuses a second POST; here it is told to append, as its other backends
do, so that it can be compared at all.
"""

import os
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from socket import create_server

from _figures import Figure, figure
from _gunicorn import STARTS_WITHIN_S, served, served_platform
from _ingest import Sender, new_key, sender_to
from _platform import last_core
from _statements import batches
from flask import Flask

from caire.config import ROOT

RALPH = "ralph-malph[full]==5.1.0"
HOME = ROOT / ".venv" / "ralph"
#: As the trial behind the bound had them: its file backend reads all it holds at each POST.
BATCH = 10
STATEMENTS = 10_000
#: The issue's bounds.
TIMES_RALPH = 10.0
NO_GROWTH = 1.25
_SERVE = """
import sys, uvicorn
from ralph.backends.data.base import BaseOperationType
from ralph.backends.data.fs import FSDataBackend
FSDataBackend.default_operation_type = BaseOperationType.APPEND
from ralph.api import app
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
"""


def ralph_figures(ours: Flask) -> Iterator[Figure]:
    """The same batches to each, one store after the other, each alone on one core."""
    with served("wsgi:app", ROOT, served_platform(ours)) as server:
        own = _seconds(sender_to(server, new_key(ours)), "/xapi/statements")
    with _ralph() as sender:
        theirs = _seconds(sender, "/xAPI/statements")
    rate, peer = (STATEMENTS / sum(times) for times in (own, theirs))
    yield figure("traces.ralph.per_second", rate, "statements/s", peer)
    yield figure("traces.ralph.times", rate / peer, "times", TIMES_RALPH)
    yield figure("traces.ralph.growth", _growth(own), "times", NO_GROWTH)
    yield figure("traces.ralph.growth_of_ralph", _growth(theirs), "times", NO_GROWTH)


def _seconds(sender: Sender, address: str) -> list[float]:
    """How long each batch took."""
    times = []
    for body in islice(batches(BATCH), STATEMENTS // BATCH):
        began = time.perf_counter()
        sender.post(body, address)
        times.append(time.perf_counter() - began)
    return times


def _growth(times: list[float]) -> float:
    """The last tenth beside the second one; the first has what happens once."""
    tenth = len(times) // 10
    return sum(times[-tenth:]) / sum(times[tenth : 2 * tenth])


@contextmanager
def _ralph() -> Iterator[Sender]:
    python = _installed()
    with tempfile.TemporaryDirectory(prefix="caire-bench-") as folder:
        variables = os.environ | {
            "RALPH_APP_DIR": folder,
            "RALPH_RUNSERVER_BACKEND": "fs",
            "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": f"{folder}/data",
        }
        (Path(folder) / "data").mkdir()
        account = ["-u", "bench", "-p", "bench", "-s", "all", "-M", "mailto:bench@example.org"]
        subprocess.run(
            [str(python.with_name("ralph")), "auth", *account, "-N", "bench", "-w"],
            env=variables, check=True, capture_output=True,
        )  # fmt: skip
        with create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        process = subprocess.Popen([str(python), "-c", _SERVE, str(port)], env=variables)
        os.sched_setaffinity(process.pid, {last_core()})
        try:
            connection = _connected(port, process)
            yield Sender(connection, "Basic " + b64encode(b"bench:bench").decode())
        finally:
            process.terminate()
            process.wait(timeout=30)


def _connected(port: int, process: subprocess.Popen[bytes]) -> HTTPConnection:
    connection = HTTPConnection("127.0.0.1", port)
    give_up = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < give_up and process.poll() is None:
        try:
            connection.connect()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return connection
    raise LookupError("Ralph did not start")


def _installed() -> Path:
    """Its interpreter; the first time, an environment is made for it."""
    python = HOME / "bin" / "python"
    if not (HOME / "bin" / "ralph").exists():
        subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", RALPH], check=True)
    return python
