"""The last gate before HTML is stored: whatever an author wrote, only this can come out."""

from functools import lru_cache

import bleach

_TAGS = frozenset({
    "a", "abbr", "blockquote", "br", "code", "dd", "details", "dfn", "div", "dl", "dt", "em",
    "figcaption", "figure", "h2", "h3", "h4", "hr", "img", "input", "label", "li", "ol", "p",
    "pre", "section", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td",
    "textarea", "th", "thead", "tr", "ul",
})  # fmt: skip
_EVERYWHERE = frozenset({"class", "id", "lang"})
_OF_TAG = {
    "a": frozenset({"href", "rel", "aria-label", "title"}),
    "abbr": frozenset({"title"}),
    "div": frozenset({"role", "aria-labelledby", "data-predict", "data-examples", "data-explain"}),
    "details": frozenset({"data-sector", "open"}),
    "img": frozenset({"src", "alt", "width", "height", "loading"}),
    "input": frozenset({"type", "name", "value"}),
    "label": frozenset({"for"}),
    "ol": frozenset({"start"}),
    "td": frozenset({"colspan", "rowspan"}),
    "textarea": frozenset({"rows", "aria-describedby", "data-keep"}),
    "th": frozenset({"scope", "colspan", "rowspan"}),
}


def _allowed(tag: str, name: str, value: str) -> bool:
    if tag == "input" and name == "type":
        return value == "radio"
    if tag == "img" and name == "src":
        return value.startswith("/media/")
    # A wide table scrolls sideways; in the page's own order, and no other.
    if tag == "div" and name == "tabindex":
        return value == "0"
    return name in _EVERYWHERE or name in _OF_TAG.get(tag, frozenset())


_cleaner = bleach.Cleaner(
    tags=_TAGS, attributes=_allowed, protocols={"https", "http", "mailto"}, strip=True
)


# Parsing is slow (30 ms a lesson) and a process that loads again meets the same lessons.
@lru_cache(maxsize=512)
def clean(html: str) -> str:
    """The HTML without any tag, attribute or address scheme that a lesson may not hold."""
    return _cleaner.clean(html)
