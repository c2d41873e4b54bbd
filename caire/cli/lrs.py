"""Commands of the learning record store: keys of programs, the sealed log, export and import."""

from datetime import UTC, datetime
from pathlib import Path

import click

from caire.cli.erasing import ERASING
from caire.cli.forward import forward
from caire.cli.listing import list_traces
from caire.cli.lrs_keys import keys
from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import open_platform
from caire.cli.proofs import PROOFS
from caire.cli.transfer import export, import_file
from caire.clock import utcnow
from caire.errors import Refusal
from caire.lrs.log import publish_heads, seal, signer_of
from caire.lrs.services.retiring import retire


@click.group()
def lrs() -> None:
    """Programs that send or read learning traces."""


lrs.add_command(forward)
lrs.add_command(keys)


@click.group()
def traces() -> None:
    """Learning traces: shown, sealed, proved, exported and imported."""


@traces.command("seal")
@JSON_OPTION
def seal_traces(as_json: bool) -> None:
    """Put what was stored since the last time under a new signed head."""
    platform = open_platform()
    try:
        with platform.writing() as db:
            head = seal(db, signer=signer_of(db, platform.config.data_dir), now=utcnow())
        if platform.config.lrs.heads_file:
            with platform.reading() as db:
                publish_heads(db, Path(platform.config.lrs.heads_file))
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    except OSError as error:
        name = platform.config.lrs.heads_file
        refuse(f"sealed, but {name} cannot be written: {error.strerror}", as_json=as_json)
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


for _command in (*PROOFS, *ERASING):
    traces.add_command(_command)


traces.add_command(list_traces)
traces.add_command(export)
traces.add_command(import_file)

#: What `caire` adds: the keys are under `lrs`, the log and the statements under `traces`.
GROUPS = (lrs, traces)
