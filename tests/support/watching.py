"""What no page may do, noted while somebody uses the site."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, WebError

from tests.support.browser import PHONE, TIMEOUT_MS, overflow, violations


@dataclass
class Watch:
    """Faults of the pages seen: `faults` stays empty."""

    browser: Browser
    site_url: str
    faults: list[str] = field(default_factory=list)
    judged: set[str] = field(default_factory=set)

    def page(self, **options: Any) -> Page:
        """A new device, on which nobody is signed in: a phone unless told otherwise."""
        wanted = {"viewport": PHONE, "locale": "fr-FR", "reduced_motion": "reduce", **options}
        context = self.browser.new_context(base_url=self.site_url, **wanted)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.set_default_timeout(TIMEOUT_MS)
        return context.new_page()

    def look(self, page: Page, name: str | None = None) -> None:
        """The page as it stands: as wide as the window, and accessible (judged once a name)."""
        name = name or urlsplit(page.url).path
        if wide := overflow(page):
            self.faults.append(f"{page.url} is {wide} px too wide")
        if name not in self.judged:
            self.judged.add(name)
            self.faults.extend(violations(page))

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.site_url + "/", "data:", "blob:")):
            self.faults.append(f"{request.frame.url} asks {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status} {response.request.method} {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"{message.location.get('url')}: {message.text}")

    def _error(self, error: WebError) -> None:
        self.faults.append(f"{error.page.url if error.page else ''}: {error.error.message}")
