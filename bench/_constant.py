"""The pages that ours are compared with: bare Flask, constant values, nothing else.

No session, no database, no translation: what Flask and Jinja need for a page that tells nothing.
"""

from _visits import Visit, visit
from flask import Flask, render_template
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
