"""What the pages of a package ask of browsers that have no origin to give. Pure. See ADR 0017."""

from collections.abc import Iterable

from caire.cmi5.reading.package import PackagedFile

#: What browsers refuse to a page without an origin, as its scripts write it.
_REFUSED = ("document.cookie", "localStorage", "sessionStorage", "indexedDB")
_PAGES = (".html", ".htm", ".xhtml", ".js", ".mjs", ".cjs")


def storage_used(files: Iterable[PackagedFile]) -> tuple[str, ...]:
    """What of it stands in pages and scripts, as a program wrote it; libraries count.

    Who names it may yet do without: it is a reason to look, not a proof.
    """
    pages = [file.data for file in files if file.path.lower().endswith(_PAGES)]
    return tuple(name for name in _REFUSED if any(name.encode() in page for page in pages))
