"""A gunicorn with one worker on one core, started as `caire serve` does."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from socket import create_server

from flask import Flask

from caire.config import ROOT

STARTS_WITHIN_S = 60


@dataclass
class Server:
    """A gunicorn with one worker. `elapsed` in seconds a request, `cpu` in seconds in all."""

    process: subprocess.Popen[bytes]
    connection: HTTPConnection
    elapsed: list[float] = field(default_factory=list)
    cpu: float = 0.0

    def ask(self, address: str, cookie: str) -> None:
        self.connection.request("GET", address, headers={"Cookie": cookie} if cookie else {})
        response = self.connection.getresponse()
        response.read()
        if response.status != 200:
            raise LookupError(f"{address} answered {response.status} instead of 200")

    def batch(self, address: str, cookie: str, count: int) -> None:
        spent = self.spent()
        for _request in range(count):
            began = time.perf_counter()
            self.ask(address, cookie)
            self.elapsed.append(time.perf_counter() - began)
        self.cpu += self.spent() - spent

    def spent(self) -> float:
        """Seconds of CPU of the worker, all its threads."""
        parent = self.process.pid
        [worker] = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        threads = Path(f"/proc/{worker}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


@contextmanager
def served(application: str, folder: Path, variables: dict[str, str]) -> Iterator[Server]:
    """As `caire serve` does, with one worker, on the last core that this process may use."""
    with create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "8",
         "--workers", "1", "--keep-alive", "60", "--bind", f"127.0.0.1:{port}",
         "--log-level", "warning", "--chdir", str(folder), application],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | variables,
    )  # fmt: skip
    os.sched_setaffinity(process.pid, {max(os.sched_getaffinity(0))})
    connection = HTTPConnection("127.0.0.1", port)
    try:
        _wait_for(connection, process)
        yield Server(process, connection)
    finally:
        connection.close()
        process.terminate()
        process.wait(timeout=30)


def _wait_for(connection: HTTPConnection, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < give_up and process.poll() is None:
        try:
            # The port is open before the worker has loaded the application: only an answer counts.
            connection.request("GET", "/")
            connection.getresponse().read()
        except ConnectionRefusedError:
            connection.close()
            time.sleep(0.1)
        else:
            return
    raise LookupError("gunicorn did not start")


def served_platform(app: Flask) -> dict[str, str]:
    """The settings of this application, as variables for the server's own process."""
    config = app.extensions["caire"].config
    return {
        "CAIRE_ENVIRONMENT": config.environment,
        "CAIRE_DATA_DIR": config.data_dir,
        "CAIRE_SITE_URL": config.site.url,
        "CAIRE_SITE_SECRET_KEY": config.site.secret_key,
        "CAIRE_DATABASE_URL": config.database.url,
        "CAIRE_JOBS_URL": config.jobs.url,
    }
