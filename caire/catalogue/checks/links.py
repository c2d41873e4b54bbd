"""Q29: the addresses of sources answer. Not part of `check`, which needs no network.

An address is reported when two tries, a day apart or more, have failed: a site may be down for an
hour. What was tried is kept in a file beside the other data of the installation.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import msgspec

from caire.catalogue.loading import Content
from caire.catalogue.problems import Problem

#: Two failures this far apart make a broken link.
APART = timedelta(hours=24)
TIMEOUT_S = 15.0
#: Many sites refuse a program that does not say who it is.
AGENT = "Mozilla/5.0 (compatible; CAIRE content check)"
#: Answers of a site that is there, and does not want programs.
_THERE = frozenset({401, 403, 405, 429})

Answers = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Link:
    """A fact's address, and the problem to report if it does not answer."""

    address: str
    problem: Problem


def links(content: Content) -> tuple[Link, ...]:
    """The addresses of the facts' sources, each once."""
    found: dict[str, Link] = {}
    for course in content.courses:
        for name, fact in course.shared.facts.items():
            address = fact.value.source.url
            if address and address not in found:
                message = f"the source of {name} does not answer: {address}"
                mend = "find where the source went, check the fact again, then correct its url"
                keys = ("source", "url")
                problem = fact.problem(keys, "Q29", message, mend, severity="warning")
                found[address] = Link(address, problem)
    return tuple(found.values())


def answers(address: str) -> bool:
    """Whether somebody answers there; only `https` and `http` are tried."""
    if urlsplit(address).scheme not in ("http", "https"):
        return False
    asked = Request(address, headers={"User-Agent": AGENT})
    try:
        with urlopen(asked, timeout=TIMEOUT_S) as answer:
            return bool(answer.status < 400)
    except HTTPError as error:
        return error.code in _THERE
    except (OSError, HTTPException, ValueError):
        return False


def broken(
    found: tuple[Link, ...], first_failures: Mapping[str, datetime], failing: Mapping[str, datetime]
) -> Iterator[Problem]:
    """Those that fail now and failed a day ago or more."""
    for link in found:
        now = failing.get(link.address)
        if now is not None and now - first_failures.get(link.address, now) >= APART:
            yield link.problem


def try_links(
    found: tuple[Link, ...], memory: Path, *, now: datetime, answers: Answers = answers
) -> tuple[Problem, ...]:
    """Try each address; what failed for the first time is only remembered.

    Args:
        memory: file of the first failure of each address since it last answered.
    """
    kept = _remembered(memory)
    failing = {link.address: now for link in found if not answers(link.address)}
    told = tuple(broken(found, kept, failing))
    first = {address: kept.get(address, now) for address in failing}
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_bytes(msgspec.json.format(msgspec.json.encode(first, order="sorted")))
    return told


def _remembered(memory: Path) -> dict[str, datetime]:
    if not memory.is_file():
        return {}
    try:
        return msgspec.json.decode(memory.read_bytes(), type=dict[str, datetime])
    except msgspec.DecodeError:
        return {}  # cut short: tomorrow's try counts as the first
