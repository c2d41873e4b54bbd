"""Texts of xAPI with a form of their own: IRI, UUID, language tag, duration, moment, address.

Each check raises StatementInvalid at the path given. What is found good is remembered, since the
same IRIs and languages come again and again.

Source: xAPI 1.0.3, part two, 2.2 and 4; IEEE 9274.1.1, 4.2.7; RFC 3987, 4122, 5646, 3339.
"""

import re
from datetime import UTC, datetime

from caire.lrs.errors import StatementInvalid
from caire.lrs.memo import Memo

#: A scheme and something after it; IRIs may hold any letter, so no more is checked. Neither control
#: signs nor lone surrogates: PostgreSQL could not keep them.
_IRI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:[^\s\x00-\x20\x7f\ud800-\udfff<>\"{}|\\^`]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_ADDRESS = re.compile(r"mailto:[^\s@:]+@[^\s@]+")
_SHA1 = re.compile(r"[0-9a-fA-F]{40}")
#: SHA-224, 256, 384 or 512.
_SHA2 = re.compile(r"(?:[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})")
#: RFC 2045, 5.1; it stands in a header of the answer, so nothing but visible signs may be in it.
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?:[ \t]*;[\x20-\x7e]*)?", re.ASCII)
#: Language, extended language, script, region, variants, extensions, private use; or private use
#: alone; or one of the old tags with `i-`.
_LANGUAGE = re.compile(
    r"(?:[a-zA-Z]{2,3}(?:-[a-zA-Z]{3}){0,3}|[a-zA-Z]{4,8})"
    r"(?:-[a-zA-Z]{4})?(?:-(?:[a-zA-Z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-zA-Z0-9]{5,8}|[0-9][a-zA-Z0-9]{3}))*"
    r"(?:-[a-wyzA-WYZ0-9](?:-[a-zA-Z0-9]{2,8})+)*(?:-[xX](?:-[a-zA-Z0-9]{1,8})+)?"
    r"|[xX](?:-[a-zA-Z0-9]{1,8})+|[iI]-[a-zA-Z]{2,8}"
    r"|en-GB-oed|sgn-BE-FR|sgn-BE-NL|sgn-CH-DE|zh-min|zh-min-nan|zh-guoyu|zh-hakka|zh-xiang"
)
_SEVERAL = r"\d+(?:[.,]\d+)?"
#: Weeks alone, or years to seconds.
_DURATION = re.compile(
    rf"P(?:{_SEVERAL}W"
    rf"|(?=\d|T\d)(?:{_SEVERAL}Y)?(?:{_SEVERAL}M)?(?:{_SEVERAL}D)?"
    rf"(?:T(?=\d)(?:{_SEVERAL}H)?(?:{_SEVERAL}M)?(?:{_SEVERAL}S)?)?)",
    re.ASCII,
)
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII,
)
_NEGATIVE_ZERO = ("-00", "-0000", "-00:00")

_good_iris: Memo[str, None] = Memo(size=8192, length=512)
_good_languages: Memo[str, None] = Memo(size=1024, length=64)


def check_iri(text: str, path: str) -> None:
    if text in _good_iris:
        return
    if _IRI.fullmatch(text) is None:
        raise StatementInvalid(path, "expected an IRI with its scheme, as https://example.org/x")
    _good_iris.keep(text, None)


def check_language(tag: str, path: str) -> None:
    if tag in _good_languages:
        return
    if _LANGUAGE.fullmatch(tag) is None:
        raise StatementInvalid(path, f"{tag[:80]!r} is no language tag (RFC 5646), as fr or fr-CA")
    _good_languages.keep(tag, None)


def uuid(text: str, path: str) -> str:
    """The UUID in lower case."""
    if _UUID.fullmatch(text) is None:
        raise StatementInvalid(path, "expected a UUID, as 8c2f4f0e-9d3e-4d0f-8f7b-2a0f3c1b5e6d")
    return text.lower()


def check_address(text: str, path: str) -> None:
    if _ADDRESS.fullmatch(text) is None:
        raise StatementInvalid(path, "expected an address, as mailto:name@example.org")


def check_sha1(text: str, path: str) -> None:
    if _SHA1.fullmatch(text) is None:
        raise StatementInvalid(path, "expected a SHA-1 of 40 hexadecimal digits")


def check_sha2(text: str, path: str) -> None:
    if _SHA2.fullmatch(text) is None:
        raise StatementInvalid(path, "expected a SHA-256 of 64 hexadecimal digits, or SHA-384, 512")


def check_media_type(text: str, path: str) -> None:
    if _MEDIA_TYPE.fullmatch(text) is None:
        raise StatementInvalid(path, "expected a media type, as text/plain")


def check_duration(text: str, path: str) -> None:
    if _DURATION.fullmatch(text) is None:
        raise StatementInvalid(path, "expected an ISO 8601 duration, as PT1H30M")


def moment(text: str, path: str) -> datetime:
    """The instant of an ISO 8601 text, in UTC; without a zone it is UTC.

    Raises:
        StatementInvalid: no date and time, or the offset `-00:00`, which has no meaning.
    """
    if _MOMENT.fullmatch(text) is None or text.endswith(_NEGATIVE_ZERO, 11):
        raise StatementInvalid(path, "write a date and time as 2026-03-01T09:30:00Z")
    try:
        found = datetime.fromisoformat(text.upper())
    except ValueError as error:
        raise StatementInvalid(path, f"no such date and time: {error}") from None
    zone = found.tzinfo
    if zone is UTC:
        return found
    try:
        return found.replace(tzinfo=UTC) if zone is None else found.astimezone(UTC)
    except OverflowError:
        raise StatementInvalid(path, "the year must be between 1 and 9999") from None
