"""Checks a bundle on any machine: no database, no settings."""

import json
from pathlib import Path
from typing import Any

from caire.cli.output import done, refuse
from caire.lrs.errors import BundleRefused, HeadsRefused
from caire.lrs.log import (
    MAX_BYTES,
    Bundle,
    BundleReport,
    LogKey,
    check_bundle,
    read_bundle,
    read_heads,
    read_key,
)

DOES_NOT = "It does not prove that what the traces say is true, nor that none was taken back later."


def verify_bundle(path: Path, *, key: Path | None, heads: Path | None, as_json: bool) -> None:
    """Say what the bundle proves, or end with exit code 1 and the first thing that is wrong."""
    try:
        bundle = read_bundle(_read(path))
        trusted = _key_in(bundle.key, path) if key is None else _published(key, bundle)
        published = None if heads is None else read_heads(heads, trusted)
    except (BundleRefused, HeadsRefused) as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    except OSError as error:
        refuse(f"cannot read {error.filename}: {error.strerror}", as_json=as_json, code="file")
    report = check_bundle(bundle, trusted, published=published)
    if report.fault is not None:
        refuse(
            f"the bundle is not sound: {report.fault.message}", as_json=as_json, code="not_sound"
        )
    payload = _report_json(report, trusted, key_was_given=key is not None)
    done(payload, "\n".join(_sentences(report, trusted, key, heads)), as_json=as_json)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)  # one too many tells that it is too large


def _key_in(jwk: Any, path: Path) -> LogKey:
    try:
        return read_key(jwk)
    except ValueError as error:
        raise BundleRefused(f"the key in {path} cannot be used: {error}") from None


def _published(path: Path, bundle: Bundle) -> LogKey:
    """The key of a JWK or JWK set with which the bundle says it is signed."""
    try:
        said = json.loads(_read(path))
        given = said["keys"] if isinstance(said, dict) and "keys" in said else [said]
        keys = [read_key(jwk) for jwk in given]
    except (ValueError, TypeError, RecursionError) as error:
        raise BundleRefused(f"{path} holds no public key of a log: {error}") from None
    claimed = bundle.key.get("kid")
    for key in keys:
        if key.key_id == claimed or len(keys) == 1:
            return key
    raise BundleRefused(f"{path} does not hold the key {claimed!r} that the bundle is signed with")


def _sentences(
    report: BundleReport, key: LogKey, given: Path | None, heads: Path | None
) -> list[str]:
    contents, head = report.contents, report.head
    assert contents is not None
    assert head is not None
    count = len(contents.statement_ids)
    said = [
        f"sound. This bundle of {contents.made_at.isoformat()} proves:",
        f"- its {count} traces were in the log, word for word as here, when its head of "
        f"{head.size} traces was signed on {head.signed_at.isoformat()};",
        "- nothing was removed from the bundle or added to it since.",
    ]
    if contents.certificate is not None:
        said.append(
            f"- The platform gave them as the evidence of certificate {contents.certificate}."
        )
    said += [
        f"- The log grew out of its head of {old.size} traces of {old.signed_at.isoformat()} "
        "without changing what was before."
        for old in report.grown_from
    ]
    if heads is not None:
        said.append(f"- It is the log whose heads are in {heads}.")
    said.append(DOES_NOT)
    if given is None:
        said.append(
            f"The key was taken from the bundle itself. Compare {key.key_id} with the kid that the "
            "platform publishes at /api/v1/log/keys, or give the published key with --key: "
            "anybody could have signed with a key of their own."
        )
    return said


def _report_json(report: BundleReport, key: LogKey, *, key_was_given: bool) -> dict[str, Any]:
    contents, head = report.contents, report.head
    assert contents is not None
    assert head is not None
    return {
        "sound": True,
        "statements": len(contents.statement_ids),
        "certificate": contents.certificate,
        "size": head.size,
        "signed_at": head.signed_at.isoformat(),
        "made_at": contents.made_at.isoformat(),
        "grown_from": [old.size for old in report.grown_from],
        "key": key.key_id,
        "key_taken_from_bundle": not key_was_given,
    }
