"""The pages that ours are compared with: bare Flask, constant values, nothing else.

No session, no database, no translation: what Flask and Jinja need for a page that tells nothing.
"""

from typing import Any

from _visits import Visit, visit
from flask import Flask, g, render_template, request, template_rendered
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader

from caire.config import ROOT, SiteConfig
from caire.people.account import Visitor
from caire.web.markup import drawn_icon
from caire.web.navigation import NavLink

PAGES = {
    "small.html": """<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><main><h1>{{ title }}</h1>
<p>Une page qui ne lit rien et qui est toujours la même.</p></main></body>
</html>""",
    "layout.html": """{% extends "base.html" %}
{% block title %}{{ title }}{% endblock %}
{% block content %}<h1>{{ title }}</h1>
<p>Une page qui ne lit rien et qui est toujours la même.</p>{% endblock %}""",
}
LINKS = tuple(
    NavLink(key, label, f"/{key}/")
    for key, label in (("learn", "Mon parcours"), ("verify", "Vérifier"), ("account", "Léa"))
)


def constant_page(name: str) -> Visit:
    """One request for the page, in this process."""
    page = visit(constant_app(name), "/")
    if (status := page.make()) != 200:
        raise LookupError(f"the constant page {name} answered {status}")
    return page


def constant_app(name: str) -> Flask:
    """`small.html`: a heading and a sentence. `layout.html`: the same within our layout."""
    app = Flask("constant")
    app.jinja_env.loader = ChoiceLoader(
        [DictLoader(PAGES), FileSystemLoader(ROOT / "caire" / "web" / "templates")]
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["duration"] = str
    app.jinja_env.globals.update(
        _=lambda sentence, **values: sentence % values,
        drawn_icon=drawn_icon,
        asset_url=lambda name: f"/static/constant/{name}",
        url_for=lambda endpoint: f"/{endpoint}",
        current_language=lambda: "fr",
        csrf_field=lambda: "",
        account=Visitor(),
        site=SiteConfig(),
        environment="development",
        nav_links=LINKS,
        nav_section="learn",
        nav_current=None,
        this_address="/",
        accessibility_state="non conforme",
        get_flashed_messages=lambda **_options: [],
    )

    @app.get("/")
    def constant() -> str:
        return render_template(name, title="Une page constante")

    return app


def twin_of(page: Visit) -> Visit:
    """The same page as a constant: its own template with the values of one visit, in bare Flask.

    Jinja compiles it as Flask has it; there is no session, no database and nobody signed in.
    """
    name, values = _rendered(page)
    bare = _bare_app_like(page.app)

    @bare.get("/")
    def constant() -> str:
        g.language = "fr"
        return render_template(name, **values)

    twin = visit(bare, "/")
    if (status := twin.make()) != 200:
        raise LookupError(f"the constant twin of {name} answered {status}")
    return twin


def _rendered(page: Visit) -> tuple[str, dict[str, Any]]:
    """The template of a visit, and what it was given."""
    seen: list[tuple[str, dict[str, Any]]] = []

    def note(sender: Flask, template: Any, context: dict[str, Any], **extra: Any) -> None:
        seen.append((template.name, dict(context)))

    with template_rendered.connected_to(note, page.app):
        page.make()
    name, values = seen[-1]
    for bound in ("request", "session", "g"):
        values.pop(bound, None)
    return name, values


def _bare_app_like(app: Flask) -> Flask:
    """Flask with our templates, and constants where ours asks the request."""
    bare = Flask("constant")
    bare.extensions = app.extensions
    environment, ours = bare.jinja_env, app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.loader = ours.loader
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(ours.filters)
    addresses = app.url_map.bind("")
    environment.globals.update(
        ours.globals,
        _=lambda sentence, **values: sentence % values,
        ngettext=lambda one, many, num, **values: (
            (one if num == 1 else many) % {"num": num, **values}
        ),
        url_for=lambda endpoint, **values: addresses.build(
            endpoint, {k: v for k, v in values.items() if not k.startswith("_")}
        ),
        asset_url=lambda name: f"/static/constant/{name}",
        module_asset_url=lambda module, name: f"/static/constant/{name}",
        current_language=lambda: "fr",
        csrf_field=lambda: "",
        csrf_token=lambda: "",
        get_flashed_messages=lambda **_options: [],
    )
    return bare


def parsing_app() -> Flask:
    """A view that parses the JSON it is sent, and returns."""
    app = Flask("parsing")

    @app.post("/")
    def parse() -> str:
        request.get_json()
        return ""

    return app
