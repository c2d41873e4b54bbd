"""Which language of a text is shown to whom.

A range is matched as RFC 4647 looks up (`fr-CA`, then `fr`), and as RFC 2616 does, by which `fr`
accepts `fr-CA` too; each language map by itself.

Source: xAPI 1.0.3, part three, 2.1.3; RFC 4647, 3.4; RFC 2616, 14.4.
"""

from collections.abc import Mapping, Sequence

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

MAX_RANGES = 20
MAX_HEADER = 1000


def accepted(header: str | None) -> tuple[str, ...]:
    """The language ranges of `Accept-Language`, the preferred one first, those of weight 0 not."""
    if not header or len(header) > MAX_HEADER:
        return ()
    found = parse_accept_header(header, LanguageAccept)
    return tuple(name for name, weight in found if weight > 0)[:MAX_RANGES]


def one_language(texts: Mapping[str, str], ranges: Sequence[str]) -> dict[str, str]:
    """The map with one language: the first range that fits any; else the first one told."""
    if len(texts) < 2:
        return dict(texts)
    tags = {tag.lower(): tag for tag in texts}
    for wanted in ranges:
        tag = _fitting(wanted.lower(), tags)
        if tag is not None:
            return {tag: texts[tag]}
    first = next(iter(texts))
    return {first: texts[first]}


def _fitting(wanted: str, tags: Mapping[str, str]) -> str | None:
    """The tag for one range in lower case; `tags` by their lower case."""
    if wanted == "*":
        return next(iter(tags.values()))
    subtags = wanted.split("-")
    while subtags:
        shorter = "-".join(subtags)
        if shorter in tags:
            return tags[shorter]
        for tag, told in tags.items():
            if tag.startswith(shorter + "-") and shorter == wanted:
                return told
        subtags.pop()
        if subtags and len(subtags[-1]) == 1:
            subtags.pop()
    return None
