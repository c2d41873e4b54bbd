"""What the scripts of activities report to the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

from playwright.sync_api import Page, Response


@contextmanager
def reports(page: Page, **fields: str) -> Iterator[None]:
    """Wait until a report with these fields was answered.

    Not just any: an earlier one may still be on its way, and where scripts report what stood still
    for a moment, a machine that halts between two keys has them report what is half done.
    """

    def is_awaited(response: Response) -> bool:
        if not response.url.endswith("/explore"):
            return False
        told = parse_qs(response.request.post_data or "", keep_blank_values=True)
        return all(told.get(name) == [value] for name, value in fields.items())

    with page.expect_response(is_awaited):
        yield
