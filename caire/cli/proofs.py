"""Commands that prove what the log of traces says, and check such proofs."""

from pathlib import Path
from typing import Any

import click
import msgspec

from caire.certificates.codes import normalised
from caire.certificates.errors import NoSuchCertificate
from caire.certificates.queries import evidence_of
from caire.cli.bundles import verify_bundle
from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import CommandPlatform, open_platform
from caire.clock import utcnow
from caire.errors import Refusal
from caire.lrs.log import (
    Fault,
    LogReport,
    head_json,
    heads_since,
    make_bundle,
    prove_consistency,
    prove_inclusion,
    read_heads,
    replaced_head,
    signer_of,
    verify,
)

ALTERED = "the log was altered; `caire traces verify` says where"
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("verify")
@click.option("--bundle", type=FILE, help="Check this file instead; needs no database.")
@click.option("--key", type=FILE, help="The published key (JWK or JWK set), for --bundle.")
@click.option("--heads", type=FILE, help="Heads that were published: the log must have them all.")
@JSON_OPTION
def verify_traces(bundle: Path | None, key: Path | None, heads: Path | None, as_json: bool) -> None:
    """Read the whole log again; exit code 1 names the first trace that is not what was sealed."""
    if bundle is not None:
        verify_bundle(bundle, key=key, heads=heads, as_json=as_json)
        return
    if key is not None:
        raise click.UsageError("--key goes with --bundle: a log is checked with its own key")
    platform = open_platform()
    try:
        report = _report(platform, heads)
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    except OSError as error:
        refuse(f"cannot read {heads}: {error.strerror}", as_json=as_json, code="file")
    if report.fault is not None:
        refuse(f"the log is not sound: {report.fault.message}", as_json=as_json, code="not_sound")
    text = (
        f"sound: {report.size} traces under {report.heads} signed heads "
        f"({report.erased} erased as {report.erasures} signed records say, "
        f"{report.retired} dropped in time, "
        f"{report.unsealed} not sealed yet)"
    )
    done(_report_json(report), text, as_json=as_json)


def _report(platform: CommandPlatform, heads: Path | None) -> LogReport:
    """Raises: HeadsRefused, SigningKeyMissing, OSError."""
    with platform.reading() as db:
        if platform.engine.dialect.name == "postgresql":  # what is sealed meanwhile is not seen
            db.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        signer = signer_of(db, platform.config.data_dir)
        replaced = replaced_head(db, read_heads(heads, signer)) if heads else None
        if replaced is None:
            return verify(db, signer=signer)
    at = replaced.signed_at.isoformat()
    message = f"this log has no such head of size {replaced.size} as was published, signed on {at}"
    fault = Fault("head", None, None, f"{message}: it was replaced or cut off")
    return LogReport(fault)


@click.command("prove")
@click.argument("statement_id")
@JSON_OPTION
def prove(statement_id: str, as_json: bool) -> None:
    """Print the proof that one trace is under the latest signed head."""
    platform = open_platform()
    try:
        with platform.reading() as db:
            proof = prove_inclusion(db, statement_id)
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    if not proof.holds:
        refuse(f"no proof for {statement_id}: {ALTERED}", as_json=as_json, code="not_sound")
    lines = [f"position {proof.position} of {proof.size}", f"leaf {proof.leaf_hash.hex()}"]
    lines += [f"path {step.hex()}" for step in proof.path]
    lines += [f"root {proof.root_hash.hex()}", f"head {proof.jws}"]
    done(proof.as_json(), "\n".join(lines), as_json=as_json)


@click.command("consistency")
@click.option("--from", "first", required=True, type=int, help="Size of the older head.")
@click.option("--to", "second", type=int, help="Size of the newer one; without it: the latest.")
@JSON_OPTION
def consistency(first: int, second: int | None, as_json: bool) -> None:
    """Print the proof that the log only grew between two signed heads (RFC 9162, 2.1.4)."""
    platform = open_platform()
    try:
        with platform.reading() as db:
            proof = prove_consistency(db, first=first, second=second)
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    if not proof.holds:
        refuse(f"no proof from {first}: {ALTERED}", as_json=as_json, code="not_sound")
    lines = [f"from {proof.first} root {proof.first_root.hex()}"]
    lines += [f"to {proof.second} root {proof.second_root.hex()}"]
    lines += [f"path {step.hex()}" for step in proof.path]
    done(proof.as_json(), "\n".join(lines), as_json=as_json)


@click.command("heads")
@click.option("--since", default=0, metavar="SIZE", help="Only those over more traces than this.")
@JSON_OPTION
def heads_of_log(since: int, as_json: bool) -> None:
    """Print the signed heads; whoever keeps one notices when the log is replaced."""
    with open_platform().reading() as db:
        found = [head_json(head) for head in heads_since(db, since)]
    lines = [f"{head['size']}  {head['signed_at']}  {head['root']}" for head in found]
    done({"heads": found}, "\n".join(lines) or "no head yet", as_json=as_json)


@click.command("bundle")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--statement", "statements", multiple=True, metavar="ID", help="May be repeated.")
@click.option("--certificate", metavar="CODE", help="All traces that earned this certificate.")
@click.option(
    "--since",
    multiple=True,
    type=int,
    metavar="SIZE",
    help="Show that the log grew out of its head of this size; may be repeated.",
)
@JSON_OPTION
def bundle_file(
    file: Path,
    statements: tuple[str, ...],
    certificate: str | None,
    since: tuple[int, ...],
    as_json: bool,
) -> None:
    """Write traces with their proofs to FILE, to be checked without this platform.

    FILE holds personal data: what the traces say.
    """
    if not statements and certificate is None:
        raise click.UsageError(
            "say what goes into the bundle: --statement ID or --certificate CODE"
        )
    platform = open_platform()
    try:
        raw, count = _bundle(platform, statements, certificate, since)
        file.write_bytes(raw)
    except NoSuchCertificate:
        refuse(f"no certificate has the code {certificate}", as_json=as_json, code="no_certificate")
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    except OSError as error:
        refuse(f"cannot write {file}: {error.strerror}", as_json=as_json, code="file")
    text = f"{count} traces with their proofs in {file}; `caire traces verify --bundle {file}`"
    done({"file": str(file), "statements": count}, text, as_json=as_json)


def _bundle(
    platform: CommandPlatform,
    statements: tuple[str, ...],
    certificate: str | None,
    since: tuple[int, ...],
) -> tuple[bytes, int]:
    with platform.reading() as db:
        code = None if certificate is None else normalised(certificate) or certificate
        ids = statements + (() if code is None else evidence_of(db, code))
        bundle = make_bundle(
            db,
            statement_ids=ids,
            signer=signer_of(db, platform.config.data_dir),
            now=utcnow(),
            certificate=code,
            since=since,
        )
    return msgspec.json.format(msgspec.json.encode(bundle), indent=1), len(bundle.statements)


PROOFS = (verify_traces, prove, consistency, heads_of_log, bundle_file)


def _report_json(report: LogReport) -> dict[str, Any]:
    return {
        "sound": report.sound,
        "size": report.size,
        "heads": report.heads,
        "erased": report.erased,
        "erasures": report.erasures,
        "retired": report.retired,
        "unsealed": report.unsealed,
    }
