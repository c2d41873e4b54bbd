"""The `figure` block."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from caire.catalogue.lessons.blocks import Block, Text
from caire.catalogue.lessons.inline import Writing, markdown, markdown_line, plain
from caire.catalogue.lessons.source import Lesson
from caire.catalogue.media import MediaFile, MediaRefused, read_media

_KEY = re.compile(r'^(alt|caption|long)\s*:\s*"?(.*?)"?\s*$')


@dataclass(frozen=True, slots=True)
class FigureKeys:
    alt: str
    caption: str
    long: str | None
    lines: dict[str, int]


def keys_of(block: Block) -> tuple[FigureKeys, list[tuple[int, str]]]:
    """The lines of the block's body, and those that cannot be read."""
    found: dict[str, str] = {}
    lines: dict[str, int] = {}
    wrong: list[tuple[int, str]] = []
    text = block.text
    for number, line in enumerate(text.source.split("\n"), start=text.line):
        if not line.strip():
            continue
        key = _KEY.match(line)
        if key is None:
            wrong.append((number, line))
        else:
            found[key.group(1)] = key.group(2).replace('\\"', '"')
            lines[key.group(1)] = number
    return FigureKeys(
        found.get("alt", ""), found.get("caption", ""), found.get("long"), lines
    ), wrong


def candidates(lesson: Lesson, name: str, original: Path | None) -> Iterator[Path]:
    """Where a file named by a lesson may be: beside it, else beside the French one."""
    yield lesson.path.parent / name
    if original is not None:
        yield original.parent / name


def figure_html(
    writing: Writing, block: Block, media: dict[str, MediaFile], original: Path | None
) -> str:
    """The figure; its file is added to `media` by digest."""
    keys, wrong = keys_of(block)
    for number, line in wrong:
        mend = 'write alt: "…", caption: "…" or long: file.md'
        writing.refuse(number, "Q01", f"cannot read {line.strip()!r} in a figure", mend)
    for key in ("alt", "caption"):
        if not getattr(keys, key):
            writing.refuse(block.line, "Q24", f"the figure has no {key}", f'add {key}: "…"')
    file = _file(writing, block, original)
    if file is None:
        return ""
    media[file.digest] = file
    caption = markdown_line(writing, keys.caption, keys.lines.get("caption", block.line))
    figure_id = block.attributes.get("id", "").replace(".", "-")
    return (
        f'<figure class="lesson-figure" id="{plain(writing, figure_id)}">'
        f'<img src="{file.address}" width="{file.width}" height="{file.height}" '
        f'alt="{plain(writing, keys.alt)}" loading="lazy">'
        f"<figcaption>{caption}</figcaption>{_long_html(writing, keys, original)}</figure>"
    )


def _file(writing: Writing, block: Block, original: Path | None) -> MediaFile | None:
    name = block.attributes.get("src", "")
    path = next((p for p in candidates(writing.lesson, name, original) if p.is_file()), None)
    if not name or path is None:
        writing.refuse(block.line, "Q01", f"no file {name!r}", "add the file or correct src")
        return None
    try:
        return read_media(path)
    except MediaRefused as refused:
        writing.refuse(block.line, refused.rule, str(refused), refused.mend)
        return None


def _long_html(writing: Writing, keys: FigureKeys, original: Path | None) -> str:
    if keys.long is None:
        return ""
    path = next((p for p in candidates(writing.lesson, keys.long, original) if p.is_file()), None)
    if path is None:
        line = keys.lines["long"]
        writing.refuse(line, "Q01", f"no file {keys.long!r}", "add the file or correct 'long'")
        return ""
    body = markdown(writing, Text(path.read_text(encoding="utf-8"), 1))
    return (
        f'<details class="lesson-long"><summary>{writing.label("long")}</summary>{body}</details>'
    )
