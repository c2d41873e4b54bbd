"""Rules of addresses, read once a run, and the writing of addresses only when it is asked for.

Werkzeug reads each of our rules and compiles two functions for it when an application is made,
100 ms for them all: the rules are the same in every application of a run, and a test writes a few
addresses.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule
from werkzeug.routing.converters import BaseConverter
from werkzeug.routing.rules import RulePart

Builder = Callable[..., tuple[str, str]]
#: What Werkzeug makes of a rule: parts to match, steps to write, and who reads its values.
Read = tuple[list[RulePart], list[tuple[bool, str]], dict[str, BaseConverter]]


def read_once() -> None:
    """Keep what was made of a rule for the next application that has it."""
    read_anew: Callable[[Rule], None] = Rule.compile
    known: dict[tuple[Any, ...], Read] = {}

    def compiled(rule: Rule) -> None:
        key = (
            rule.rule,
            rule.subdomain,
            rule.host,
            rule.merge_slashes,
            rule.map.host_matching,
            *rule.map.converters.values(),
        )
        if key not in known:
            read_anew(rule)
            known[key] = (rule._parts, rule._trace, rule._converters)
            return
        rule._parts, rule._trace, rule._converters = known[key]
        rule.arguments.update(rule._converters)
        rule._build = rule._compile_builder(False).__get__(rule, None)
        rule._build_unknown = rule._compile_builder(True).__get__(rule, None)

    Rule.compile = compiled


def compile_when_asked() -> None:
    """Compile the functions that write an address when the first one is asked for."""
    at_once: Callable[[Rule, bool], Builder] = Rule._compile_builder

    def when_asked(rule: Rule, append_unknown: bool = True) -> Builder:
        made: list[Builder] = []

        def build(*given: Any, **values: Any) -> tuple[str, str]:
            if not made:
                made.append(at_once(rule, append_unknown))
            return made[0](*given, **values)

        return build

    Rule._compile_builder = when_asked
