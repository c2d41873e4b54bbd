"""Static files under an address that changes with their content, so browsers may keep them.

One digest covers all that is under an address: a script that imports its neighbour by a relative
path stays under the same one. Text is compressed once, in memory, at the first request.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from flask import Blueprint, Response, abort, request, url_for

from caire.catalogue.registry import installed_modules

STATIC = Path(__file__).parent / "static"
YEAR_S = 31_536_000
#: One request brings the whole look; the parts stay small files, in the order of the cascade.
BUNDLES = {
    "app.css": (
        "tokens", "base", "layout", "controls", "components", "tables", "questions", "pages",
        "print",
    ),
    "activity.css": ("lesson", "activity"),
}  # fmt: skip
COMPRESSED = {".css", ".js", ".svg", ".json", ".txt"}
TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}

bp = Blueprint("static_files", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    plain: bytes
    gzipped: bytes | None
    mime: str


@cache
def folder_digest(*folders: Path) -> str:
    """Twelve hex digits of everything in the folders."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(str(path.relative_to(folder)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def asset_url(name: str) -> str:
    """Address of a file of the platform's own static folder."""
    # Not through `url_for`: the platform is served at the root of its host.
    return f"/static/{folder_digest(STATIC)}/{name}"


def module_asset_url(module_id: str, name: str) -> str:
    """Address of a file of a level module, or of those that it shares with others."""
    digest = folder_digest(*installed_modules()[module_id].static_folders)
    return url_for("static_files.of_module", module_id=module_id, digest=digest, name=name)


@bp.get("/static/<digest>/<path:name>")
def own(digest: str, name: str) -> Response:
    return _served((STATIC,), digest, name)


@bp.get("/modules/<module_id>/static/<digest>/<path:name>")
def of_module(module_id: str, digest: str, name: str) -> Response:
    module = installed_modules().get(module_id)
    if module is None:
        abort(404)
    return _served(module.static_folders, digest, name)


@bp.get("/favicon.ico")
def favicon() -> Response:
    return _served((STATIC,), folder_digest(STATIC), "favicon.svg")


def _served(folders: tuple[Path, ...], digest: str, name: str) -> Response:
    asset = _bundle(name) if folders == (STATIC,) and name in BUNDLES else _file(folders, name)
    compressed = asset.gzipped is not None and request.accept_encodings["gzip"] > 0
    response = Response(asset.gzipped if compressed else asset.plain, mimetype=asset.mime)
    if compressed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    # Another digest belongs to another release: serve what there is, but let nobody keep it.
    fresh = digest == folder_digest(*folders)
    response.headers["Cache-Control"] = (
        f"public, max-age={YEAR_S}, immutable" if fresh else "no-cache"
    )
    return response


def _file(folders: tuple[Path, ...], name: str) -> Asset:
    """The file of that name in the first folder that has one."""
    path = next((path for folder in folders if (path := _found(folder, name))), None)
    if path is None:
        abort(404)
    return _read(path)


def _found(folder: Path, name: str) -> Path | None:
    try:
        path = (folder / name).resolve()
        return path if path.is_relative_to(folder.resolve()) and path.is_file() else None
    except (OSError, ValueError):  # a name that no file can have: too long, or with a null sign
        return None


@cache
def _bundle(name: str) -> Asset:
    parts = [(STATIC / "css" / f"{part}.css").read_bytes() for part in BUNDLES[name]]
    return _asset(b"\n".join(parts), "text/css", compressed=True)


@lru_cache(maxsize=512)
def _read(path: Path) -> Asset:
    mime = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    return _asset(
        path.read_bytes(), mime or "application/octet-stream", compressed=path.suffix in COMPRESSED
    )


def _asset(plain: bytes, mime: str, *, compressed: bool) -> Asset:
    return Asset(plain, gzip.compress(plain, 9, mtime=0) if compressed else None, mime)
