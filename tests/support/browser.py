"""The system's Chromium, driven by Playwright, and a real server for it to talk to."""

import shutil
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Literal
from weakref import WeakSet

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize
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
    # A process of the next page's own is not made ahead: each context has its pages in one.
    "--renderer-process-limit=1",
    "--process-per-site",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Pages answer in a hundredth of it; a busy machine must not make a test fail.
TIMEOUT_MS = 60_000
PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
Window = tuple[ViewportSize, Literal["light", "dark"]]
PHONE_BY_DAY: Window = (PHONE, "light")
DESKTOP_BY_DAY: Window = (DESKTOP, "light")
DESKTOP_AT_NIGHT: Window = (DESKTOP, "dark")


def launch(playwright: Playwright) -> Browser:
    """Chromium as the system has it.

    Raises:
        LookupError: it is not installed; `make test` installs it.
    """
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise LookupError("no Chromium: run `make test`, which installs it")
    return playwright.chromium.launch(executable_path=found, args=FLAGS, timeout=TIMEOUT_MS)


def taken_port() -> socket.socket:
    """One on this machine, ours from now on: between looking for a free one and serving on it,
    a browser or another worker could take it."""
    return socket.create_server(("127.0.0.1", 0), backlog=128)


def port_of(taken: socket.socket) -> int:
    port: int = taken.getsockname()[1]
    return port


@contextmanager
def serving(app: Flask, taken: socket.socket) -> Iterator[None]:
    """The application on this port, which is given back in the end."""
    port = port_of(taken)
    server = make_server("127.0.0.1", port, app, threaded=True, fd=taken.fileno())
    taken.close()  # the server has its own way to it
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
    token = find_token(context.request.get("/sign-in", timeout=TIMEOUT_MS).text())
    assert token
    fields = {"csrf_token": token, "email": email, "password": PASSWORD}
    answer = context.request.post("/sign-in", form=fields, max_redirects=0, timeout=TIMEOUT_MS)
    assert answer.status == 303, answer.text()


on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


#: Pages in which every document has `axeOfTests`, which reads axe-core when it is first called.
_prepared: WeakSet[Page] = WeakSet()
JUDGE = """rules => axeOfTests()
  .run(document, {runOnly: rules, resultTypes: ["violations"], preload: false})
  .then(r => r.violations.map(v => [v.id, v.nodes.slice(0, 3).map(n => n.target.join(" "))]))"""


@cache
def _axe() -> str:
    """A script that only defines the function: axe-core costs nothing where nobody judges."""
    source = AXE.read_text(encoding="utf-8")
    read = f"() => axe ??= (() => {{{source}\nreturn window.axe}})()"
    return f"(() => {{let axe; window.axeOfTests = {read}}})()"


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands."""
    if page not in _prepared:
        page.add_init_script(_axe())
        page.evaluate(_axe())
        _prepared.add(page)
    found: list[tuple[str, list[str]]] = page.evaluate(JUDGE, RULES)
    return [f"{page.url} {rule}: " + " | ".join(nodes) for rule, nodes in found]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    width: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width


def faults_in(page: Page, windows: Iterable[Window]) -> list[str]:
    """What is wrong with the page in each of these windows: not accessible, or wider than it."""
    found: list[str] = []
    for size, scheme in windows:
        page.set_viewport_size(size)
        # Without motion: colours that are still on their way to the other scheme's are none.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += violations(page)
        if wide := overflow(page):
            found.append(f"{page.url} is {wide} px wider than {size['width']} px")
    return found
