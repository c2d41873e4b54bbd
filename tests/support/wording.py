"""Where the words of the interface stand: in the source, in templates, in the English catalogue."""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from caire.config import ROOT
from caire.web.language import TRANSLATIONS

FOLDERS = ("caire", "modules")
#: Besides those that Babel knows, the names under which this code imports gettext.
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
GETTEXT = {"_", "_l", "gettext", "ngettext", "lazy_gettext"}
TAG = re.compile(r"<[^>]*>")
NOT_READ = re.compile(r"<!--.*?-->|<(style|script)\b.*?</\1>", re.DOTALL)
SPOKEN = re.compile(r'(?:aria-label|aria-description|alt|title|placeholder)="([^"]*)"')
HOLE = "\x00"
#: Letters, and the signs that French sets apart: `«`, `50 %`, ` :`.
NEEDS_WORDS = re.compile(r"[^\W\d_]{2}|[«»]|[ \u00a0\u202f][%:;!?]|^%$")


@dataclass(frozen=True)
class Written:
    """A text, and the file that holds it."""

    place: str
    text: str


@cache
def extracted() -> set[str | tuple[str, ...]]:
    """Every message of the source, found with the settings of `make translations`."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(each["pattern"], each["method"]) for each in mappings]
    options = {each["pattern"]: {"silent": each.get("silent", "true")} for each in mappings}
    found = set()
    for folder in FOLDERS:
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder, methods, options, KEYWORDS
        ):
            found.add(message)
    return found


def english() -> Catalog:
    with (TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return read_po(source, locale="en")


def messages() -> list[Message]:
    """Those of the English catalogue, its header left out."""
    return [message for message in english() if message.id]


def forms(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """The singular and the plural, or the only form."""
    return (text,) if isinstance(text, str) else tuple(text)


def bare_words_of_templates() -> Iterator[Written]:
    """What a template shows or reads out without passing it through gettext."""
    environment = Environment(extensions=["jinja2.ext.i18n"])
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).glob("**/templates/**/*.*")):
            tree = environment.parse(path.read_text(encoding="utf-8"))
            html = NOT_READ.sub("", "".join(_raw_text(tree)))
            shown = re.split(rf"[\n{HOLE}]", TAG.sub("\n", html)) + SPOKEN.findall(html)
            for text in shown:
                if NEEDS_WORDS.search(text) and "=" not in text:
                    yield Written(str(path.relative_to(ROOT)), text.strip(f" {HOLE}"))


def _raw_text(node: nodes.Node) -> Iterator[str]:
    """The template's own text; a hole where an expression stands."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Expr) and not isinstance(node, nodes.TemplateData):
        yield HOLE
    for child in node.iter_child_nodes():
        yield from _raw_text(child)


def bare_strings_of_pages() -> Iterator[Written]:
    """Strings of the web's Python files that pass through no gettext; docstrings left out."""
    for name in ("views", "forms", "sentences", "presentation", "errors"):
        for path in sorted((ROOT / "caire").glob(f"**/{name}*")):
            for file in [path] if path.suffix == ".py" else sorted(path.glob("*.py")):
                tree = ast.parse(file.read_text(encoding="utf-8"))
                for text in _strings(tree):
                    yield Written(str(file.relative_to(ROOT)), text)


def _strings(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in GETTEXT:
        return
    for child in ast.iter_child_nodes(node):
        is_docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        if not is_docstring:
            yield from _strings(child)
