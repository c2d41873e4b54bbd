"""Texts that exist in several languages."""

from collections.abc import Mapping

LocalText = Mapping[str, str]


def in_language(text: LocalText, language: str) -> str:
    """The text in `language`, else in French, the source language."""
    return text.get(language) or text["fr"]
