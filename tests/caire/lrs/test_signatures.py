"""A signature that came along must be one, and sign the statement that it comes with."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from joserfc import jws
from joserfc.jwk import OctKey, RSAKey

from caire.lrs.errors import StatementInvalid
from caire.lrs.signatures import MAX_CERTIFICATES, SIGNATURE, check_signatures
from caire.lrs.validation import check
from caire.lrs.versions import Version
from tests.caire.lrs.statements import ATTACHMENT, LEAST, UUID_1, UUID_2, encoded

STATEMENT = LEAST | {"id": UUID_1, "timestamp": "2026-03-01T09:30:00Z"}
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


SIGNER, ISSUER, STRANGER = new_key(), new_key(), new_key()


def certificate(key, *, name="signer", issuer="issuer", by=ISSUER) -> str:
    built = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(BEGUN)
        .not_valid_after(BEGUN + timedelta(days=900))
        .sign(by, hashes.SHA256())
    )
    return base64.b64encode(built.public_bytes(serialization.Encoding.DER)).decode()


CHAIN = [certificate(SIGNER), certificate(ISSUER, name="issuer")]


def signed(payload, *, key=SIGNER, algorithm="RS256", chain=None, **header) -> bytes:
    registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    registry.max_header_length = registry.max_payload_length = 10**6
    if not isinstance(key, OctKey):
        key = RSAKey.import_key(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    header |= {"alg": algorithm} | ({"x5c": chain} if chain is not None else {})
    return jws.serialize_compact(header, payload, key, registry=registry).encode()


def try_with(data: bytes, *, statement=STATEMENT, others=(), **members) -> None:
    sha2 = hashlib.sha256(data).hexdigest()
    attachment = {
        "usageType": SIGNATURE,
        "display": {"en": "Signature"},
        "contentType": "application/octet-stream",
        "length": len(data),
        "sha2": sha2,
    }
    raw = encoded(statement | {"attachments": [*others, attachment | members]})
    found = check(raw, files={sha2})
    check_signatures(raw, found, {sha2: data}, version=Version.V1)


class TestSignature:
    @pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
    @pytest.mark.parametrize("chain", [None, CHAIN[:1], CHAIN])
    def test_of_the_statement_is_accepted(self, algorithm, chain):
        try_with(signed(encoded(STATEMENT), algorithm=algorithm, chain=chain))

    @pytest.mark.parametrize(
        "payload",
        [
            STATEMENT | {"timestamp": "2026-03-01T10:30:00.0004+01:00"},
            STATEMENT | {"verb": STATEMENT["verb"] | {"display": {"fr": "fit"}}},
            {name: value for name, value in STATEMENT.items() if name != "id"},
            {name: value for name, value in STATEMENT.items() if name != "timestamp"},
            STATEMENT | {"version": "1.0.0"},
        ],
    )
    def test_of_the_same_told_otherwise_is_accepted(self, payload):
        try_with(signed(encoded(payload)))

    def test_over_other_files_signs_them_too(self):
        payload = STATEMENT | {"attachments": [ATTACHMENT]}

        try_with(signed(encoded(payload)), others=[ATTACHMENT])
        with pytest.raises(StatementInvalid, match="another statement"):
            try_with(signed(encoded(STATEMENT)), others=[ATTACHMENT])

    @pytest.mark.parametrize(
        "payload",
        [
            STATEMENT | {"verb": {"id": "http://example.org/verbs/undid"}},
            STATEMENT | {"id": UUID_2},
            STATEMENT | {"timestamp": "2026-03-01T09:30:01Z"},
            STATEMENT | {"result": {"success": True}},
        ],
    )
    def test_of_another_statement_is_refused(self, payload):
        with pytest.raises(StatementInvalid, match="another statement") as refusal:
            try_with(signed(encoded(payload)))
        assert refusal.value.path == "$.attachments[0]"
        assert refusal.value.section == "xAPI 1.0.3, part two, 2.6"

    @pytest.mark.parametrize("payload", [b"", b"{}", b"{'actor': 1}", b"\xff"])
    def test_of_no_statement_is_refused(self, payload):
        with pytest.raises(StatementInvalid, match="it signs no statement"):
            try_with(signed(payload))

    @pytest.mark.parametrize("data", [b"x", b"a.b.c", b"..", b"\xff.\xff.\xff", b"{}", b"e30.e30."])
    def test_that_is_no_jws_is_refused(self, data):
        with pytest.raises(StatementInvalid) as refusal:
            try_with(data)
        assert refusal.value.path == "$.attachments[0]"

    def test_cut_off_is_refused(self):
        head, payload, _ = signed(encoded(STATEMENT)).split(b".")

        for rest in (b"", b"!"):
            with pytest.raises(StatementInvalid):
                try_with(b".".join((head, payload, rest)))

    def test_with_critical_extensions_is_refused(self):
        header = base64.urlsafe_b64encode(encoded({"alg": "RS256", "crit": ["b64"], "b64": True}))
        _, payload, signature = signed(encoded(STATEMENT)).split(b".")

        with pytest.raises(StatementInvalid, match="crit"):
            try_with(b".".join((header.rstrip(b"="), payload, signature)))

    def test_with_a_shared_secret_is_refused(self):
        data = signed(encoded(STATEMENT), key=OctKey.generate_key(256), algorithm="HS256")

        with pytest.raises(StatementInvalid, match="RS256"):
            try_with(data)

    def test_sent_as_another_type_is_refused(self):
        with pytest.raises(StatementInvalid) as refusal:
            try_with(signed(encoded(STATEMENT)), contentType="text/plain")
        assert refusal.value.path == "$.attachments[0].contentType"

    def test_by_another_key_than_the_certificate_is_refused(self):
        with pytest.raises(StatementInvalid, match="does not hold"):
            try_with(signed(encoded(STATEMENT), key=STRANGER, chain=CHAIN))

    @pytest.mark.parametrize(
        "chain",
        [
            [],
            "x",
            ["x"],
            ["eA=="],
            [7],
            [CHAIN[0], certificate(STRANGER, name="issuer")],
            [CHAIN[0], certificate(ISSUER, name="somebody")],
            CHAIN[:1] * (MAX_CERTIFICATES + 1),
            [certificate(ec.generate_private_key(ec.SECP256R1()))],
        ],
        # Keys are made anew in each process: no name may hold one.
        ids=[
            "empty",
            "text",
            "no Base64",
            "no certificate",
            "number",
            "another issuer's key",
            "another issuer",
            "too long",
            "another kind of key",
        ],
    )
    def test_with_certificates_that_are_no_chain_is_refused(self, chain):
        header = base64.urlsafe_b64encode(encoded({"alg": "RS256", "x5c": chain})).rstrip(b"=")
        _, payload, signature = signed(encoded(STATEMENT)).split(b".")

        with pytest.raises(StatementInvalid, match="x5c"):
            try_with(b".".join((header, payload, signature)))

    def test_that_did_not_come_along_is_not_looked_at(self):
        raw = encoded(STATEMENT | {"attachments": [ATTACHMENT | {
            "usageType": SIGNATURE, "contentType": "application/octet-stream"}]})  # fmt: skip

        check_signatures(raw, check(raw), {}, version=Version.V1)
