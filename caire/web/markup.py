"""The two places where markup is printed as it stands: both were made clean before."""

from functools import lru_cache

from flask import Flask
from markupsafe import Markup

from caire.web.static_files import asset_url


def course_html(html: str) -> Markup:
    """A lesson: rendered from Markdown and cleaned with bleach when the content was loaded."""
    return Markup(html)


def trusted_svg(svg: str) -> Markup:
    """A drawing that our own code made: a QR code, a chart; never what somebody sent."""
    return Markup(svg)


@lru_cache(maxsize=2048)
def drawn_icon(name: str, *, label: str | None = None, size: str = "") -> Markup:
    """An icon of the sprite; an image for those who listen only when it has a label.

    `size` is `small` or `large`. By name only: a size taken for a label would be read out.
    """
    look = Markup(" icon--{}").format(size) if size else ""
    said = Markup('role="img" aria-label="{}"').format(label) if label else ""
    return Markup('<svg class="icon{}" {}><use href="{}#{}"/></svg>').format(
        look, said or Markup('aria-hidden="true"'), asset_url("icons.svg"), name
    )


def init_markup(app: Flask) -> None:
    app.jinja_env.globals["drawn_icon"] = drawn_icon
    app.jinja_env.filters.update(course_html=course_html, trusted_svg=trusted_svg)
