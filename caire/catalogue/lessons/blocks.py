"""From the text of a lesson to its tree of blocks: `::: kind key="value"` … `:::`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from caire.catalogue.problems import Problem, shown_path

_OPENING = re.compile(r"^:::[ \t]+([a-z-]+)[ \t]*(.*)$")
_CLOSING = re.compile(r"^:::[ \t]*$")
_ATTRIBUTE = re.compile(r'\s*([a-z-]+)="([^"]*)"')
_FENCE = re.compile(r"^(```|~~~)")


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown between two block marks. `line` is the file's line of its first line."""

    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    kind: str
    attributes: dict[str, str]
    line: int
    children: tuple["Text | Block", ...] = ()

    def inside(self, kind: str) -> "Block | None":
        """The nested block of that kind, or None."""
        found = (c for c in self.children if isinstance(c, Block) and c.kind == kind)
        return next(found, None)

    @property
    def text(self) -> Text:
        """The block's own text, without its nested blocks."""
        texts = [c for c in self.children if isinstance(c, Text)]
        first = texts[0].line if texts else self.line
        return Text("\n".join(t.source for t in texts), first)


Node = Text | Block

# Keys of each block: required, then optional; and the block it must stand in, if any.
KINDS: dict[str, tuple[frozenset[str], frozenset[str], str | None]] = {
    "predict": (frozenset({"id"}), frozenset({"from"}), None),
    "reveal": (frozenset(), frozenset(), "predict"),
    "definition": (frozenset({"term", "glossary"}), frozenset(), None),
    "examples": (frozenset(), frozenset(), None),
    "figure": (frozenset({"id", "src", "weight"}), frozenset(), None),
    "warning": (frozenset(), frozenset(), None),
    "remember": (frozenset(), frozenset(), None),
    "explain": (frozenset({"id", "length"}), frozenset({"model"}), None),
    "model": (frozenset(), frozenset(), "explain"),
    "question": (frozenset({"item", "screen"}), frozenset(), None),
}


@dataclass
class _Open:
    kind: str
    attributes: dict[str, str]
    line: int
    children: list[Node] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    first_line: int = 0

    def end_text(self) -> None:
        if any(line.strip() for line in self.lines):
            self.children.append(Text("\n".join(self.lines), self.first_line))
        self.lines = []


def parse_blocks(
    text: str, path: Path, *, offset: int, problems: list[Problem]
) -> tuple[Node, ...]:
    """The tree of a text that begins after `offset` lines of its file."""
    stack = [_Open("", {}, offset + 1)]
    fenced = False
    for number, line in enumerate(text.split("\n"), start=offset + 1):
        fenced ^= bool(_FENCE.match(line))
        if not fenced and _CLOSING.match(line):
            _close(stack, number, path, problems)
        elif not fenced and line.startswith(":::"):
            _open(stack, line, number, path, problems)
        else:
            if not stack[-1].lines:
                stack[-1].first_line = number
            stack[-1].lines.append(line)
    for unclosed in stack[1:]:
        message, mend = f"block '{unclosed.kind}' is not closed", "add a line ':::' at its end"
        problems.append(Problem(shown_path(path), unclosed.line, "Q01", message, mend))
    while len(stack) > 1:
        _close(stack, 0, path, problems)
    stack[0].end_text()
    return tuple(stack[0].children)


def _close(stack: list[_Open], line: int, path: Path, problems: list[Problem]) -> None:
    if len(stack) == 1:
        mend = "remove this ':::' or open a block before it"
        problems.append(Problem(shown_path(path), line, "Q01", "no block is open here", mend))
        return
    done = stack.pop()
    done.end_text()
    block = Block(done.kind, done.attributes, done.line, tuple(done.children))
    stack[-1].children.append(block)


def _open(stack: list[_Open], line: str, number: int, path: Path, problems: list[Problem]) -> None:
    found = _OPENING.match(line)
    kind = found.group(1) if found else ""
    attributes = dict(_ATTRIBUTE.findall(found.group(2))) if found else {}
    rest = _ATTRIBUTE.sub("", found.group(2)).strip() if found else ""
    outer = stack[-1].kind
    for message, mend in _wrong_opening(kind, attributes, rest, outer):
        problems.append(Problem(shown_path(path), number, "Q01", message, mend))
    stack[-1].end_text()
    stack.append(_Open(kind, attributes, number))


def _wrong_opening(
    kind: str, attributes: dict[str, str], rest: str, outer: str
) -> Iterator[tuple[str, str]]:
    if kind not in KINDS:
        yield f"unknown block '{kind}'", f"write one of: {', '.join(sorted(KINDS))}"
        return
    required, optional, within = KINDS[kind]
    if rest:
        yield f"block '{kind}': cannot read {rest!r}", 'write its keys as key="value"'
    for key in sorted(required - set(attributes)):
        yield f"block '{kind}': key '{key}' is missing", f'add {key}="…" on this line'
    for key in sorted(set(attributes) - required - optional):
        yield f"block '{kind}': unknown key '{key}'", "remove it"
    if within != (outer or None):
        place = f"inside '{within}'" if within else "outside any other block"
        yield f"block '{kind}' is misplaced", f"put it {place}"


def walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Every node, in reading order, parents first."""
    for node in nodes:
        yield node
        if isinstance(node, Block):
            yield from walk(node.children)
