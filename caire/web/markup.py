"""The two places where markup is printed as it stands: both were made clean before."""

from flask import Flask
from markupsafe import Markup


def course_html(html: str) -> Markup:
    """A lesson: rendered from Markdown and cleaned with bleach when the content was loaded."""
    return Markup(html)


def trusted_svg(svg: str) -> Markup:
    """A drawing that our own code made: a QR code, a chart; never what somebody sent."""
    return Markup(svg)


def init_markup(app: Flask) -> None:
    app.jinja_env.filters.update(course_html=course_html, trusted_svg=trusted_svg)
