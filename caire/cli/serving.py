"""Gunicorn with the right settings, and the background worker beside it."""

import signal
import subprocess
import sys
from types import FrameType
from typing import NoReturn

from caire.config import Config


def serve_until_stopped(config: Config, *, bind: str, workers: int) -> NoReturn:
    """Serve until SIGTERM or Ctrl+C, then let requests under way finish.

    On the embedded job queue the background worker runs here too; scaled out, it has its own node.
    """
    helper = None
    if config.jobs.url.startswith("sqlite:"):
        helper = subprocess.Popen([sys.executable, "-m", "caire", "worker"])
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            f"--bind={bind}",
            f"--workers={workers}",
            "--worker-class=gthread",
            "--threads=8",
            "--max-requests=20000",
            "--max-requests-jitter=2000",
            "--graceful-timeout=20",
            "--log-level=warning",
            "wsgi:app",
        ]
    )

    def stop(number: int, frame: FrameType | None) -> None:
        server.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    code = server.wait()
    if helper is not None:
        helper.terminate()
        helper.wait()
    sys.exit(code)
