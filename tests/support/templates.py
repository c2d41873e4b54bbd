"""Templates compiled once a run, for every application that the tests make."""

from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket


class CompiledByLanguage(FileSystemBytecodeCache):
    """A compiled template holds the words of one language: each language has its own."""

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        language: Any = getattr(environment, "language", None)
        return super().get_bucket(environment, f"{language}:{name}", filename, source)
