"""Where a page may send its visitor: only to our own addresses."""

from urllib.parse import urlsplit


def safe_target(address: str | None) -> str | None:
    """The address when it is a path of this site, else None.

    `//host`, `/\\host` and control characters are refused: browsers read them as other sites.
    """
    if not address or not address.startswith("/") or len(address) > 1000:
        return None
    if address.startswith(("//", "/\\")) or any(ord(sign) < 33 or sign == "\\" for sign in address):
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else address
