"""Other stores that get traces, as who administers sees them."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from caire.db import transaction
from caire.lrs.forwarding.choosing import Choice
from caire.lrs.forwarding.targets import Credentials, add_target, pause_target
from caire.lrs.models import DeadLetter, ForwardTarget, StoredStatement
from tests.caire.lrs.factories import id_of, own_statement, store_some
from tests.factories import NOW, make_person
from tests.support.browser import on_sqlite
from tests.support.client import PageClient

pytestmark = on_sqlite
PAGE = "/admin/forwarding/"


@pytest.fixture
def target(db: Session) -> None:
    with transaction(db):
        add_target(
            db,
            name="partenaire",
            endpoint="https://lrs.example.org/xapi",
            credentials=Credentials("user", "secret of theirs", "x" * 32),
            choice=Choice(),
            allow_private=False,
            now=NOW,
        )


def signed_in(db: Session, app: Flask, role: str = "admin") -> PageClient:
    with transaction(db):
        email = make_person(db, role=role).email
    client = PageClient(app)
    client.sign_in(email)
    return client


def change(db: Session, **values: object) -> None:
    with transaction(db):
        db.execute(update(ForwardTarget).values(**values))


def test_the_list_says_what_to_do_when_there_is_none(db, app):
    page = signed_in(db, app).get(PAGE)

    assert "Aucune destination" in page.text
    assert "caire lrs forward add" in page.text


def test_a_target_is_shown_with_its_state_and_never_its_secret(db, app, target):
    client = signed_in(db, app)

    assert "À jour." in client.get(PAGE).text
    failing = {"attempts": 3, "last_error": "500: no reason said", "next_attempt_at": NOW}
    change(db, **failing)
    assert "En échec : nouvel essai prévu." in client.get(PAGE).text
    change(db, sifts=True, failing_since=NOW - timedelta(days=2))
    page = client.get(PAGE)
    assert "la trace qui bloque est cherchée" in page.text
    assert "500: no reason said" in page.text
    with transaction(db):
        pause_target(db, name="partenaire", now=NOW)
    assert "En pause : rien n’est perdu." in client.get(PAGE).text
    assert "secret of theirs" not in page.html


def test_a_trace_that_was_set_aside_leads_to_itself_with_what_the_target_answered(db, app, target):
    with transaction(db):
        store_some(db, own_statement("a"))
        db.add(
            DeadLetter(
                target_id=db.scalars(select(ForwardTarget.id)).one(),
                seq=db.scalars(select(StoredStatement.seq)).one(),
                statement_id=id_of("a"),
                status=500,
                reason="500: <b>broken</b> (set aside)",
                refused_at=NOW,
            )
        )

    page = signed_in(db, app).get(PAGE)

    assert f"/admin/traces/{id_of('a')}" in page.html
    assert "500: <b>broken</b> (set aside)" in page.text
    assert "--replay" in page.text


@pytest.mark.parametrize(("role", "status"), [("auditor", 200), ("trainer", 403), ("learner", 403)])
def test_auditors_read_it_and_others_do_not(db, app, role, status):
    assert signed_in(db, app, role).get(PAGE).status == status


def test_the_page_of_keys_leads_there(db, app):
    assert PAGE in signed_in(db, app).get("/admin/keys/").html
