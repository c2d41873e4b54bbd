"""Commands of who runs the platform: prepare, serve, work, save, check."""

from pathlib import Path

import click

from caire.backup import restore_backup, write_backup
from caire.cli.content import load_courses
from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import load_config, open_platform
from caire.cli.serving import serve_until_stopped
from caire.errors import Refusal
from caire.migrate import upgrade_to_head


@click.command()
@JSON_OPTION
def init(as_json: bool) -> None:
    """Create or upgrade the database and load the courses; safe to repeat."""
    platform = open_platform(migrated=False)
    upgrade_to_head(platform.engine)
    report = load_courses(platform, as_json=as_json)
    keys = [course.course_key for course in report.courses]
    text = f"the database is ready; courses: {', '.join(keys)}"
    done({"database": "ready", "courses": keys}, text, as_json=as_json)


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
def serve(bind: str, workers: int) -> None:
    """Serve the platform with gunicorn; on the embedded job queue, with its worker beside it."""
    serve_until_stopped(open_platform(), bind=bind, workers=workers)


@click.command()
def worker() -> None:
    """Run background jobs: mails, certificates that are due, sealing of the log."""
    platform = open_platform()
    platform.app.extensions["caire.jobs"].run_worker()


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@JSON_OPTION
def backup(file: Path, as_json: bool) -> None:
    """Write the whole database and the key of the log to FILE, while serving.

    FILE holds personal data and a private key: keep it encrypted, and away from here.
    """
    platform = open_platform()
    try:
        counts = write_backup(platform.engine, file, data_dir=platform.config.data_dir)
    except OSError as error:
        refuse(f"cannot write {file}: {error.strerror}", as_json=as_json)
    total = sum(counts.values())
    done({"file": str(file), "rows": counts}, f"{total} rows saved in {file}", as_json=as_json)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@JSON_OPTION
def restore(file: Path, as_json: bool) -> None:
    """Fill an empty database from FILE; the key of the log goes back to the data folder."""
    platform = open_platform(migrated=False)
    upgrade_to_head(platform.engine)
    try:
        counts = restore_backup(platform.engine, file, data_dir=platform.config.data_dir)
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    total = sum(counts.values())
    done({"rows": counts}, f"{total} rows restored from {file}", as_json=as_json)


@click.command()
@JSON_OPTION
def config(as_json: bool) -> None:
    """Say which settings hold, without their secrets."""
    settings = load_config()
    shown = {
        "environment": settings.environment,
        "site.url": settings.site.url,
        "database.url": settings.database.url.split("@")[-1],
        "mail.delivery": settings.mail.delivery,
        "jobs.url": settings.jobs.url.split("@")[-1],
    }
    done(shown, "\n".join(f"{k} = {v}" for k, v in shown.items()), as_json=as_json)
