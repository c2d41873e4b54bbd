"""Answers recorded a second by the real service, beside bare inserts of the same rows."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from typing import Any
from uuid import uuid4

from _figures import Figure, figure, percentile, show, wants_json
from _platform import SITE, demo_platforms, pin_to_one_core
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.db import transaction
from caire.demo.answers import right_form
from caire.demo.filling import COURSE
from caire.learning.models import Progress
from caire.learning.queries import LearningPath, path_of
from caire.learning.services.answering import PRACTICE, record_answer
from caire.lrs.models import StoredStatement
from caire.lrs.services.inserting import ROWS
from caire.people.models import Person

ANSWERS = 300
WARM_UP = 30
ROOT = f"{SITE}/xapi"
COLUMNS = tuple(ROWS["statement"])


@dataclass(frozen=True, slots=True)
class Answer:
    person_id: int
    item_id: str


def answers(db: Session) -> Iterator[Answer]:
    """Each learner who has begun answers a question in turn: all questions, in their order."""
    people = db.scalars(
        select(Person.id).where(Person.email.like("%@demo.caire.example")).order_by(Person.id)
    )
    paths = [path for id in people if (path := path_of(db, person_id=id, course_key=COURSE))]
    started = [path for path in paths if path.state.screens]
    items = [i for i, item in started[0].course.items.items() if item.head.pool == "formative"]
    for item_id in cycle(items):
        for path in started:
            yield Answer(path.enrolment.person_id, item_id)


def record(db: Session, answer: Answer, minutes: int) -> None:
    """As the view does: where she stands is read, then all is written in one transaction."""
    path = _path(db, answer)
    item = path.course.items[answer.item_id]
    known = path.state.items.get(answer.item_id)
    with transaction(db):
        record_answer(
            db,
            path=path,
            screen_id=PRACTICE,
            item_id=answer.item_id,
            try_number=known.tries + 1 if known else 1,
            form=right_form(item),
            confidence=2,
            xapi_root=ROOT,
            now=utcnow() + timedelta(minutes=minutes),
        )


def _path(db: Session, answer: Answer) -> LearningPath:
    path = path_of(db, person_id=answer.person_id, course_key=COURSE)
    if path is None:
        raise LookupError(f"person {answer.person_id} does not follow {COURSE}")
    return path


def rows_of_last(db: Session) -> tuple[tuple[Any, ...], tuple[str, int]]:
    """What the last answer wrote: its statement's columns; the summary and its enrolment."""
    stored = db.execute(
        text(f"SELECT {', '.join(COLUMNS)} FROM statement ORDER BY seq DESC LIMIT 1")
    ).one()
    last = db.scalar(select(StoredStatement).order_by(StoredStatement.seq.desc()).limit(1))
    assert last is not None
    progress = db.scalar(select(Progress).where(Progress.last_seq == last.seq))
    assert progress is not None
    rows = (tuple(stored), (progress.document, progress.enrolment_id))
    db.rollback()
    return rows


def bare_insert(app: Flask) -> Callable[[tuple[Any, ...], tuple[str, int]], None]:
    """The same two rows by the driver alone, in one transaction, on a connection kept open."""
    engine = app.extensions["caire"].engine
    on_sqlite = engine.dialect.name == "sqlite"
    connection = engine.raw_connection()
    mark = "?" if on_sqlite else "%s"
    marks = ", ".join(mark for _column in COLUMNS)
    insert = f"INSERT INTO statement ({', '.join(COLUMNS)}) VALUES ({marks})"
    update = f"UPDATE progress SET document = {mark} WHERE enrolment_id = {mark}"

    def write(statement: tuple[Any, ...], progress: tuple[str, int]) -> None:
        cursor = connection.cursor()
        if on_sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        cursor.execute(insert, (str(uuid4()), *statement[1:]))
        cursor.execute(update, progress)
        if on_sqlite:
            cursor.execute("COMMIT")
        else:
            connection.commit()
        cursor.close()

    return write


def measured(database: str, app: Flask) -> Iterator[Figure]:
    write = bare_insert(app)
    ours: list[float] = []
    bare: list[float] = []
    cpu: list[float] = []
    with app.test_request_context(), app.extensions["caire"].sessions() as db:
        given = answers(db)
        for number in range(WARM_UP + ANSWERS):
            answer = next(given)
            db.rollback()
            began, spent = time.perf_counter(), time.thread_time()
            record(db, answer, number)
            cpu.append(time.thread_time() - spent)
            ours.append(time.perf_counter() - began)
            rows = rows_of_last(db)
            began = time.perf_counter()
            write(*rows)
            bare.append(time.perf_counter() - began)
    ours, bare, cpu = ours[WARM_UP:], bare[WARM_UP:], cpu[WARM_UP:]
    name = f"answers.{database}"
    yield figure(f"{name}.per_second", ANSWERS / sum(ours), "answers/s", ANSWERS / sum(bare))
    for share, label in ((0.5, "p50"), (0.95, "p95")):
        yield figure(
            f"{name}.{label}", 1000 * percentile(ours, share), "ms", 1000 * percentile(bare, share)
        )
    yield figure(
        f"{name}.cpu_p50", 1000 * percentile(cpu, 0.5), "ms of CPU", 1000 * percentile(bare, 0.5)
    )


def all_figures() -> Iterator[Figure]:
    pin_to_one_core()
    for database, app in demo_platforms():
        yield from measured(database, app)
        app.extensions["caire"].engine.dispose()


if __name__ == "__main__":
    as_json = wants_json(__doc__ or "")
    show(all_figures(), as_json=as_json)
