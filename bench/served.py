"""Pages as they are served: gunicorn, one worker, one core, beside the constant page served so."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from _figures import Figure, figure, percentile, show, wants_json
from _gunicorn import Server, served, served_platform
from _platform import demo_platforms
from _visits import Visit
from flask import Flask
from pages import facts_of, learner_pages

from caire.config import ROOT

BATCHES = 8
BATCH = 25
WARM_UP = 25


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
        bare.batch("/", "", BATCH)
        ours.batch(address, cookie, BATCH)
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
