"""Numbers in addresses: those that a table can hold; others name nothing, so the answer is 404."""

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
