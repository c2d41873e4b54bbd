"""A bundle: statements with all that proves them, in one file that is checked without database.

Everything in it may have been written by somebody else: only what the key signed is believed.
"""

from base64 import b64decode
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from caire.lrs.decoding import refuse_repeats
from caire.lrs.errors import BundleRefused, StatementInvalid
from caire.lrs.log.claims import BundleClaim, HeadClaim
from caire.lrs.log.faults import BundleReport, Fault
from caire.lrs.log.merkle import proves_consistency, proves_inclusion
from caire.lrs.log.sealing import leaf_of
from caire.lrs.log.signing import MAX_SIGNED, LogKey

FORMAT = "caire.bundle/1"
MAX_BYTES = 100_000_000
MAX_STATEMENTS = 10_000

Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
#: Its last letter carries two bits: only one of the spellings of 16 bytes is right.
Salt = Annotated[str, Meta(pattern="^[A-Za-z0-9+/]{21}[AQgw]==$")]
#: A tree of 2**63 leaves has no longer path.
Path = Annotated[list[Hash], Meta(max_length=64)]
Signed = Annotated[str, Meta(max_length=MAX_SIGNED)]


class BundledStatement(msgspec.Struct, forbid_unknown_fields=True):
    """`raw` is the text that was sealed, to the byte; `salt` its 16 bytes in base64."""

    id: str
    position: Annotated[int, Meta(ge=0, le=2**63 - 1)]
    raw: str
    salt: Salt
    path: Path


class BundledHead(msgspec.Struct, forbid_unknown_fields=True):
    """An older head, and the path that shows that the bundle's grew out of it."""

    head: Signed
    path: Path


class Bundle(msgspec.Struct, forbid_unknown_fields=True):
    """`key`: a JSON Web Key. `contents` and `head` are signed with it (compact JWS)."""

    format: str
    key: dict[str, str]
    contents: Signed
    head: Signed
    statements: Annotated[list[BundledStatement], Meta(max_length=MAX_STATEMENTS)]
    consistency: Annotated[list[BundledHead], Meta(max_length=1_000)]


_decoder = msgspec.json.Decoder(Bundle)
_id_of = msgspec.json.Decoder(dict[str, Any])


def read_bundle(raw: bytes) -> Bundle:
    """Raises: BundleRefused: too large, no JSON, or not of our format; says where."""
    if len(raw) > MAX_BYTES:
        raise BundleRefused(f"the file has more than {MAX_BYTES} bytes: it is no bundle of ours")
    try:
        bundle = _decoder.decode(raw)
        refuse_repeats(raw, bundle, "$")
    except (msgspec.MsgspecError, StatementInvalid, ValueError, RecursionError) as error:
        raise BundleRefused(
            f"the file is no bundle made by `caire traces bundle`: {error}"
        ) from None
    if bundle.format != FORMAT:
        raise BundleRefused(f"the bundle has the format {bundle.format[:40]!r}, not {FORMAT}")
    return bundle


def check_bundle(
    bundle: Bundle, key: LogKey, *, published: Mapping[int, HeadClaim] | None = None
) -> BundleReport:
    """Check signatures and proofs, in the order of the contents, up to the first fault.

    Args:
        published: heads by size that were kept elsewhere; one of the bundle's must be among them.
    """
    contents, head = key.read_bundle(bundle.contents), key.read(bundle.head)
    if contents is None or head is None or contents.size != head.size:
        what = "head" if head is None else "list of contents"
        message = f"the {what} is not signed by this key ({key.key_id}): do not believe the bundle"
        return BundleReport(None, None, (), Fault("head", None, None, message))
    old = [key.read(each.head) for each in bundle.consistency]
    fault = (
        _fault_in_statements(bundle, contents, head)
        or _fault_in_growth(bundle, old, head)
        or _fault_to_published([head, *(claim for claim in old if claim)], published)
    )
    return BundleReport(contents, head, tuple(claim for claim in old if claim), fault)


def _fault_in_statements(bundle: Bundle, contents: BundleClaim, head: HeadClaim) -> Fault | None:
    given = {one.id: one for one in bundle.statements}
    for id in contents.statement_ids:
        if id not in given:
            return Fault("removed", None, id, f"statement {id} was removed from the bundle")
        if (fault := _fault_of(given[id], head)) is not None:
            return fault
    listed = set(contents.statement_ids)
    for one in bundle.statements:
        if one.id not in listed:
            message = f"statement {one.id[:80]} was inserted: the signed contents do not name it"
            return Fault("inserted", one.position, one.id, message)
    if len(given) != len(bundle.statements):
        return Fault("inserted", None, None, "a statement stands twice in the bundle")
    return None


def _fault_of(one: BundledStatement, head: HeadClaim) -> Fault | None:
    where = f"statement {one.id[:80]} (position {one.position})"
    try:
        is_there = proves_inclusion(
            leaf_of(b64decode(one.salt), one.raw),
            index=one.position,
            size=head.size,
            path=[bytes.fromhex(step) for step in one.path],
            root=head.root_hash,
        )
        said = _id_of.decode(one.raw).get("id")
    except (msgspec.MsgspecError, ValueError, RecursionError):
        is_there, said = False, None
    if not is_there:
        message = (
            f"{where} was changed, or its proof was: they do not lead to the root that was signed"
        )
        return Fault("altered", one.position, one.id, message)
    if said != one.id:
        return Fault("misplaced", one.position, one.id, f"{where}: its text is another statement")
    return None


def _fault_in_growth(bundle: Bundle, old: list[HeadClaim | None], head: HeadClaim) -> Fault | None:
    for number, (each, claim) in enumerate(zip(bundle.consistency, old, strict=True), start=1):
        if claim is None:
            message = f"the older head number {number} is not signed by this key"
            return Fault("head", None, None, message)
        if not proves_consistency(
            first=claim.size,
            first_root=claim.root_hash,
            second=head.size,
            second_root=head.root_hash,
            path=[bytes.fromhex(step) for step in each.path],
        ):
            message = (
                f"the log of {head.size} statements did not grow out of the one of {claim.size}: "
                "it was rewritten, or the proof was changed"
            )
            return Fault("head", None, None, message)
    return None


def _fault_to_published(
    claims: list[HeadClaim], published: Mapping[int, HeadClaim] | None
) -> Fault | None:
    if published is None:
        return None
    known = [claim for claim in claims if claim.size in published]
    for claim in known:
        if published[claim.size].root_hash != claim.root_hash:
            message = f"another head of {claim.size} statements was published: the log was replaced"
            return Fault("head", None, None, message)
    if not known:
        message = (
            "no head of the bundle is among those published: ask for a bundle made with "
            "`--since SIZE`, with the size of one that was"
        )
        return Fault("head", None, None, message)
    return None
