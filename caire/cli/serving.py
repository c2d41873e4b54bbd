"""Gunicorn with the right settings, and the background worker beside it.

Everything is imported once: servers and worker are forked from this process, which has opened no
connection and used no Typst (it would hang in a fork).
"""

import multiprocessing
from collections.abc import Mapping
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from caire.cli.platform import CommandPlatform
from caire.jobs import Jobs


class Server(BaseApplication):
    """Gunicorn for an application that is already made."""

    def __init__(self, app: Flask, settings: Mapping[str, Any]) -> None:
        self._app = app
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def serve_until_stopped(platform: CommandPlatform, *, bind: str, workers: int) -> None:
    """Serve until SIGTERM or Ctrl+C, then let requests under way finish.

    On the embedded job queue the background worker runs here too; scaled out, it has its own node.
    """
    # No process may inherit an open connection.
    platform.engine.dispose()
    settings: dict[str, Any] = {
        "bind": bind,
        "workers": workers,
        "worker_class": "gthread",
        "threads": 8,
        "preload_app": True,
        "max_requests": 20_000,
        "max_requests_jitter": 2_000,
        "graceful_timeout": 20,
        "loglevel": "warning",
    }
    if platform.config.jobs.url.startswith("sqlite:"):
        helper = _start_worker(platform.app.extensions["caire.jobs"])
        settings["on_exit"] = lambda server: helper.terminate()
    Server(platform.app, settings).run()


def _start_worker(jobs: Jobs) -> multiprocessing.process.BaseProcess:
    helper = multiprocessing.get_context("fork").Process(
        target=jobs.run_worker, name="caire-worker"
    )
    helper.start()
    return helper
