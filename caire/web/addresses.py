"""Addresses as routes read them and as pages write them.

Of numbers, routes read those that a table can hold; others name nothing, so the answer is 404.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**31 - 1


class IdConverter(IntegerConverter):
    """`<int:id>`: databases refuse, each in its own way, what is larger than their column."""

    def __init__(self, map: Map, **options: Any) -> None:
        super().__init__(map, **{"max": LARGEST_ID, **options})


def init_addresses(app: Flask) -> None:
    """To be called before any address is added."""
    app.url_map.converters["int"] = IdConverter


def written_addresses(app: Flask) -> Callable[..., str]:
    """Flask's `url_for` for templates, which keeps what it has written: pages repeat themselves.

    The platform is served at the root of its host: an address is the same for everybody.
    """

    @lru_cache(maxsize=4096, typed=True)
    def url_for(endpoint: str, **values: Any) -> str:
        return app.url_map.bind("").build(endpoint, values)

    return url_for
