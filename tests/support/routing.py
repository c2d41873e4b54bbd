"""Addresses of pages, written when they are first asked for.

Werkzeug compiles two functions for each of our rules when an application is made, 80 ms for them
all: a test asks for a few.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


def compile_when_asked() -> None:
    at_once: Callable[[Rule, bool], Builder] = Rule._compile_builder

    def when_asked(rule: Rule, append_unknown: bool = True) -> Builder:
        made: list[Builder] = []

        def build(*given: Any, **values: Any) -> tuple[str, str]:
            if not made:
                made.append(at_once(rule, append_unknown))
            return made[0](*given, **values)

        return build

    Rule._compile_builder = when_asked
