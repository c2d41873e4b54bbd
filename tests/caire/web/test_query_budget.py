"""What a page may ask of the database: at most six statements.

Times depend on the machine and are measured by `bench/pages.py`; a count does not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, event, func, select, update
from sqlalchemy.orm import Session

from caire.attempts.queries import count_to_reopen
from caire.catalogue.queries import current_course
from caire.certificates.models import Certificate
from caire.clock import utcnow
from caire.cohorts.models import Enrolment
from caire.db import transaction
from caire.learning.models import Sitting
from caire.people.account import Account
from caire.people.queries import known_account, person_by_email
from caire.workshops.models import Workshop
from tests.conftest import ENGINES
from tests.factories import COURSE
from tests.support.client import PageClient
from tests.support.databases import FilledDatabases
from tests.support.demonstration import demonstration

MOST = 6
LEARNER, FINISHED, CERTIFIED = "learner", "louise.fontaine", "amina.haddad"
#: In level 2, which has more to look through: all but its half-day is done; without level 1.
AWAITED, TESTED = "david.nguyen", "rosa.da-silva"
LATER = "/learn/informed/"
#: Has used all attempts at the final assessment of level 1.
EXHAUSTED = "farid.mansouri"
#: In level 3, her dossier waits to be marked.
DEPOSITED, LAST = "ines.caron", "/learn/responsible/"
TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")


@pytest.fixture(params=ENGINES)
def database_url(
    request: pytest.FixtureRequest, filled_databases: FilledDatabases, tmp_path: Path
) -> Iterator[str]:
    yield from filled_databases.copy(request.param, demonstration, tmp_path)


@contextmanager
def statements_sent(engine: Engine) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(TRANSACTION):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def addresses(db: Session) -> dict[str, list[str]]:
    """The pages of a learner's journey, for who may open them."""
    _version, course = current_course(db, COURSE)
    screens = {screen.type: screen.id for screen in course.screens()}
    home = f"/learn/{COURSE}/"
    certified = person_by_email(db, f"{CERTIFIED}@demo.caire.example")
    assert certified is not None
    code = db.scalars(select(Certificate.code).where(Certificate.person_id == certified.id)).one()
    coming = db.scalars(select(Workshop.id).order_by(Workshop.starts_at.desc())).first()
    return {
        LEARNER: [
            "/learn/",
            home,
            *(home + screens[kind] for kind in ("lesson", "questions", "activity")),
            f"{home}why",
            "/learn/workshops/",
            f"/learn/workshops/{coming}",
            "/account/",
            "/learn/review/",
        ],
        FINISHED: [home + screens["test"], f"{home}exam", f"{home}exam/1", f"{home}exam/1?q=end"],
        CERTIFIED: [
            "/learn/certificates/",
            f"/learn/certificates/{code}",
            f"{home}why",
            f"/verify/{code}",
            "/learn/review/",
        ],
        AWAITED: [
            "/learn/",
            LATER,
            f"{LATER}exam",
            f"{LATER}exam/1",
            f"{LATER}why",
            "/learn/review/",
        ],
        TESTED: ["/learn/", LATER, f"{LATER}why", "/placement/", "/placement/entry.n2/result"],
        EXHAUSTED: ["/learn/", home, f"{home}exam", f"{home}exam/1", f"{home}exam/plan"],
        DEPOSITED: ["/learn/", LAST, f"{LAST}why", f"{LAST}dossier", "/learn/mastery/"],
    }


class TestQueriesOfAPage:
    @pytest.mark.parametrize(
        "person", [LEARNER, FINISHED, CERTIFIED, AWAITED, TESTED, EXHAUSTED, DEPOSITED]
    )
    def test_are_at_most_six_all_along_the_learners_journey(
        self, person: str, app: Flask, client: PageClient, db: Session
    ) -> None:
        client.sign_in(f"{person}@demo.caire.example")
        begin_what_is_open(client, db, person)

        counts = {address: queries_of(client, address) for address in addresses(db)[person]}

        assert {address: n for address, n in counts.items() if n > MOST} == {}

    def test_do_not_grow_with_what_was_answered(
        self, app: Flask, client: PageClient, db: Session
    ) -> None:
        home = f"/learn/{COURSE}/"
        client.sign_in(f"{LEARNER}@demo.caire.example")
        some = queries_of(client, home)
        other = PageClient(app)
        other.sign_in(f"{CERTIFIED}@demo.caire.example")

        everything = queries_of(other, home)

        assert everything <= some


class TestQueriesOfAStaffPage:
    def test_are_at_most_six_for_an_administrator_whatever_a_person_follows(
        self, client: PageClient, db: Session
    ) -> None:
        (most,) = db.execute(
            select(Enrolment.person_id, func.count().label("courses"))
            .group_by(Enrolment.person_id)
            .order_by(func.count().desc(), Enrolment.person_id)
            .limit(1)
        )
        client.sign_in("admin@demo.caire.example")

        assert most.courses > 1
        assert queries_of(client, f"/admin/people/{most.person_id}") <= MOST

    def test_are_at_most_six_for_a_trainer_whatever_waits_for_her(
        self, client: PageClient, db: Session
    ) -> None:
        trainer = account_at(db, "trainer")
        before = count_to_reopen(db, trainer, utcnow())
        abandon_the_attempts_of(db, EXHAUSTED)
        client.sign_in(trainer.email)

        assert before > 0
        assert count_to_reopen(db, trainer, utcnow()) == before
        assert queries_of(client, "/train/") <= MOST


def account_at(db: Session, name: str) -> Account:
    person = person_by_email(db, f"{name}@demo.caire.example")
    assert person is not None
    return known_account(db, person.id)


def abandon_the_attempts_of(db: Session, name: str) -> None:
    """Seen to their end and never handed in: whether they count is for the whole rule to say."""
    hers = select(Enrolment.id).where(Enrolment.person_id == account_at(db, name).id)
    with transaction(db):
        db.execute(
            update(Sitting)
            .where(Sitting.enrolment_id.in_(hers))
            .values(submitted_at=None, abandoned_at=utcnow())
        )


def begin_what_is_open(client: PageClient, db: Session, person: str) -> None:
    """An activity and an attempt under way: the pages that hold most."""
    _version, course = current_course(db, COURSE)
    home = f"/learn/{COURSE}/"
    if person == LEARNER:
        activity = next(s.id for s in reversed(course.screens()) if s.type == "activity")
        client.submit(f"{home}{activity}/start", page=f"{home}{activity}", mode="visual")
    elif person == FINISHED:
        client.submit(f"{home}exam")


def queries_of(client: PageClient, address: str) -> int:
    """At its second visit: the first one may draw questions, or read the course into memory."""
    client.get(address)
    with statements_sent(client.app.extensions["caire"].engine) as sent:
        page = client.get(address)
    assert page.status == 200, f"{address}: {page.status} {page.text[:200]}"
    return len(sent)
