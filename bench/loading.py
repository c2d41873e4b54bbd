"""Time to load a course of 60 screens and 300 items, beside the bound."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from _figures import Figure, figure, show, wants_json
from _generated import ITEMS, SCREENS, generate
from _platform import empty_platforms, pin_to_one_core
from flask import Flask
from sqlalchemy.orm import Session

from caire.catalogue.queries import current_course
from caire.catalogue.services import load_content
from caire.clock import utcnow

#: The issue's bound.
MOST_S = 2.0
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of one load."""

    elapsed: float
    cpu: float


def measured(database: str, app: Flask, root: Path) -> Iterator[Figure]:
    """Each load is taken back before the next, so that all of them store everything."""
    with app.extensions["caire"].sessions() as db:
        loads = [_loaded(db, root) for _round in range(ROUNDS)]
    elapsed, cpu = min(load.elapsed for load in loads), max(load.cpu for load in loads)
    yield figure(f"loading.{database}.elapsed", elapsed, "s", MOST_S)
    yield figure(f"loading.{database}.cpu", cpu, "s of CPU", MOST_S)


def _loaded(db: Session, root: Path) -> Spent:
    """As `caire content load` does: read, check, compile, store."""
    began, spent = time.perf_counter(), time.process_time()
    load_content(db, root=root, modules={}, now=utcnow())
    load = Spent(time.perf_counter() - began, time.process_time() - spent)
    _version, course = current_course(db, "aware")
    if (len(course.screens()), len(course.items)) != (SCREENS, ITEMS):
        raise LookupError(f"{len(course.screens())} screens, {len(course.items)} items loaded")
    db.rollback()
    return load


def all_figures() -> Iterator[Figure]:
    pin_to_one_core()
    with tempfile.TemporaryDirectory(prefix="caire-bench-") as folder:
        root = Path(folder)
        generate(root)
        with empty_platforms() as platforms:
            for database, (app,) in platforms.items():
                yield from measured(database, app, root)


if __name__ == "__main__":
    as_json = wants_json(__doc__ or "")
    show(all_figures(), as_json=as_json)
