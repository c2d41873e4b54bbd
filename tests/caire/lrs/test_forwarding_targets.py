"""Which addresses statements may be sent to; `caire lrs forward …`, as an operator meets it."""

import json
import ssl
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from caire.cli import main
from caire.db import transaction
from caire.lrs.forwarding.addresses import addresses_of, endpoint_of, is_public
from caire.lrs.forwarding.credentials import hidden, shown
from caire.lrs.forwarding.errors import CredentialsUnreadable, TargetInvalid
from caire.lrs.forwarding.letters import Letter
from caire.lrs.forwarding.posting import Post, Unreachable
from tests.caire.lrs.factories import own_statement, store_some
from tests.caire.lrs.forwarding_target import scripted_target


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1",
            "10.1.2.3",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "::1",
            "fe80::1%eth0",
            "fd00::1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
        ],
    )
    def test_of_this_network_are_not_public(self, address):
        assert not is_public(address)

    @pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
    def test_of_the_internet_are(self, address):
        assert is_public(address)

    def test_not_public_are_refused_unless_allowed(self):
        endpoint = endpoint_of("https://127.0.0.1/xapi", allow_private=False)

        with pytest.raises(TargetInvalid, match="forward_to_private"):
            addresses_of(endpoint, allow_private=False)
        assert addresses_of(endpoint, allow_private=True) == ["127.0.0.1"]

    def test_public_are_reached_over_tls_only(self):
        endpoint = endpoint_of("http://8.8.8.8/xapi", allow_private=True)

        with pytest.raises(TargetInvalid, match="https://"):
            addresses_of(endpoint, allow_private=True)

    @pytest.mark.parametrize(
        "url",
        [
            "http://lrs.example.org/xapi",
            "ftp://lrs.example.org",
            "https://",
            "https://user:secret@lrs.example.org/",
            "https://lrs.example.org/?a=b",
            "https://lrs.example.org:99999/",
            "https://lrs.example.org/a b",
            "https://lrs.example.org/\r\nX: y",
        ],
    )
    def test_that_are_none_are_refused(self, url):
        with pytest.raises(TargetInvalid):
            endpoint_of(url, allow_private=False)

    def test_may_name_the_resource(self):
        url = "https://lrs.example.org:8443/xapi/statements/"

        assert endpoint_of(url, allow_private=False).url == "https://lrs.example.org:8443/xapi"


class TestCredentials:
    def test_come_back_with_the_same_key_only(self):
        kept = hidden("très secret", secret_key="one key")

        assert shown(kept, secret_key="one key") == "très secret"
        with pytest.raises(CredentialsUnreadable):
            shown(kept, secret_key="another key")


@contextmanager
def speaking_tls(folder, names):
    """A server whose certificate, for these names, no authority signed; gives its port."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "store")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "store.pem"
    encoding = serialization.Encoding.PEM
    private = key.private_bytes(
        encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(private + certificate.public_bytes(encoding))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with scripted_target(context) as target:
        yield pem, target


class TestTls:
    @pytest.mark.parametrize(
        ("trusted", "names", "reason"),
        [
            (False, ["localhost"], "self-signed certificate"),
            (True, ["elsewhere.example"], "not valid for 'localhost'"),
        ],
    )
    def test_of_somebody_else_is_refused(self, tmp_path, monkeypatch, trusted, names, reason):
        with speaking_tls(tmp_path, names) as (pem, target):
            if trusted:
                monkeypatch.setenv("SSL_CERT_FILE", str(pem))

            with pytest.raises(Unreachable, match=reason):
                send_to(target)

    def test_of_a_trusted_authority_for_the_name_is_taken(self, tmp_path, monkeypatch):
        with speaking_tls(tmp_path, ["localhost"]) as (pem, target):
            monkeypatch.setenv("SSL_CERT_FILE", str(pem))

            assert send_to(target).status == 200


def send_to(target):
    url = target.endpoint.replace("http://127.0.0.1", "https://localhost")
    letter = Letter(0, 1, "id", b"{}", "1.0.3", False)
    endpoint = endpoint_of(url, allow_private=True)
    with Post(endpoint, username="user", secret="secret", allow_private=True) as post:
        return post.send([letter])


@pytest.fixture
def caire(config, monkeypatch, engine):
    """Runs a command on this test's database; the secret of targets is in a variable."""
    for name, value in {
        "CAIRE_ENVIRONMENT": "test",
        "CAIRE_DATA_DIR": config.data_dir,
        "CAIRE_DATABASE_URL": config.database.url,
        "CAIRE_JOBS_URL": config.jobs.url,
        "CAIRE_SITE_URL": config.site.url,
        "CAIRE_SITE_SECRET_KEY": config.site.secret_key,
        "CAIRE_LRS_FORWARD_TO_PRIVATE": "true",
        "PARTNER_SECRET": "not to be seen",
    }.items():
        monkeypatch.setenv(name, value)

    def run(*arguments, code=0):
        command = ("lrs", "forward", *arguments, "--json")
        result = CliRunner().invoke(main, command, catch_exceptions=False)
        assert result.exit_code == code, result.output
        assert "not to be seen" not in result.output
        return json.loads(result.stdout) if result.stdout else result.stderr

    return run


ACCESS = ("--username", "user", "--secret-env", "PARTNER_SECRET")


class TestCommands:
    def test_tell_the_life_of_a_target(self, caire, db):
        with transaction(db):
            store_some(db, own_statement("a"), own_statement("b"))
        with scripted_target() as target:
            caire("add", "partner", target.endpoint, *ACCESS, "--own-only")
            target.answers = [(400, {}), (200, {}), (422, {})]
            done = caire("run")["targets"]["partner"]
            assert done == {"delivered": 1, "refused": 1, "error": None}

            (dead,) = caire("dead", "partner")["dead"]
            assert dead["status"] == 422
            assert dead["statement"]["id"] == dead["id"]
            assert caire("dead", "partner", "--replay")["delivered"] == 1
            assert caire("dead", "partner", "--drop") == {"dropped": 0}

            caire("pause", "partner")
            assert caire("run")["targets"] == {}
            caire("resume", "partner")
            caire("credentials", "partner", *ACCESS)
            (row,) = caire("list")["targets"]
            assert (row["delivered"], row["waiting"], row["paused_at"]) == (1, 0, None)
            caire("remove", "partner")
            assert caire("list")["targets"] == []

    def test_say_why_a_target_did_not_get_its_traces(self, caire, db):
        with transaction(db):
            store_some(db, own_statement("a"))
        caire("add", "partner", "http://127.0.0.1:1/xapi", *ACCESS)

        failed = caire("run", code=1)["targets"]["partner"]

        assert "127.0.0.1" in failed["error"]
        assert caire("list")["targets"][0]["attempts"] == 1

    def test_refuse_what_cannot_be(self, caire):
        caire("add", "partner", "https://lrs.example.org/xapi", *ACCESS)

        for code, error, arguments in (
            (1, "target_name_taken", ("add", "partner", "https://lrs.example.org", *ACCESS)),
            (1, "target_invalid", ("add", "x", "https://", *ACCESS)),
            (1, "target_invalid", ("add", "x", "https://a.example", *ACCESS, "--verb", "no iri")),
            (1, "no_such_key", ("add", "x", "https://a.example", *ACCESS, "--key", "nobody")),
            (
                1,
                "unknown_organisation",
                ("add", "x", "https://a.example", *ACCESS, "--organisation", "nobody"),
            ),
            (1, "no_such_target", ("pause", "nobody")),
        ):
            assert caire(*arguments, code=code)["error"] == error
        assert "Usage" in caire("add", "x", "https://a.example", *ACCESS, "--since", "3", code=2)
        assert "Usage" in caire("dead", "--replay", code=2)
