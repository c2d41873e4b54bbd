"""Templates compiled once for each language.

What a template says in words is known as soon as the language is: `_("…")` becomes text when the
template is compiled, not each time that a page is made. Half of a page's time went there. So does
the address of a page that has only one.
"""

from collections.abc import Iterable, MutableMapping
from functools import partial
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup
from werkzeug.routing import Map

from caire.web.compiling import PageGenerator
from caire.web.language import current_language, localised_in, translated

WORDS = {"_", "gettext"}


class Constants(NodeTransformer):
    """Puts the sentences of one language into the tree of a template, and what never changes."""

    def __init__(self, language: str, addresses: Map, *, is_markup: bool) -> None:
        self.language = language
        self.addresses = addresses
        self.is_markup = is_markup

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
            return node
        if node.node.name == "current_language":
            return nodes.Const(self.language, lineno=node.lineno)
        if len(node.args) != 1:
            return node
        (first,) = node.args
        if not isinstance(first, nodes.Const) or not isinstance(first.value, str):
            return node
        if node.node.name in WORDS:
            return self._words(first.value, node.kwargs, node.lineno)
        if node.node.name == "url_for" and not node.kwargs:
            # The platform is served at the root of its host: an address is the same for everybody.
            return nodes.Const(self.addresses.bind("").build(first.value), lineno=node.lineno)
        return node

    def _words(self, sentence: str, values: list[nodes.Keyword], line: int) -> nodes.Node:
        text = translated(self.language, sentence)
        said = Markup(text) if self.is_markup else text
        if not values:
            return nodes.Const(said % {}, lineno=line)
        pairs = [
            nodes.Pair(nodes.Const(value.key, lineno=line), value.value, lineno=line)
            for value in values
        ]
        return nodes.Mod(
            nodes.Const(said, lineno=line), nodes.Dict(pairs, lineno=line), lineno=line
        )


class LanguageEnvironment(Environment):
    """Flask's environment, with one of its kind for each language behind it."""

    code_generator_class = PageGenerator
    language: str | None = None
    by_language: dict[str, "LanguageEnvironment"]

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self.by_language = {}
        self.kept: dict[str, Template] = {}

    def of(self, language: str) -> "LanguageEnvironment":
        """The one that speaks this language; what is added to the globals is common to all."""
        found = self.by_language.get(language)
        if found is None:
            found = self.overlay()
            found.language = language
            found.kept = {}
            found.filters = self.filters | {"t": partial(localised_in, language)}
            self.by_language[language] = found
        return found

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        # Jinja's own is a chain of two, which is slow to search and to copy; by the first page
        # nothing is added any more.
        return {**self.globals, **(d or {})}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        if self.language is None:
            return self.of(current_language()).get_template(name, parent, globals)
        if globals is not None or self.auto_reload or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        # A page asks for some ten of them, by names that do not depend on who asks.
        if name not in self.kept:
            self.kept[name] = super().get_template(name)
        return self.kept[name]

    def select_template(
        self,
        names: Iterable[str | Template],
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        if self.language is None:
            return self.of(current_language()).select_template(names, parent, globals)
        return super().select_template(names, parent, globals)

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        # Jinja's place for those who change how templates are compiled.
        if self.language is not None:
            escapes = self.autoescape(name) if callable(self.autoescape) else self.autoescape
            Constants(self.language, self.app.url_map, is_markup=escapes).visit(source)
        return super()._generate(source, name, filename, defer_init)
