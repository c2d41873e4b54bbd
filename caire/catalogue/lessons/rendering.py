"""A whole lesson as clean HTML, in its own language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from caire.assessment.texts import in_language
from caire.catalogue.course import Term
from caire.catalogue.files.schemas.shared import FactFile
from caire.catalogue.lessons.blocks import Block, Node, Text
from caire.catalogue.lessons.cleaning import clean
from caire.catalogue.lessons.exercises import examples_html, explain_html, predict_html
from caire.catalogue.lessons.figures import figure_html
from caire.catalogue.lessons.inline import Writing, anchor, markdown, plain
from caire.catalogue.lessons.source import Lesson
from caire.catalogue.media import MediaFile
from caire.catalogue.problems import Problem

_NUMBERED = re.compile(r"^\d+[.)] ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Library:
    """What lessons may refer to."""

    glossary: Mapping[str, Term]
    facts: Mapping[str, FactFile]


@dataclass(frozen=True, slots=True)
class Rendered:
    """`terms` and `marks` are the glossary terms and sources that the text shows."""

    html: str
    terms: tuple[str, ...]
    marks: tuple[str, ...]


def render_lesson(
    lesson: Lesson,
    library: Library,
    *,
    media: dict[str, MediaFile],
    problems: list[Problem],
    original: Path | None = None,
) -> Rendered:
    """Render a lesson. `original` is the French file when this is its translation.

    Figures are added to `media` by digest, what is wrong to `problems`.
    """
    writing = Writing(lesson, library.glossary, problems)
    body = "".join(_node(writing, node, media, original) for node in lesson.nodes)
    _refuse_unknown_facts(writing, library)
    html = f"{body}{_words(writing)}{_sources(writing, library)}"
    return Rendered(clean(html), tuple(writing.terms), tuple(writing.marks))


def _node(writing: Writing, node: Node, media: dict[str, MediaFile], original: Path | None) -> str:
    if isinstance(node, Text):
        return markdown(writing, node)
    if node.kind == "figure":
        return figure_html(writing, node, media, original)
    simple = {
        "predict": predict_html,
        "explain": explain_html,
        "examples": examples_html,
        "definition": _definition,
        "warning": _warning,
        "remember": _remember,
        "question": _question,
    }
    render = simple.get(node.kind)
    return render(writing, node) if render else ""


def _definition(writing: Writing, block: Block) -> str:
    term_id = block.attributes.get("glossary", "")
    if term_id not in writing.glossary:
        mend = "add it to the glossary, or correct the key 'glossary'"
        writing.refuse(block.line, "Q01", f"unknown glossary term '{term_id}'", mend)
    term = plain(writing, block.attributes.get("term", ""))
    return (
        f'<div class="lesson-definition" id="d-{plain(writing, anchor(term_id))}">'
        f'<p class="lesson-label">{writing.label("definition")} <dfn>{term}</dfn></p>'
        f"{markdown(writing, block.text)}</div>"
    )


def _warning(writing: Writing, block: Block) -> str:
    return (
        f'<div class="lesson-warning"><p class="lesson-label">{writing.label("warning")}</p>'
        f"{markdown(writing, block.text)}</div>"
    )


def _remember(writing: Writing, block: Block) -> str:
    count = len(_NUMBERED.findall(block.text.source))
    if not 2 <= count <= 4:
        mend = "write 2 to 4 lines '1. …'"
        writing.refuse(block.line, "Q01", f"'remember' with {count} numbered sentences", mend)
    return (
        f'<section class="lesson-remember"><h2>{writing.label("remember")}</h2>'
        f"{markdown(writing, block.text)}</section>"
    )


def _question(writing: Writing, block: Block) -> str:
    return f'<p class="lesson-next">{writing.label("next")}</p>'


def _words(writing: Writing) -> str:
    terms = [writing.glossary[t] for t in writing.terms if t in writing.glossary]
    if not terms:
        return ""
    rows = "".join(_word(writing, term) for term in terms)
    return (
        f'<section class="lesson-words"><h2>{writing.label("words")}</h2><dl>{rows}</dl></section>'
    )


def _word(writing: Writing, term: Term) -> str:
    language = writing.language
    example = ""
    if term.example:
        words = plain(writing, in_language(term.example, language))
        example = f'<span class="lesson-word-example">{writing.label("example")} {words}</span>'
    return (
        f'<div id="{anchor(term.id)}"><dt>{plain(writing, in_language(term.term, language))}</dt>'
        f"<dd>{plain(writing, in_language(term.definition, language))}{example}</dd></div>"
    )


def _sources(writing: Writing, library: Library) -> str:
    rows = []
    for source in writing.lesson.front.value.sources:
        fact = library.facts.get(source.fact or "")
        link = _source_link(fact.source.url) if fact and fact.source.url else ""
        rows.append(
            f'<li id="source-{source.id}"><span class="lesson-source-id">{source.id}</span> '
            f"{plain(writing, source.text)}{link}</li>"
        )
    if not rows:
        return ""
    title = writing.label("sources")
    return f'<section class="lesson-sources"><h2>{title}</h2><ol>{"".join(rows)}</ol></section>'


def _source_link(url: str) -> str:
    host = urlsplit(url).hostname or url
    address, name = escape(url), escape(host.removeprefix("www."))
    return f' <a href="{address}" rel="noopener external">{name}</a>'


def _refuse_unknown_facts(writing: Writing, library: Library) -> None:
    front = writing.lesson.front
    known = library.facts
    cited = [(("facts", i), f) for i, f in enumerate(front.value.facts)]
    cited += [
        (("sources", i), s.fact) for i, s in enumerate(front.value.sources) if s.fact is not None
    ]
    for keys, fact in cited:
        if fact not in known:
            mend = "add it to facts.yaml, or remove it here"
            writing.refuse(front.line(*keys), "Q01", f"unknown fact {fact}", mend)
