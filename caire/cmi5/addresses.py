"""Where a unit is launched, and with what in its address. Pure. Source: cmi5, 8.1."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from caire.cmi5.reading.course_structure import member_of
from caire.cmi5.structure import Unit

#: What browsers call the origin of a sandboxed page.
OPAQUE = "null"


def unit_url(unit: Unit, *, content_root: str, content_key: str) -> str:
    """The fully qualified address of the unit, without what the launch adds."""
    if not unit.is_packaged:
        return unit.url
    parts = urlsplit(unit.url)
    path = quote(member_of(parts.path) or "")
    rest = urlunsplit(("", "", "", parts.query, parts.fragment))
    return f"{content_root}/{content_key}/{path}{rest}"


def launch_url(
    url: str,
    *,
    endpoint: str,
    fetch: str,
    actor: Mapping[str, Any],
    registration: str,
    activity_id: str,
) -> str:
    """The address with the five launch parameters after those that it has."""
    parts = urlsplit(url)
    added = [
        ("endpoint", endpoint),
        ("fetch", fetch),
        ("actor", json.dumps(actor, separators=(",", ":"))),
        ("registration", registration),
        ("activityId", activity_id),
    ]
    query = urlencode(parse_qsl(parts.query, keep_blank_values=True) + added, quote_via=quote)
    return urlunsplit(parts._replace(query=query))


def origin_of(url: str) -> str:
    """Scheme, host and port, as browsers write them."""
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    port = "" if parts.port in {None, usual} else f":{parts.port}"
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}{port}"
