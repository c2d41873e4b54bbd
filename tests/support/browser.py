"""The system's Chromium, driven by Playwright, and a real server for it to talk to."""

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright
from werkzeug.serving import make_server

from tests.support.client import PASSWORD, find_token

AXE = Path(__file__).parents[1] / "vendor" / "axe-core" / "axe.min.js"
#: The shell first: it draws the same pages without a browser's own windows, a quarter faster.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
FLAGS = (
    # Test machines run as root in containers, and only our own pages are opened.
    "--no-sandbox",
    # Pages of tests are left before compiling their scripts thoroughly pays: a sixth less.
    "--js-flags=--no-opt,--no-maglev",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


def launch(playwright: Playwright) -> Browser:
    """Chromium as the system has it.

    Raises:
        LookupError: it is not installed; `make test` installs it.
    """
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise LookupError("no Chromium: run `make test`, which installs it")
    return playwright.chromium.launch(executable_path=found, args=FLAGS)


def free_port() -> int:
    """One on this machine that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serving(app: Flask, port: int) -> Iterator[None]:
    """The application on this port."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    # It looks for its end this often, in seconds: half a second by default, in every test.
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def let_in(context: BrowserContext, email: str) -> None:
    """Sign in without a page: the form of signing in has its own tests, and costs three pages."""
    token = find_token(context.request.get("/sign-in").text())
    assert token
    fields = {"csrf_token": token, "email": email, "password": PASSWORD}
    answer = context.request.post("/sign-in", form=fields, max_redirects=0)
    assert answer.status == 303, answer.text()


on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(r => r.violations)", RULES
    )
    return [
        f"{page.url} {v['id']}: " + " | ".join(" ".join(n["target"]) for n in v["nodes"][:3])
        for v in found
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    width: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width
