"""What is missing, in plain words."""

import os
import platform as machine
import smtplib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from caire.catalogue.queries import current_courses
from caire.catalogue.registry import installed_modules
from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import CommandPlatform, open_platform
from caire.errors import Refusal
from caire.lrs.log import latest_head, open_signer
from caire.lrs.log.signing import FILE_NAME as LOG_KEY
from caire.migrate import is_up_to_date
from caire.organisations.queries import organisations


@dataclass(frozen=True, slots=True)
class Finding:
    """`ok` or not; `advice` says what to do when it is not."""

    name: str
    ok: bool
    detail: str
    advice: str = ""


@click.command()
@JSON_OPTION
def doctor(as_json: bool) -> None:
    """Check the installation and say what to do; exit code 1 when something is missing."""
    platform = open_platform(migrated=False)
    findings = list(_findings(platform))
    wrong = [f for f in findings if not f.ok]
    if as_json:
        payload = {"ok": not wrong, "findings": [_plain(f) for f in findings]}
        done(payload, "", as_json=True)
    else:
        for f in findings:
            click.echo(f"{'ok ' if f.ok else 'NO '} {f.name}: {f.detail}")
            if not f.ok:
                click.echo(f"    to do: {f.advice}")
    if wrong:
        refuse(f"{len(wrong)} of {len(findings)} checks failed", code="unhealthy")


def _findings(platform: CommandPlatform) -> Iterator[Finding]:
    yield _python()
    yield _data_dir(platform)
    database = _database(platform)
    yield database
    if not database.ok:
        return
    yield _migrations(platform)
    if inspect(platform.engine).has_table("course_version"):
        yield _courses(platform)
        yield _institution(platform)
    if inspect(platform.engine).has_table("log_head"):
        yield _log_key(platform)
    yield _mail(platform)


def _python() -> Finding:
    version = machine.python_version()
    return Finding("Python", sys.version_info >= (3, 11), version, "install Python 3.11 or newer")


def _data_dir(platform: CommandPlatform) -> Finding:
    folder = Path(platform.config.data_dir)
    existing = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    ok = os.access(existing, os.W_OK)
    return Finding("data folder", ok, str(folder), f"let this user write in {existing}")


def _database(platform: CommandPlatform) -> Finding:
    kind = platform.engine.dialect.name
    try:
        with platform.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError) as error:
        reason = str(error).splitlines()[0]
        return Finding("database", False, reason, "start the server, or mend [database] url")
    return Finding("database", True, kind)


def _migrations(platform: CommandPlatform) -> Finding:
    current = is_up_to_date(platform.engine)
    detail = "up to date" if current else "not prepared, or older than this version"
    return Finding("tables", current, detail, "run `caire init`")


def _courses(platform: CommandPlatform) -> Finding:
    with platform.reading() as db:
        keys = [course.key for _v, course in current_courses(db)]
    missing = sorted(set(installed_modules()) - set(keys))
    detail = ", ".join(keys) or "none"
    return Finding("courses", bool(keys) and not missing, detail, "run `caire content load`")


def _institution(platform: CommandPlatform) -> Finding:
    with platform.reading() as db:
        names = [row.name for row in organisations(db, kind="institution")]
    return Finding(
        "issuer of certificates",
        bool(names),
        names[0] if names else "no institution",
        "run `caire organisations create --kind institution …`: its name stands on certificates",
    )


def _log_key(platform: CommandPlatform) -> Finding:
    path = Path(platform.config.data_dir) / LOG_KEY
    with platform.reading() as db:
        head = latest_head(db)
    if head is None:
        return Finding("key of the log", True, "nothing is sealed yet")
    advice = (
        f"put {path} back from a copy, or from a file of `caire backup` (`unzip FILE {LOG_KEY}`): "
        "a log goes on only with the key that began it"
    )
    try:
        signer = open_signer(platform.config.data_dir)
    except Refusal as refusal:
        return Finding("key of the log", False, str(refusal), advice)
    if not signer.signed_with_it(head.jws):
        return Finding("key of the log", False, f"{path} is not the key that signed it", advice)
    detail = f"{signer.key_id} signed {head.size} traces; `caire backup` saves it too"
    return Finding("key of the log", True, detail)


def _mail(platform: CommandPlatform) -> Finding:
    mail = platform.config.mail
    if mail.delivery == "outbox":
        return Finding("mail", True, "kept in the local outbox")
    connect: Callable[..., smtplib.SMTP] = smtplib.SMTP
    if mail.security == "tls":
        connect = smtplib.SMTP_SSL
    try:
        with connect(mail.host, mail.port, timeout=5):
            pass
    except (OSError, smtplib.SMTPException) as error:
        return Finding(
            "mail", False, f"{mail.host}:{mail.port}: {error}", "mend [mail] host and port"
        )
    return Finding("mail", True, f"{mail.host}:{mail.port} answers")


def _plain(finding: Finding) -> dict[str, object]:
    return {
        "name": finding.name,
        "ok": finding.ok,
        "detail": finding.detail,
        "advice": "" if finding.ok else finding.advice,
    }
