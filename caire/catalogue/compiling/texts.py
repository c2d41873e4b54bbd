"""Texts of a file in every language, and what its translation forgets or invents."""

from collections.abc import Iterator
from difflib import get_close_matches

from caire.assessment.texts import LocalText
from caire.catalogue.files.tree import Overlay
from caire.catalogue.problems import Problem, shown_path
from caire.catalogue.typography import typeset


class Texts:
    """Looks texts up in one overlay, and remembers which of its keys were asked for."""

    def __init__(self, overlay: Overlay) -> None:
        self._overlay = overlay
        self._strings = overlay.value.strings if overlay else {}
        self._asked: list[str] = []
        self._allowed: set[str] = set()

    def local(self, key: str, french: str) -> LocalText:
        """The text of this key; `key` is its address in the French file."""
        self._asked.append(key)
        text = {"fr": typeset(french.strip(), "fr")}
        if english := self._strings.get(key):
            text["en"] = typeset(english.strip(), "en")
        return text

    def optional(self, key: str, french: str | None) -> LocalText | None:
        return None if french is None else self.local(key, french)

    def given(self, key: str) -> dict[str, str]:
        """The translations of a text that often needs none, by language."""
        self.allow(key)
        english = self._strings.get(key)
        return {"en": typeset(english.strip(), "en")} if english else {}

    def allow(self, key: str) -> None:
        """A text that a translation may hold and need not."""
        self._allowed.add(key)

    def problems(self, path: str, version: str | None) -> Iterator[Problem]:
        """What Q35 finds. `version` is the French file's; None when its parts bear their own."""
        if self._overlay is None:
            if self._asked:
                message = f"no English translation of {len(self._asked)} texts"
                mend = "write the overlay under i18n/en/"
                yield Problem(path, 1, "Q35", message, mend, "warning")
            return
        yield from self._orphans()
        where = shown_path(self._overlay.document.path)
        missing = [key for key in self._asked if key not in self._strings]
        if missing:
            message = f"{len(missing)} texts are not translated, first: {missing[0]}"
            line = self._overlay.line("strings")
            yield Problem(where, line, "Q35", message, "add these keys", "warning")
        source = self._overlay.value.source_version
        if version is not None and is_older(source, version):
            message = f"this translates version {source}, the French text is {version}"
            mend = "review the translation, then write the new source_version"
            line = self._overlay.line("source_version")
            yield Problem(where, line, "Q35", message, mend, "warning")

    def _orphans(self) -> Iterator[Problem]:
        assert self._overlay is not None
        known = self._allowed.union(self._asked)
        for key in self._strings:
            if key not in known:
                close = get_close_matches(key, self._asked, n=1)
                mend = f"write '{close[0]}', or remove it" if close else "remove it"
                message = f"the French file has no text '{key}'"
                yield self._overlay.problem(("strings", key), "Q35", message, mend)


def is_older(translated: str, current: str) -> bool:
    """Whether the translation's major or minor number is behind; a patch changes no meaning."""
    return _major_minor(translated) < _major_minor(current)


def _major_minor(version: str) -> tuple[int, ...]:
    numbers = version.replace("-", ".").split(".")[:2]
    return tuple(int(n) for n in numbers if n.isdigit())
