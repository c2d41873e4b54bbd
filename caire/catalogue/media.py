"""Figures of the lessons: measured, checked, named by their digest."""

import hashlib
import re
import struct
from dataclasses import dataclass
from pathlib import Path

MIMES = {".svg": "image/svg+xml", ".png": "image/png"}
MAX_BYTES = {".svg": 60_000, ".png": 150_000}

_VIEW_BOX = re.compile(rb'<svg[^>]*?\sviewBox="([^"]+)"', re.DOTALL)
# A figure may be opened on its own: nothing in it may run or load anything.
_ACTIVE = re.compile(
    rb"<script|<foreignObject|<!ENTITY|\son[a-z]+\s*=|javascript:|"
    rb'(?:href|src)\s*=\s*"(?!#|data:image/png)|url\(\s*["\']?(?!#)|@import',
    re.IGNORECASE,
)


class MediaRefused(ValueError):
    """The file cannot be shown; the message says why, `mend` what to do."""

    def __init__(self, rule: str, message: str, mend: str) -> None:
        super().__init__(message)
        self.rule = rule
        self.mend = mend


@dataclass(frozen=True, slots=True)
class MediaFile:
    """`width` and `height` in CSS pixels."""

    path: Path
    digest: str
    mime: str
    width: int
    height: int
    data: bytes

    @property
    def address(self) -> str:
        """Where the platform serves it."""
        return f"/media/{self.digest}{self.path.suffix.lower()}"


def read_media(path: Path) -> MediaFile:
    """Read and check a figure.

    Raises:
        MediaRefused: unknown kind, too heavy, unreadable size, or active content.
    """
    kind = path.suffix.lower()
    if kind not in MIMES:
        raise MediaRefused("Q24", f"{path.name} is not an SVG or PNG file", "convert it")
    data = path.read_bytes()
    if len(data) > MAX_BYTES[kind]:
        message = f"{path.name} weighs {len(data) / 1000:.0f} kB, allowed {MAX_BYTES[kind] // 1000}"
        raise MediaRefused("Q34", message, "simplify or compress it")
    if kind == ".svg" and (found := _ACTIVE.search(data)):
        message = f"{path.name} holds {found.group(0).decode(errors='replace').strip()}"
        raise MediaRefused("Q24", message, "remove scripts, events and addresses of other files")
    width, height = _png_size(data, path) if kind == ".png" else _svg_size(data, path)
    return MediaFile(path, hashlib.sha256(data).hexdigest(), MIMES[kind], width, height, data)


def _svg_size(data: bytes, path: Path) -> tuple[int, int]:
    found = _VIEW_BOX.search(data)
    parts = re.split(rb"[\s,]+", found.group(1).strip()) if found else []
    try:
        _x, _y, width, height = (float(part) for part in parts)
    except ValueError:
        message = f"{path.name} has no readable viewBox"
        raise MediaRefused("Q24", message, 'add viewBox="0 0 width height"') from None
    return round(width), round(height)


def _png_size(data: bytes, path: Path) -> tuple[int, int]:
    if data[:8] != b"\x89PNG\r\n\x1a\n" or len(data) < 24:
        raise MediaRefused("Q24", f"{path.name} is not a PNG image", "save it again as PNG")
    width, height = struct.unpack(">II", data[16:24])
    return int(width), int(height)
