"""What a lesson says, without its markup: for counting, measuring and judging its words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from caire.catalogue.lessons.blocks import Block, Node, Text
from caire.catalogue.lessons.exercises import examples_of, prediction_of
from caire.catalogue.lessons.figures import keys_of
from caire.catalogue.lessons.source import Lesson

WORD = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ÿŒœ]+(?:['’‑-][0-9A-Za-zÀ-ÖØ-öø-ÿŒœ]+)*")
_MARK = re.compile(r"\s*\[(S\d+)\]")
_reader = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a heading, a list item or a cell.

    `where` is the kind of its block, "text" outside any; `sector` is set inside `examples`;
    `level` is a heading's; `links` are `(text, target)`; `marks` the source ids.
    """

    text: str
    line: int
    where: str = "text"
    sector: str = ""
    level: int = 0
    links: tuple[tuple[str, str], ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        return WORD.findall(self.text)


def passages(lesson: Lesson) -> tuple[Passage, ...]:
    """Everything that a learner reads in the lesson, in order."""
    return tuple(p for node in lesson.nodes for p in _of_node(node))


def _of_node(node: Node) -> Iterator[Passage]:
    if isinstance(node, Text):
        yield from _of_text(node, "text")
    elif node.kind == "examples":
        for sector, text in examples_of(node)[0].items():
            yield from _of_text(text, "examples", sector)
    elif node.kind == "figure":
        keys = keys_of(node)[0]
        yield from _of_text(Text(keys.caption, keys.lines.get("caption", node.line)), "figure")
    else:
        yield from _of_block(node)


def _of_block(block: Block) -> Iterator[Passage]:
    if block.kind == "predict":
        prediction = prediction_of(block)
        yield from _of_text(prediction.question, "predict")
        for words, _right, line in prediction.options:
            yield from _of_text(Text(words, line), "predict")
    else:
        yield from _of_text(block.text, block.kind)
    for child in block.children:
        if isinstance(child, Block):
            yield from _of_block(child)


def _of_text(text: Text, where: str, sector: str = "") -> Iterator[Passage]:
    level = 0
    for token in _reader.parse(text.source):
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "inline":
            first = token.map[0] if token.map else 0
            yield _passage(token, text.line + first, where, sector, level)
        elif token.type == "heading_close":
            level = 0


def _passage(token: Token, line: int, where: str, sector: str, level: int) -> Passage:
    words, links, target = "", [], None
    started = 0
    for child in token.children or ():
        if child.type == "link_open":
            target, started = str(child.attrGet("href")), len(words)
        elif child.type == "link_close" and target is not None:
            links.append((words[started:], target))
        elif child.type in ("softbreak", "hardbreak"):
            words += " "
        elif child.type in ("text", "code_inline"):
            words += child.content
    marks = tuple(_MARK.findall(words))
    return Passage(_MARK.sub("", words), line, where, sector, level, tuple(links), marks)


def count_words(read: tuple[Passage, ...]) -> int:
    """Words of the common text and of the longest sector's example, as the time model has it."""
    common = sum(len(p.words) for p in read if not p.sector)
    sectors: dict[str, int] = {}
    for passage in read:
        if passage.sector:
            sectors[passage.sector] = sectors.get(passage.sector, 0) + len(passage.words)
    return common + max(sectors.values(), default=0)
