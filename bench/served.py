"""Pages as they are served: gunicorn, one worker, one core, beside the constant page served so."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from socket import create_server

from _figures import Figure, figure, percentile, show, wants_json
from _platform import demo_platforms
from _visits import Visit
from flask import Flask
from pages import facts_of, learner_pages

from caire.config import ROOT

BATCHES = 8
BATCH = 25
WARM_UP = 25
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

    def batch(self, address: str, cookie: str) -> None:
        spent = self.spent()
        for _request in range(BATCH):
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
            connection.connect()
        except ConnectionRefusedError:
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


def measured(database: str, app: Flask) -> Iterator[Figure]:
    pages = list(learner_pages(app, facts_of(app)))
    with ExitStack() as servers:
        ours = servers.enter_context(served("wsgi:app", ROOT, served_platform(app)))
        constant = "_constant:constant_app('layout.html')"
        bare = servers.enter_context(served(constant, ROOT / "bench", {}))
        for page in pages:
            yield from compared(f"served.{database}.{page.name}", page.visit, ours, bare)


def compared(name: str, visit: Visit, ours: Server, bare: Server) -> Iterator[Figure]:
    """Batches of each in turn, so that whatever slows the machine slows both."""
    address = visit.environ["PATH_INFO"]
    address += f"?{visit.environ['QUERY_STRING']}" if visit.environ["QUERY_STRING"] else ""
    cookie = visit.environ.get("HTTP_COOKIE", "")
    for _request in range(WARM_UP):
        ours.ask(address, cookie)
        bare.ask("/", "")
    for server in (ours, bare):
        server.elapsed, server.cpu = [], 0.0
    for _batch in range(BATCHES):
        bare.batch("/", "")
        ours.batch(address, cookie)
    count = BATCHES * BATCH
    yield figure(f"{name}.cpu", 1000 * ours.cpu / count, "ms of CPU", 1000 * bare.cpu / count)
    for share, label in ((0.5, "p50"), (0.95, "p95")):
        yield figure(
            f"{name}.{label}",
            1000 * percentile(ours.elapsed, share),
            "ms",
            1000 * percentile(bare.elapsed, share),
        )
    yield figure(f"{name}.per_second", count / ours.cpu, "requests/s of CPU", count / bare.cpu)


def all_figures() -> Iterator[Figure]:
    for database, app in demo_platforms():
        yield from measured(database, app)
        app.extensions["caire"].engine.dispose()


if __name__ == "__main__":
    as_json = wants_json(__doc__ or "")
    if not Path("/proc/self/schedstat").exists():
        sys.exit("served.py reads the CPU of processes from /proc, which only Linux has")
    show(all_figures(), as_json=as_json)
