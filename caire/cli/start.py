"""`caire start`: what `make run` does once everything is installed."""

import json
import secrets
from pathlib import Path

import click

from caire.analysis.jobs import count_answers
from caire.cli.content import load_courses
from caire.cli.output import refuse
from caire.cli.platform import CommandPlatform, load_config, open_platform
from caire.cli.serving import serve_until_stopped
from caire.clock import utcnow
from caire.demo import ACCOUNTS, fill_demo, is_filled
from caire.migrate import is_up_to_date, upgrade_to_head


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
def start(bind: str, workers: int) -> None:
    """Prepare whatever is missing, fill the demonstration, serve; prints the address."""
    if not load_config().is_demo:
        refuse("start is for the demonstration: use `caire init`, then `caire serve`")
    platform = open_platform(migrated=False)
    prepare(platform)
    password = prepare_demo(platform, f"http://{bind}")
    click.echo(_announcement(f"http://{bind}", password))
    serve_until_stopped(platform, bind=bind, workers=workers)


def prepare(platform: CommandPlatform) -> None:
    """The newest schema and the newest content; quick when nothing changed."""
    if not is_up_to_date(platform.engine):
        upgrade_to_head(platform.engine)
    load_courses(platform)


def prepare_demo(platform: CommandPlatform, url: str) -> str:
    """Fill an empty database with the demonstration; returns the accounts' password.

    The password is made once and kept in `demo.json`, so that only who can read the data folder
    knows it.
    """
    file = Path(platform.config.data_dir) / "demo.json"
    kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    password = str(kept.get("password") or _new_password())
    with platform.writing() as db:
        was_filled = is_filled(db)
        if not was_filled:
            with platform.app.test_request_context():
                fill_demo(db, password=password, xapi_root=platform.config.xapi_root, now=utcnow())
        elif not kept:
            refuse(
                f"{file} is missing, but the database holds accounts: to begin anew, remove the "
                f"folder {platform.config.data_dir}",
                code="demo",
            )
    if not was_filled:
        # The hourly job would do it: authors need not wait for it.
        count_answers(platform.sessions)
    file.parent.mkdir(parents=True, exist_ok=True)
    content = {"url": url, "password": password, "accounts": list(ACCOUNTS)}
    file.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    file.chmod(0o600)
    return password


def _new_password() -> str:
    """Twenty signs of three kinds: above the rule for passwords."""
    return "Demo-" + secrets.token_urlsafe(12) + "-7a"


def _announcement(url: str, password: str) -> str:
    accounts = "\n".join(f"    {account}" for account in ACCOUNTS)
    return (
        f"\n  CAIRE: {url}\n\n  Demo accounts, password {password}\n{accounts}\n\n"
        f"  Mails: {url}/outbox     Stop: Ctrl+C\n"
    )
