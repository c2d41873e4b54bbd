"""Gunicorn with the right settings, and the background worker beside it.

Everything is imported once: servers and worker are forked from this process, which has opened no
connection and used no Typst (it would hang in a fork).
"""

import os
import signal
import socket
import struct
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from caire.cli.platform import CommandPlatform
from caire.jobs import Jobs
from caire.web.memory import keep_what_is_built

#: How long a client may send nothing of what it announced, or take nothing of its answer, seconds.
PATIENCE_S = 30


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
    keep_what_is_built()
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
        "when_ready": lambda server: end_silence(server.LISTENERS, after_s=PATIENCE_S),
    }
    if platform.config.jobs.url.startswith("sqlite:"):
        worker_pid = _fork_worker(platform.app.extensions["caire.jobs"])
        settings["on_exit"] = lambda server: _stop(worker_pid)
    Server(platform.app, settings).run()


def end_silence(listeners: Iterable[socket.socket], *, after_s: float) -> None:
    """Have what these sockets accept fail when its client is silent for so long.

    Gunicorn's threads wait for the rest of a request without end: as many clients that lost their
    network in the middle of one as there are threads, and nobody would be answered any more. It
    sets no timeout that Python knows, so this is the system's, which accepted sockets inherit.
    """
    seconds, rest = divmod(after_s, 1)
    patience = struct.pack("ll", int(seconds), int(rest * 1_000_000))
    for listener in listeners:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, patience)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, patience)


def _fork_worker(jobs: Jobs) -> int:
    """Run the jobs in a child of their own; returns its process id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        jobs.run_worker()
    finally:
        # Not sys.exit: what the parent registered to do at its end is the parent's to do.
        os._exit(0)


def _stop(pid: int) -> None:
    """Ask the worker to end after the job under way, and wait for it."""
    try:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
    except (ProcessLookupError, ChildProcessError):
        pass  # it ended by itself, and gunicorn has buried it
