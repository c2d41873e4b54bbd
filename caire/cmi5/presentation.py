"""Texts of courses on pages."""

from markupsafe import Markup, escape

from caire.cmi5.structure import Text, in_language, tag_for
from caire.web.language import current_language


def said(text: Text) -> str:
    """Template filter: a text of a course in the visitor's language, or in one that it has."""
    return in_language(text, current_language())


def marked(text: Text) -> Markup:
    """Template filter: the same, saying its language where that is not the page's."""
    language = current_language()
    tag, words = tag_for(text, language), escape(in_language(text, language))
    if tag is None or tag == "und" or tag.partition("-")[0].lower() == language:
        return words
    return Markup('<span lang="{}">{}</span>').format(tag, words)
