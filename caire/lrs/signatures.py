"""Signed statements: a JSON web signature (JWS) as attachment, over the statement without it.

The chain of certificates that a signature brings is not a proof of who signed: it catches mistakes,
as the specification says. Whoever needs to know the signer checks the kept statement by own means.

Source: xAPI 1.0.3, part two, 2.6; IEEE 9274.1.1, 4.2; RFC 7515.
"""

import base64
from collections.abc import Mapping
from typing import Any

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from joserfc.util import urlsafe_b64decode

from caire.lrs.equivalence import same_statement
from caire.lrs.errors import StatementInvalid
from caire.lrs.findings import Checked, SeenAttachment
from caire.lrs.validation import check
from caire.lrs.versions import Version

SIGNATURE = "http://adlnet.gov/expapi/attachments/signature"
CONTENT_TYPE = "application/octet-stream"
ALGORITHMS = ("RS256", "RS384", "RS512")
MAX_CERTIFICATES = 10
#: A statement of the largest size, and a chain of certificates.
_registry = jws.JWSRegistry(algorithms=list(ALGORITHMS))
_registry.max_header_length = 64_000
_registry.max_payload_length = 8_000_000
_registry.max_signature_length = 4_096
_SECTIONS = {Version.V1: "xAPI 1.0.3, part two, 2.6", Version.V2: "IEEE 9274.1.1, 4.2"}


def check_signatures(
    raw: bytes, checked: Checked, files: Mapping[str, bytes], *, version: Version
) -> None:
    """Check each signature of a statement whose file came with it.

    Args:
        raw: the statement as it was received, valid.
        files: what came with it, by SHA-2 in lower case.

    Raises:
        StatementInvalid: a signature is malformed, or signs something else.
    """
    for one in checked.attachments:
        if one.usage_type != SIGNATURE or not one.path.startswith("$.attachments"):
            continue
        try:
            check_signature(raw, one, files.get(one.sha2), version=version)
        except StatementInvalid as fault:
            fault.section = fault.section or _SECTIONS[version]
            raise


def check_signature(
    raw: bytes, attachment: SeenAttachment, data: bytes | None, *, version: Version
) -> None:
    """Check one signature over the statement `raw`; one that did not come along is not looked at.

    Raises:
        StatementInvalid.
    """
    if attachment.content_type != CONTENT_TYPE:
        raise StatementInvalid(
            f"{attachment.path}.contentType", f"a signature is sent as {CONTENT_TYPE}"
        )
    if data is None:
        return
    payload = _payload(data, attachment.path)
    try:
        signed = check(payload, version=version, files=None)
    except StatementInvalid as fault:
        raise StatementInvalid(attachment.path, f"it signs no statement: {fault}") from None
    sent = msgspec.json.decode(raw)
    original = msgspec.json.decode(payload)
    others = [one for one in sent["attachments"] if one["usageType"] != SIGNATURE]
    same = same_statement(
        {**sent, "attachments": others}, original, with_timestamp=signed.timestamp is not None
    )
    named = str(sent.get("id", "")).lower()
    if not same or signed.id not in (None, named):
        raise StatementInvalid(attachment.path, "it signs another statement than this one")


def _payload(data: bytes, path: str) -> bytes:
    """What a compact JWS signs, verified when it brings a certificate."""
    try:
        found = jws.extract_compact(data, registry=_registry)
        header = found.headers()
        if header.get("alg") not in ALGORITHMS:
            shown = str(header.get("alg"))[:20]
            raise StatementInvalid(path, f"the algorithm is one of RS256, 384, 512, not {shown}")
        if "crit" in header:
            raise StatementInvalid(path, "a JWS with critical extensions (crit) is not read here")
        if not urlsafe_b64decode(found.segments["signature"]):
            raise StatementInvalid(path, "a JWS without signature signs nothing")
        if "x5c" in header:
            key = _certified_key(header["x5c"], path)
            jws.deserialize_compact(data, key, registry=_registry)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise StatementInvalid(path, f"no compact JWS, or it does not hold: {error!r}") from None
    return found.payload


def _certified_key(chain: Any, path: str) -> RSAKey:
    """The public key of the first certificate, each of which the next one has issued."""
    if not isinstance(chain, list) or not 1 <= len(chain) <= MAX_CERTIFICATES:
        raise StatementInvalid(path, f"x5c is a list of 1 to {MAX_CERTIFICATES} certificates")
    try:
        certificates = [
            x509.load_der_x509_certificate(base64.b64decode(one, validate=True)) for one in chain
        ]
        key = certificates[0].public_key()
        for issued, issuer in zip(certificates, certificates[1:], strict=False):
            issued.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm) as error:
        raise StatementInvalid(path, f"x5c holds no chain of certificates: {error}") from None
    if not isinstance(key, RSAPublicKey):
        raise StatementInvalid(path, "the certificate in x5c must have an RSA key")
    return RSAKey.import_key(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
