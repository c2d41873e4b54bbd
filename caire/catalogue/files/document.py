"""YAML with line numbers: plain values, and the line of any of them when it is asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from caire.catalogue.problems import Problem, shown_path

Address = tuple[str | int, ...]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TRUE = {"true", "yes", "on"}


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file, or the front matter of a lesson.

    `offset` is the number of lines before the YAML's own first line.
    """

    path: Path
    value: Any
    root: yaml.Node | None
    offset: int = 0

    def line(self, address: Address = ()) -> int:
        """The line of a key or of a list's element, from 1; its nearest parent's if absent."""
        node, line = self.root, 1
        for step in address:
            found = _child(node, step)
            if found is None:
                break
            node, line = found
        return line + self.offset

    def problem(self, address: Address, rule: str, message: str, mend: str, **more: Any) -> Problem:
        """A problem at this place of the file."""
        return Problem(shown_path(self.path), self.line(address), rule, message, mend, **more)


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        element = node.value[step]
        return element, element.start_mark.line + 1
    return None


def read_document(path: Path) -> tuple[Document, list[Problem]]:
    """Read a YAML file. What cannot be read gives an empty document and its problem."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        mend = "save the file as UTF-8"
        problem = Problem(shown_path(path), 1, "Q01", f"not UTF-8: {error.reason}", mend)
        return Document(path, None, None), [problem]
    return parse_document(text, path)


def parse_document(text: str, path: Path, offset: int = 0) -> tuple[Document, list[Problem]]:
    """The same from a text that begins after `offset` lines of its file."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = offset + (mark.line + 1 if mark else 1)
        what = getattr(error, "problem", None) or str(error)
        mend = "mend the YAML; put texts that hold « : » or « # » between double quotes"
        problem = Problem(shown_path(path), line, "Q01", f"not valid YAML, {what}", mend)
        return Document(path, None, None, offset), [problem]
    problems = [
        Problem(shown_path(path), offset + line, "Q01", message, mend)
        for line, message, mend in _refused(root, set())
    ]
    if problems:
        return Document(path, None, root, offset), problems
    return Document(path, _plain(root), root, offset), []


def _plain(node: yaml.Node | None) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(element) for element in node.value]
    return None if node is None else _scalar(node)


def _scalar(node: yaml.Node) -> Any:
    """The value of a scalar. Dates stay text: each schema says what it takes for a date."""
    text: str = node.value
    kind = node.tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in _TRUE
    if kind in ("int", "float"):
        try:
            return int(text) if kind == "int" else float(text)
        except ValueError:
            return text  # `17:40` is a number in YAML 1.1, not here
    return text


def _refused(node: yaml.Node | None, met: set[int]) -> Iterator[tuple[int, str, str]]:
    """What YAML allows and the format does not: line, message, mend."""
    if node is None:
        return
    line = node.start_mark.line + 1
    if id(node) in met:
        yield line, "aliases (&name, *name) are not allowed", "write the value again"
        return
    met.add(id(node))
    if not node.tag.startswith("tag:yaml.org,2002:") or node.tag.endswith("binary"):
        yield line, f"tag {node.tag} is not allowed", "remove the tag"
    if isinstance(node, yaml.SequenceNode):
        for element in node.value:
            yield from _refused(element, met)
    elif isinstance(node, yaml.MappingNode):
        yield from _refused_keys(node)
        for _key, value in node.value:
            yield from _refused(value, met)


def _refused_keys(node: yaml.MappingNode) -> Iterator[tuple[int, str, str]]:
    seen: set[str] = set()
    for key, _value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            yield line, "a key must be a plain word", "put the key between double quotes"
        elif key.value in seen:
            yield line, f"key '{key.value}' is written twice", "keep one"
        else:
            seen.add(key.value)


def text_of(address: Sequence[str | int]) -> str:
    """`("screens", 2, "id")` -> `screens[2].id`, for messages."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in address).lstrip(
        "."
    )
