"""From plain values to typed ones, with every problem told at its line.

A schema is a `msgspec` struct: its fields are the keys, a default makes a key optional. Derive it
from `File` (or `Part`, for what stands inside a file): unknown keys are refused.
"""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct
from msgspec.inspect import ListType, StructType, Type, UnionType, VarTupleType, type_info

from caire.catalogue.files.document import Address, Document, text_of
from caire.catalogue.problems import Problem

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_PLACE = re.compile(r" - at `(?:key in )?\$([^`]*)`$")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\[\.\.\.\]")
_UNKNOWN = re.compile(r"contains unknown field `([^`]+)`")
_MISSING = re.compile(r"missing required field `([^`]+)`")
_WRONG = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_VALUE = re.compile(r"Invalid enum value (.+)")
_NAMES = {"str": "a text", "int": "a whole number", "float": "a number", "bool": "true or false"}


class Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something inside a file."""


class File(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole file. `schema` names its format."""

    schema: str


@dataclass(frozen=True, slots=True)
class Located(Generic[T_co]):
    """A typed value and the place where it is written."""

    value: T_co
    document: Document
    address: Address = ()

    def line(self, *keys: str | int) -> int:
        return self.document.line(self.address + keys)

    def problem(self, keys: Address, rule: str, message: str, mend: str, **more: Any) -> Problem:
        """A problem at these keys of the value."""
        return self.document.problem(self.address + keys, rule, message, mend, **more)


def read_as(
    document: Document, kind: type[T], problems: list[Problem], address: Address = ()
) -> Located[T] | None:
    """The value at `address` as `kind`; None, and its problems, when it does not fit."""
    raw = document.value
    for step in address:
        raw = raw[step]
    if raw is None:
        problems.append(document.problem(address, "Q01", "nothing is written here", "fill it in"))
        return None
    failed = False
    while True:
        try:
            value = msgspec.convert(raw, kind)
        except msgspec.ValidationError as error:
            failed = True
            where, problem = _told(error, document, kind, address)
            problems.append(problem)
            raw = _without(raw, where, str(error))
            if raw is None:
                return None
        else:
            return None if failed else Located(value, document, address)


def _told(
    error: msgspec.ValidationError, document: Document, kind: type[Any], address: Address
) -> tuple[Address, Problem]:
    text = str(error)
    found = _PLACE.search(text)
    inner: Address = ()
    if found:
        inner = tuple(name or int(index or 0) for name, index in _STEP.findall(found.group(1)))
    message, mend = _sentence(_PLACE.sub("", text), kind, inner)
    unknown = _UNKNOWN.search(text)
    place = inner + ((unknown.group(1),) if unknown else ())
    within = text_of(inner)
    where = f" in {within}" if within and not _WRONG.search(text) else ""
    where = f" at {within}" if within and not where else where
    return inner, document.problem(address + place, "Q01", message + where, mend)


def _sentence(text: str, kind: type[Any], inner: Address) -> tuple[str, str]:
    """What the reader's message means, and the mend."""
    if unknown := _UNKNOWN.search(text):
        key = unknown.group(1)
        close = get_close_matches(key, _keys_at(type_info(kind), inner), n=1)
        mend = f"remove it or write '{close[0]}'" if close else "remove it"
        return f"unknown key '{key}'", mend
    if missing := _MISSING.search(text):
        return f"key '{missing.group(1)}' is missing", "add it"
    if wrong := _WRONG.search(text):
        expected = " or ".join(_NAMES.get(n.strip(), n.strip()) for n in wrong[1].split("|"))
        got = _NAMES.get(wrong[2], wrong[2])
        mend = "put the value between double quotes" if "str" in wrong[1] else "correct the value"
        return f"expected {expected}, found {got}", mend
    if value := _VALUE.search(text):
        return f"{value.group(1)} is not allowed here", "use a value of docs/content-format.md"
    return text[0].lower() + text[1:], "correct the value"


def _keys_at(kind: Type, address: Address) -> list[str]:
    """The keys that the schema knows at this place."""
    for step in address:
        kind = _inside(kind, step)
    kinds = kind.types if isinstance(kind, UnionType) else (kind,)
    return [f.encode_name for k in kinds if isinstance(k, StructType) for f in k.fields]


def _inside(kind: Type, step: str | int) -> Type:
    kinds = kind.types if isinstance(kind, UnionType) else (kind,)
    for k in kinds:
        if isinstance(k, (ListType, VarTupleType)) and isinstance(step, int):
            return k.item_type
        if isinstance(k, StructType):
            for field in k.fields:
                if field.encode_name == step:
                    return field.type
    return kind


def _without(raw: Any, where: Address, text: str) -> Any:
    """The value without the unknown key, to find the next problem; None when that is not it."""
    unknown = _UNKNOWN.search(text)
    if unknown is None:
        return None
    copy = deepcopy(raw)
    inside = copy
    for step in where:
        inside = inside[step]
    del inside[unknown.group(1)]
    return copy


def as_mapping(value: object) -> Mapping[str, Any]:
    """The value when it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else {}
