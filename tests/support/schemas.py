"""Checks a JSON value against the part of JSON Schema that our description uses.

A keyword that it does not know is an error: the description may not grow past its check.
"""

import re
from collections.abc import Iterator
from typing import Any

TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}
#: Keywords that say nothing to check here.
SILENT = {"description", "format", "properties", "required", "additionalProperties", "type"}


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "$") -> list[str]:
    """Where the value is not what the schema says; `root` holds what `$ref` names."""
    return list(_faults(value, schema, root, at))


def _faults(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    if "type" in schema and not _is(value, schema["type"]):
        yield f"{at}: {value!r} is no {schema['type']}"
        return
    for keyword, wanted in schema.items():
        if keyword == "$ref":
            yield from _faults(value, resolved(root, wanted), root, at)
        elif keyword == "anyOf":
            if all(faults(value, choice, root, at) for choice in wanted):
                yield f"{at}: {value!r} is none of {wanted}"
        elif keyword == "enum":
            if value not in wanted:
                yield f"{at}: {value!r} is not in {wanted}"
        elif keyword == "minimum":
            if value < wanted:
                yield f"{at}: {value!r} is less than {wanted}"
        elif keyword == "pattern":
            if not re.search(wanted, value):
                yield f"{at}: {value!r} is not like {wanted}"
        elif keyword == "items":
            for place, inner in enumerate(value):
                yield from _faults(inner, wanted, root, f"{at}[{place}]")
        elif keyword not in SILENT:
            raise NotImplementedError(f"the schema keyword {keyword}")
    if isinstance(value, dict) and "properties" in schema:
        yield from _faults_of_members(value, schema, root, at)


def _faults_of_members(
    value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], at: str
) -> Iterator[str]:
    known = schema["properties"]
    for name in set(schema.get("required", ())) - set(value):
        yield f"{at}: {name} is missing"
    for name, inner in value.items():
        if name in known:
            yield from _faults(inner, known[name], root, f"{at}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{at}: {name} is not described"


def resolved(root: dict[str, Any], address: str) -> dict[str, Any]:
    """What `#/a/b` names."""
    found: Any = root
    for step in address.removeprefix("#/").split("/"):
        found = found[step]
    assert isinstance(found, dict)
    return found


def _is(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, TYPES[name])
