"""A key for the programs, and a page of a course in which their browser libraries run."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from caire.db import transaction
from caire.lrs.services.keys import create_key
from tests.caire.lrs.factories import NOW

VENDOR = Path(__file__).parents[1] / "vendor"


@dataclass(frozen=True, slots=True)
class Access:
    """What is typed into a program: where the store is, and the key with its secret."""

    endpoint: str
    key: str
    secret: str


@dataclass(frozen=True, slots=True)
class CoursePage:
    """A page with libraries, as a course would load them."""

    page: Page
    access: Access

    def load(self, *bundles: str) -> None:
        for bundle in bundles:
            self.page.evaluate((VENDOR / bundle).read_text(encoding="utf-8"))

    def run(self, script: str, **given: Any) -> Any:
        """What the body of an asynchronous function returns; it gets `access` and `given`."""
        names = ", ".join(["access", *given])
        arguments = {"access": asdict(self.access), **given}
        return self.page.evaluate(f"async ({{{names}}}) => {{ {script} }}", arguments)


@pytest.fixture
def access(live_url: str, db: Session) -> Access:
    with transaction(db):
        made = create_key(db, name="a program", scopes=["all"], now=NOW)
    return Access(f"{live_url}/xapi/", made.key, made.secret)


@pytest.fixture
def course_page(browser: Browser, access: Access) -> Iterator[CoursePage]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{access.endpoint}about")
    yield CoursePage(page, access)
    context.close()
