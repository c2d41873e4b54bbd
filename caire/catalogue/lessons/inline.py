"""Markdown of a lesson, with glossary links, source marks and careful typography."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from caire.catalogue.course import Term
from caire.catalogue.lessons.blocks import Text
from caire.catalogue.lessons.labels import LABELS
from caire.catalogue.lessons.source import Lesson
from caire.catalogue.problems import Problem
from caire.catalogue.typography import typeset

_MARK = re.compile(r"\[(S\d+)\]")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|<!--")


@dataclass(frozen=True, slots=True)
class Writing:
    """What the rendering of one lesson reads, and what it finds on the way.

    `terms` and `marks` collect the glossary ids and source ids met, in reading order.
    """

    lesson: Lesson
    glossary: Mapping[str, Term]
    problems: list[Problem]
    terms: dict[str, None] = field(default_factory=dict)
    marks: dict[str, None] = field(default_factory=dict)

    @property
    def language(self) -> str:
        return self.lesson.language

    def label(self, key: str) -> str:
        return typeset(LABELS[self.language][key], self.language)

    def refuse(self, line: int, rule: str, message: str, mend: str) -> None:
        self.problems.append(self.lesson.problem(line, rule, message, mend))


def markdown(writing: Writing, text: Text) -> str:
    """The HTML of a piece of the lesson; not cleaned yet."""
    return str(_reader.render(text.source, {"writing": writing, "line": text.line}))


def markdown_line(writing: Writing, source: str, line: int) -> str:
    """The same for one line, without a paragraph around it."""
    return str(_reader.renderInline(source, {"writing": writing, "line": line}))


def plain(writing: Writing, source: str) -> str:
    """Text for an attribute or a summary: no Markdown, typography set, escaped."""
    return escape(typeset(source, writing.language))


def _dress(state: StateCore) -> None:
    writing: Writing = state.env["writing"]
    line = state.env["line"]
    for token in state.tokens:
        if token.map is not None:
            line = state.env["line"] + token.map[0]
        if token.type == "heading_open" and token.tag == "h1":
            mend = "headings start at '##': the title is in the front matter"
            writing.refuse(line, "Q26", "heading of level 1 inside a lesson", mend)
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type == "inline" and token.children:
            token.children = list(_dressed(writing, token.children, line))


def _dressed(writing: Writing, tokens: Sequence[Token], line: int) -> Iterator[Token]:
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            line += 1
        if token.type == "text":
            yield from _texts(writing, token, line)
        elif token.type == "image":
            writing.refuse(line, "Q24", "an image stands in the text", "use a '::: figure' block")
        else:
            if token.type == "link_open":
                _dress_link(writing, token, line)
            yield token


def _texts(writing: Writing, token: Token, line: int) -> Iterator[Token]:
    if found := _TAG.search(token.content):
        mend = "write Markdown: HTML is not allowed in lessons"
        writing.refuse(line, "Q01", f"HTML tag {found.group(0)}", mend)
    for index, piece in enumerate(_MARK.split(token.content)):
        if index % 2:
            yield Token("html_inline", "", 0, content=_source_mark(writing, piece, line))
        elif piece:
            content = typeset(piece, writing.language)
            yield Token("text", "", 0, content=content)


def _source_mark(writing: Writing, source_id: str, line: int) -> str:
    if all(source.id != source_id for source in writing.lesson.front.value.sources):
        mend = "add it to 'sources' in the front matter, or remove the mark"
        writing.refuse(line, "Q01", f"unknown source {source_id}", mend)
    writing.marks[source_id] = None
    return (
        f'<sup class="lesson-mark"><a href="#source-{source_id}">'
        f'<span class="visually-hidden">{writing.label("source")} </span>{source_id}</a></sup>'
    )


def _dress_link(writing: Writing, token: Token, line: int) -> None:
    href = str(token.attrGet("href") or "")
    if href.startswith("g:"):
        term_id = f"g.{href[2:]}"
        if term_id not in writing.glossary:
            mend = f"add glossary/{href[2:]}.yaml, or correct the link"
            writing.refuse(line, "Q01", f"unknown glossary term '{href[2:]}'", mend)
        writing.terms[term_id] = None
        token.attrs = {"class": "term", "href": f"#{anchor(term_id)}"}
    elif href.startswith("https://"):
        token.attrSet("rel", "noopener external")
    else:
        mend = "link to a glossary term (g:…) or to an address that begins with https://"
        writing.refuse(line, "Q26", f"link to '{href}'", mend)


def anchor(identifier: str) -> str:
    """`g.modele` -> `g-modele`, for an id in the page."""
    return identifier.replace(".", "-")


def _table_open(*_: object) -> str:
    # It scrolls sideways on a phone: the keyboard must reach it.
    return '<div class="lesson-table" tabindex="0"><table>'


def _table_close(*_: object) -> str:
    return "</table></div>"


def _make_reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.core.ruler.push("dress", _dress)
    reader.renderer.rules["table_open"] = _table_open  # type: ignore[attr-defined]  # a plain dict
    reader.renderer.rules["table_close"] = _table_close  # type: ignore[attr-defined]  # the same
    return reader


_reader = _make_reader()
