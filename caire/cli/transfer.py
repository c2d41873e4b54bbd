"""Commands that move traces out and in, as JSON Lines."""

import os
from pathlib import Path

import click
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection

from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import CommandPlatform, open_platform
from caire.errors import Refusal
from caire.lrs.errors import StatementInvalid
from caire.lrs.numbering import instant, last_number
from caire.lrs.services.exporting import ExportAsked, described, export_statements, since_of
from caire.lrs.services.exporting_documents import documents_file
from caire.lrs.services.importing import import_statements
from caire.lrs.services.importing_documents import DocumentsReport, import_documents
from caire.lrs.texts import moment
from caire.organisations.queries import organisations

SQLITE_CACHE_KIB = 2_000


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--since", metavar="INSTANT", help="Only what was stored after it (or a number).")
@click.option("--pseudonymise", is_flag=True, help="Replace people, enrolments and ids.")
@click.option("--secret-env", metavar="VAR", help="Variable that holds the pseudonyms' secret.")
@click.option("--files", is_flag=True, help="With the files of attachments, in FILE.files.")
@click.option("--documents", is_flag=True, help="With what programs keep, in a file beside.")
@click.option("--resume", is_flag=True, help="Go on with an export to FILE that was cut.")
@JSON_OPTION
def export(
    file: Path,
    since: str | None,
    pseudonymise: bool,
    secret_env: str | None,
    files: bool,
    documents: bool,
    resume: bool,
    as_json: bool,
) -> None:
    """Write the traces to FILE, as JSON Lines, gzipped when its name ends in .gz."""
    secret = _secret(secret_env)
    if secret and not pseudonymise:
        raise click.UsageError("--secret-env is for --pseudonymise")
    start = _since(since)
    platform = _sparing_platform()
    asked = ExportAsked(
        since=start,
        pseudonymise=pseudonymise,
        secret=secret,
        files=files,
        documents=documents,
        organisations={id: slug for slug, id in _organisations(platform).items()},
    )
    try:
        report = export_statements(platform.sessions, file, asked=asked, resume=resume)
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    except OSError as error:
        refuse(f"cannot write {file}: {error.strerror}", as_json=as_json, code="file")
    text = f"{report.statements} traces in {file}"
    text += f" ({report.resumed} from before it was cut)" if report.resumed else ""
    if report.files_left_out:
        text += f"; {report.files_left_out} files of attachments left out (--files takes them)"
    text += f"; {report.documents} documents in {documents_file(file)}" if documents else ""
    text += f"; go on later with --since {instant(report.through)}"
    done({"file": str(file), **described(report)}, text, as_json=as_json)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--from-line", type=click.IntRange(min=1), default=1, help="Pass over lines before.")
@JSON_OPTION
def import_file(file: Path, from_line: int, as_json: bool) -> None:
    """Store the traces of FILE (JSON Lines, .gz); those known already are left as they are.

    What is about people who were erased since is left out, and counted. An import that was cut
    goes on when it is run again. Files of attachments and documents that an export wrote beside
    FILE are taken too.
    """
    platform = _sparing_platform()
    beside = documents_file(file)
    documents = DocumentsReport(0, 0, 0)
    try:
        report = import_statements(
            platform.sessions,
            file,
            authority_home=platform.config.xapi_root,
            data_dir=platform.config.data_dir,
            from_line=from_line,
        )
        if beside.is_file():
            documents = import_documents(
                platform.sessions,
                beside,
                organisations=_organisations(platform),
                data_dir=platform.config.data_dir,
            )
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    except OSError as error:
        reason = error.strerror or error
        refuse(f"cannot read {file}: {reason}", as_json=as_json, code="file")
    payload = {
        "read": report.read,
        "stored": report.stored,
        "known": report.known,
        "erased": report.erased,
        "files": report.files,
        "documents": documents.stored,
        "documents_erased": documents.erased,
    }
    text = f"{report.stored} traces stored, {report.known} of {report.read} were known"
    if documents.read:
        text += f"; {documents.stored} documents stored, {documents.known} were there already"
    if report.erased or documents.erased:
        text += (
            f"; {report.erased} traces and {documents.erased} documents of erased persons left out"
        )
    done(payload, text, as_json=as_json)


def _organisations(platform: CommandPlatform) -> dict[str, int]:
    with platform.reading() as db:
        return {row.slug: row.id for row in organisations(db)}


def _sparing_platform() -> CommandPlatform:
    """A file is gone through once: pages of SQLite that were read or written need not stay."""
    platform = open_platform()
    if platform.engine.dialect.name == "sqlite":
        event.listen(platform.engine, "checkout", _keep_few_pages)
    return platform


def _keep_few_pages(connection: DBAPIConnection, *_: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA cache_size = -{SQLITE_CACHE_KIB}")
    cursor.close()


def _since(text: str | None) -> int:
    if text is None:
        return 0
    number = since_of(text)
    if number is not None:
        return number
    try:
        return last_number(moment(text, "--since"))
    except StatementInvalid as fault:
        raise click.UsageError(f"{fault}; write it as 2026-09-01T00:00:00Z") from None


def _secret(variable: str | None) -> str:
    if variable is None:
        return ""
    if variable not in os.environ:
        raise click.UsageError(f"the variable {variable} is not set")
    return os.environ[variable]
