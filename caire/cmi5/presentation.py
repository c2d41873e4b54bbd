"""Texts of courses on pages."""

from caire.cmi5.structure import Text, in_language
from caire.web.language import current_language


def said(text: Text) -> str:
    """Template filter: a text of a course in the visitor's language, or in one that it has."""
    return in_language(text, current_language())
