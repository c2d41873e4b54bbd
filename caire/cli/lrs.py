"""Commands of the learning record store: keys of programs, the sealed log, export and import."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from caire.cli.forward import forward
from caire.cli.lookups import organisation_id
from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import open_platform
from caire.clock import utcnow
from caire.errors import Refusal
from caire.lrs.log import LogReport, prove_inclusion, seal, signer_of, verify
from caire.lrs.queries import KeyRow
from caire.lrs.queries import keys as all_keys
from caire.lrs.services.keys import DEFAULT_SCOPES, SCOPES, create_key, revoke_key
from caire.lrs.services.retiring import retire
from caire.lrs.services.transfer import export_statements, import_statements


@click.group()
def lrs() -> None:
    """Programs that send or read learning traces."""


lrs.add_command(forward)


@lrs.group()
def keys() -> None:
    """Their keys."""


@keys.command("create")
@click.option("--name", required=True, help="What the key is for; unique.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(SCOPES),
    help=f"May be repeated; without it: {', '.join(DEFAULT_SCOPES)}.",
)
@click.option("--organisation", metavar="SLUG", help="See and store for this organisation only.")
@JSON_OPTION
def create(name: str, scopes: tuple[str, ...], organisation: str | None, as_json: bool) -> None:
    """Make a key; its secret is shown this once."""
    platform = open_platform()
    try:
        with platform.writing() as db:
            made = create_key(
                db,
                name=name,
                scopes=scopes or DEFAULT_SCOPES,
                organisation_id=organisation_id(db, organisation),
                now=utcnow(),
            )
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    text = f"key     {made.key}\nsecret  {made.secret}\nKeep the secret: it is not shown again."
    done({"key": made.key, "secret": made.secret}, text, as_json=as_json)


@keys.command("list")
@JSON_OPTION
def list_keys(as_json: bool) -> None:
    """Show the keys, without secrets."""
    with open_platform().reading() as db:
        found = all_keys(db)
    payload = {"keys": [_key_json(row) for row in found]}
    lines = [
        f"{row.name}  {row.key}  {' '.join(row.scopes)}" + ("  revoked" if row.revoked_at else "")
        for row in found
    ]
    done(payload, "\n".join(lines) or "no key yet", as_json=as_json)


@keys.command("revoke")
@click.argument("name")
@JSON_OPTION
def revoke(name: str, as_json: bool) -> None:
    """End the key of that NAME, at once and for good."""
    platform = open_platform()
    try:
        with platform.writing() as db:
            revoke_key(db, name=name, now=utcnow())
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    done({"revoked": name}, f"{name} is revoked", as_json=as_json)


@click.group()
def traces() -> None:
    """Learning traces: the sealed log, export and import."""


@traces.command("seal")
@JSON_OPTION
def seal_traces(as_json: bool) -> None:
    """Put what was stored since the last time under a new signed head."""
    platform = open_platform()
    try:
        with platform.writing() as db:
            head = seal(db, signer=signer_of(db, platform.config.data_dir), now=utcnow())
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    if head is None:
        done({"size": 0, "added": 0}, "no trace to seal yet", as_json=as_json)
        return
    payload = {
        "size": head.size,
        "added": head.added,
        "root": head.root_hash.hex(),
        "head": head.jws,
    }
    text = f"{head.added} traces sealed; {head.size} in the log, root {head.root_hash.hex()}"
    done(payload, text, as_json=as_json)


@traces.command("verify")
@JSON_OPTION
def verify_traces(as_json: bool) -> None:
    """Read the whole log again; exit code 1 names the first trace that is not what was sealed."""
    platform = open_platform()
    try:
        with platform.reading() as db:
            report = verify(db, signer=signer_of(db, platform.config.data_dir))
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    if report.fault is not None:
        refuse(f"the log is not sound: {report.fault.message}", as_json=as_json, code="not_sound")
    text = (
        f"sound: {report.size} traces under {report.heads} signed heads "
        f"({report.erased} erased, {report.retired} dropped in time, "
        f"{report.unsealed} not sealed yet)"
    )
    done(_report_json(report), text, as_json=as_json)


@traces.command("retire")
@click.option("--before", required=True, metavar="YYYY-MM", help="The first month that stays.")
@click.option("--dry-run", is_flag=True, help="Say what would go; change nothing.")
@JSON_OPTION
def retire_traces(before: str, dry_run: bool, as_json: bool) -> None:
    """Drop the traces of months that may no longer be kept; the log goes on to prove the others."""
    platform = open_platform()
    try:
        month = datetime.strptime(before, "%Y-%m").replace(tzinfo=UTC)
    except ValueError:
        raise click.UsageError(f"--before must be a month as 2026-01, not {before!r}") from None
    try:
        with platform.writing() as db:
            signer = signer_of(db, platform.config.data_dir)
            retired = retire(
                db,
                before=(month.year, month.month),
                signer=signer,
                now=utcnow(),
                dry_run=dry_run,
            )
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    months = [f"{year}-{number:02}" for year, number in retired.months]
    verb = "would go" if dry_run else "dropped"
    text = f"{verb}: {', '.join(months) or 'nothing, there are no older traces'}"
    done({"months": months, "dry_run": dry_run}, text, as_json=as_json)


@traces.command("prove")
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
        refuse(
            f"no proof for {statement_id}: the log was altered; `caire traces verify` says where",
            as_json=as_json,
            code="not_sound",
        )
    lines = [f"position {proof.position} of {proof.size}", f"leaf {proof.leaf_hash.hex()}"]
    lines += [f"path {step.hex()}" for step in proof.path]
    lines += [f"root {proof.root_hash.hex()}", f"head {proof.jws}"]
    done(proof.as_json(), "\n".join(lines), as_json=as_json)


@traces.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@JSON_OPTION
def export(file: Path, as_json: bool) -> None:
    """Write every trace to FILE, as JSON Lines."""
    platform = open_platform()
    try:
        with platform.reading() as db:
            count = export_statements(db, file)
    except OSError as error:
        refuse(f"cannot write {file}: {error.strerror}", as_json=as_json, code="file")
    done({"file": str(file), "statements": count}, f"{count} traces in {file}", as_json=as_json)


@traces.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@JSON_OPTION
def import_file(file: Path, as_json: bool) -> None:
    """Store the traces of FILE (JSON Lines); those known already are left as they are."""
    platform = open_platform()
    home = platform.config.xapi_root
    try:
        with platform.writing() as db:
            report = import_statements(db, file, authority_home=home)
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    except OSError as error:
        refuse(f"cannot read {file}: {error.strerror}", as_json=as_json, code="file")
    payload = {"read": report.read, "stored": report.stored, "known": report.known}
    text = f"{report.stored} traces stored, {report.known} of {report.read} were known"
    done(payload, text, as_json=as_json)


#: What `caire` adds: the keys are under `lrs`, the log and the statements under `traces`.
GROUPS = (lrs, traces)


def _key_json(row: KeyRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "key": row.key,
        "scopes": list(row.scopes),
        "organisation_id": row.organisation_id,
        "created_at": row.created_at.isoformat(),
        "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
    }


def _report_json(report: LogReport) -> dict[str, Any]:
    return {
        "sound": report.sound,
        "size": report.size,
        "heads": report.heads,
        "erased": report.erased,
        "retired": report.retired,
        "unsealed": report.unsealed,
    }
