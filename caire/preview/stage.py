"""The real application on a database of its own: nothing of the site is touched.

Its one reader is signed in by itself and follows every course. Each rehearsal that is fit has a
new reader, so that no answer to a question that is gone is left.
"""

import secrets
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from structlog import get_logger

from caire.app import create_app
from caire.catalogue.queries import current_versions
from caire.catalogue.services import store_rehearsal
from caire.clock import utcnow
from caire.cohorts.services import acknowledge_support, enrol
from caire.config import (
    Config,
    ContentConfig,
    DatabaseConfig,
    JobsConfig,
    SiteConfig,
)
from caire.db import transaction
from caire.migrate import upgrade_to_head
from caire.people.services.registration import create_person
from caire.preview.rehearsing import Bell, Rehearsal, Shown, rehearse
from caire.preview.views import add_preview
from caire.preview.watching import EVERY_S, fingerprint
from caire.sdk import LevelModule
from caire.web.platform import Platform

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Stage:
    """The application, what it shows, and the folders that it watches.

    `seen`: their fingerprint before the first state was made of them.
    """

    app: Flask
    bell: Bell
    root: Path
    modules: Mapping[str, LevelModule]
    watched: tuple[Path, ...]
    seen: str


@contextmanager
def open_stage(root: Path, modules: Mapping[str, LevelModule], *, url: str) -> Iterator[Stage]:
    """The preview of `root`, served at `url`, with its first state shown; gone at the end."""
    with tempfile.TemporaryDirectory(prefix="caire-preview-") as folder:
        app = create_app(_settings(root, Path(folder), url))
        platform: Platform = app.extensions["caire"]
        upgrade_to_head(platform.engine)
        own = (module.content for module in modules.values() if module.content)
        watched = (root, *own)
        stage = Stage(app, Bell(), root, modules, watched, fingerprint(watched))
        add_preview(app, stage.bell)
        show(stage)
        try:
            yield stage
        finally:
            platform.engine.dispose()


def _settings(root: Path, folder: Path, url: str) -> Config:
    return Config(
        environment="development",
        data_dir=str(folder),
        site=SiteConfig(name="CAIRE", url=url, secret_key=secrets.token_urlsafe(32)),
        database=DatabaseConfig(url=f"sqlite:///{folder / 'preview.db'}"),
        jobs=JobsConfig(url=f"sqlite:///{folder / 'jobs.db'}"),
        content=ContentConfig(path=str(root)),
    )


def show(stage: Stage) -> Shown:
    """Rehearse the files as they are; pages of an unfit course stay as they were, if they were."""
    now = utcnow()
    rehearsal = rehearse(stage.root, stage.modules, today=now.date())
    before = stage.bell.shown if stage.bell.is_rung else None
    platform: Platform = stage.app.extensions["caire"]
    # Sentences of what happens at an enrolment are said in a language: that of a request.
    with stage.app.test_request_context(), platform.sessions() as db, transaction(db):
        offered = {version.course_key for version in current_versions(db)}
        held = rehearsal.unfit & offered
        fit = [course for key, course in rehearsal.courses.items() if key not in held]
        store_rehearsal(db, fit, now=now)
        number = before.number + 1 if before else 1
        reader = create_person(
            db,
            email=f"apercu-{number}@example.org",
            given_name="Aperçu",
            family_name="",
            confirmed=True,
            now=now,
        )
        for version in current_versions(db):
            enrolment = enrol(
                db,
                person_id=reader.id,
                course_key=version.course_key,
                xapi_root=platform.config.xapi_root,
                now=now,
            )
            acknowledge_support(db, enrolment_id=enrolment.id, version="preview", now=now)
        person_id = reader.id
    shown = Shown(number, rehearsal, frozenset(held), person_id)
    stage.bell.ring(shown)
    return shown


def _said(rehearsal: Rehearsal) -> str:
    return f"{len(rehearsal.errors)} errors, {len(rehearsal.warnings)} warnings"


def watch(stage: Stage, stop: threading.Event) -> None:
    """Show the files anew at each change, until `stop`."""
    known = stage.seen
    while not stop.wait(EVERY_S):
        found = fingerprint(stage.watched)
        if found == known:
            continue
        known = found
        try:
            shown = show(stage)
        except Exception:
            # A file half saved, or a fault of ours: the pages stay, the next save tries again.
            log.exception("the content could not be rehearsed")
        else:
            log.info("rehearsed", found=_said(shown.rehearsal), held=sorted(shown.held))
