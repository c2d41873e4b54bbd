"""A browser without JavaScript: fetches pages, fills in forms, follows redirects."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

TAG = re.compile(r"<[^>]+>")
HIDDEN = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL)
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="csrf_token"')
PASSWORD = "une phrase de passe assez longue 42"


@dataclass(frozen=True)
class Page:
    status: int
    html: str
    location: str | None
    response: TestResponse

    @property
    def text(self) -> str:
        """What a person reads, with single spaces; no-break spaces are read as spaces."""
        visible = unescape(TAG.sub(" ", HIDDEN.sub(" ", self.html)))
        return re.sub(r"\s+", " ", visible).strip()


class PageClient:
    """`sign_in` goes through the form; `submit` posts with the page's own token."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http = app.test_client()

    def get(self, url: str, **options: Any) -> Page:
        return self._page(self.http.get(url, **options))

    def post(self, url: str, data: Mapping[str, Any] | None = None, **options: Any) -> Page:
        """Post as is: without a token unless it is in the data."""
        return self._page(self.http.post(url, data=data or {}, **options))

    def submit(self, url: str, *, page: str | None = None, **fields: Any) -> Page:
        """Open `page` (default: the same address), take its token, post the fields to `url`."""
        opened = self.get(page or url)
        token = find_token(opened.html)
        assert token, f"no form on {page or url}: {opened.status} {opened.text[:300]}"
        return self.post(url, {"csrf_token": token, **fields})

    def follow(self, page: Page) -> Page:
        """The page that a redirect leads to."""
        while page.location is not None:
            page = self.get(page.location)
        return page

    def sign_in(self, email: str, password: str = PASSWORD) -> Page:
        page = self.submit("/sign-in", email=email, password=password)
        assert page.status == 303, page.text
        return page

    def _page(self, response: TestResponse) -> Page:
        redirected = 300 <= response.status_code < 400
        return Page(
            response.status_code,
            response.get_data(as_text=True) if response.mimetype.startswith("text/") else "",
            response.headers.get("Location") if redirected else None,
            response,
        )


def find_token(html: str) -> str | None:
    found = TOKEN.search(html)
    return (found.group(1) or found.group(2)) if found else None
