"""Which section of the specification holds the rule on a part of a statement.

The first row of which a name stands in the path counts. Numbers are those of xAPI 1.0.3, part two
(Data), and of IEEE 9274.1.1.
"""

import re

from caire.lrs.versions import Version

_ROWS: tuple[tuple[str, str, str], ...] = (
    (r"extensions", "4.1", "4.2.7"),
    (r"timestamp|stored", "4.5", "4.2.7"),
    (r"duration", "4.6", "4.2.7"),
    (r"display|description|definition\.name", "4.2", "4.2.7"),
    (r"account", "2.4.2.4", "4.2.2.1"),
    (r"mbox|mbox_sha1sum|openid", "2.4.2.3", "4.2.2.1"),
    (r"authority", "2.4.9", "4.2.4.2"),
    (r"attachments", "2.4.11", "4.2.2.6"),
    (r"member", "2.4.2.2", "4.2.2.1"),
    (r"definition", "2.4.4.1", "4.2.2.3"),
    (r"contextActivities", "2.4.6.2", "4.2.2.5"),
    (r"context", "2.4.6", "4.2.2.5"),
    (r"score", "2.4.5.1", "4.2.2.4"),
    (r"result", "2.4.5", "4.2.2.4"),
    (r"verb", "2.4.3", "4.2.2.2"),
    (r"actor", "2.4.2", "4.2.2.1"),
    (r"object", "2.4.4", "4.2.2.3"),
    (r"version", "2.4.10", "4.2.4.3"),
    (r"id", "2.4.1", "4.2.4.2"),
)
_NAMES = {Version.V1: "xAPI 1.0.3, part two, ", Version.V2: "IEEE 9274.1.1, "}
VOIDING = {Version.V1: "xAPI 1.0.3, part two, 2.3.2", Version.V2: "IEEE 9274.1.1, 4.2.5"}
_PATTERNS = [(re.compile(rf"\.(?:{names})(?=[.\[]|$)"), old, new) for names, old, new in _ROWS]


def section_of(path: str, version: Version) -> str:
    """As `xAPI 1.0.3, part two, 2.4.2.3`; what names no part falls under the formatting rules."""
    for pattern, old, new in _PATTERNS:
        if pattern.search(path):
            return _NAMES[version] + (old if version is Version.V1 else new)
    return _NAMES[version] + ("2.2" if version is Version.V1 else "4.2.4.1")
