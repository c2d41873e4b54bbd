"""Background jobs: woken by a queue that may be lost, run by a worker that may be stopped."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from caire.config import ROOT, Config, ConfigError, JobsConfig
from caire.jobs import Jobs, Schedule, open_queue
from tests.support.browser import on_sqlite

#: Generous: a loaded machine is slow, and the test ends as soon as the file is there.
PATIENCE_S = 120

WORKER = """
import sys
from caire.config import Config, JobsConfig, SiteConfig
from caire.jobs import Jobs, Schedule

config = Config(
    environment="development",
    site=SiteConfig(secret_key="k" * 32),
    jobs=JobsConfig(url=sys.argv[1]),
)
jobs = Jobs(config)
jobs.add("greet", lambda: print("greeted", flush=True), Schedule())
jobs.run_worker()
"""
#: Its first job has it told to end while its threads are still being started.
HURRIED = """
import os, signal, threading
begun, start = threading.Event(), threading.Thread.start

def start_and_wait(thread):
    start(thread)
    if thread.name.startswith("Worker"):
        begun.wait()

def greet():
    os.kill(os.getpid(), signal.SIGTERM)
    begun.set()
    print("greeted", flush=True)

threading.Thread.start = start_and_wait
""" + WORKER.replace('lambda: print("greeted", flush=True)', "greet")


@pytest.fixture
def queued(config: Config) -> Config:
    """Settings under which a wake-up call waits for a worker."""
    return replace(config, environment="development")


@on_sqlite
class TestWaking:
    def test_runs_the_job_at_once_in_tests(self, config: Config) -> None:
        done: list[str] = []
        jobs = Jobs(config)
        jobs.add("greet", lambda: done.append("hello"), Schedule())
        jobs.wake("greet")

        assert done == ["hello"]

    def test_leaves_the_job_to_a_worker_elsewhere(self, queued: Config) -> None:
        done: list[str] = []
        jobs = Jobs(queued)
        jobs.add("greet", lambda: done.append("hello"), Schedule())
        jobs.wake("greet")

        assert done == []
        assert open_queue(queued).pending_count() == 1

    def test_knows_the_job_or_says_which_there_are(self, config: Config) -> None:
        jobs = Jobs(config)
        jobs.add("greet", lambda: None, Schedule())
        with pytest.raises(LookupError, match="known are greet"):
            jobs.wake("deliver")

    def test_does_not_undo_what_is_committed_when_the_queue_is_out_of_reach(
        self, queued: Config, tmp_path: Path
    ) -> None:
        (tmp_path / "folder").mkdir()
        broken = replace(queued, jobs=JobsConfig(url=f"sqlite:///{tmp_path / 'folder'}"))
        jobs = Jobs(broken)
        jobs.add("greet", lambda: None, Schedule())
        jobs.wake("greet")  # the clock will do

    def test_survives_a_job_that_fails(self, config: Config) -> None:
        def fail() -> None:
            raise RuntimeError("broken")

        jobs = Jobs(config)
        jobs.add("fail", fail, Schedule())
        jobs.wake("fail")


@on_sqlite
class TestTheQueue:
    def test_trusts_only_what_the_site_signed(self, queued: Config) -> None:
        """Huey reads with pickle: what anybody can write there must never be loaded."""
        jobs = Jobs(queued)
        jobs.add("greet", lambda: None, Schedule())
        jobs.wake("greet")
        stranger = replace(queued, site=replace(queued.site, secret_key="another" * 6))

        with pytest.raises(ValueError, match="[Ss]ignature"):
            open_queue(stranger).dequeue()

    def test_is_named_by_an_address_that_is_understood(self, config: Config) -> None:
        with pytest.raises(ConfigError, match="jobs.url must start with"):
            open_queue(replace(config, jobs=JobsConfig(url="amqp://x")))


@contextmanager
def running(program: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    worker = subprocess.Popen(
        [sys.executable, "-c", program, f"sqlite:///{folder / 'jobs.db'}"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    # A worker that never greets is killed, and then says nothing.
    impatience = threading.Timer(PATIENCE_S, worker.kill)
    impatience.start()
    try:
        yield worker
    finally:
        impatience.cancel()
        worker.kill()
        worker.communicate()


def said(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout is not None
    return worker.stdout.readline()


class TestTheWorker:
    def test_does_what_is_due_and_ends_when_told(self, tmp_path: Path) -> None:
        with running(WORKER, tmp_path) as worker:
            assert said(worker) == "greeted\n"
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(PATIENCE_S) == 0

    def test_finishes_what_it_has_begun_when_told_to_end_at_once(self, tmp_path: Path) -> None:
        with running(HURRIED, tmp_path) as worker:
            assert said(worker) == "greeted\n"
            assert worker.wait(PATIENCE_S) == 0
