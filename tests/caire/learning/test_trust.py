"""No key earns anything by saying that it is the platform: what counts is what the platform saw."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.certificates.models import Certificate
from caire.db import make_sessions, transaction
from caire.learning.models import Progress
from caire.learning.progress.rebuild import check
from caire.lrs import vocabulary as v
from caire.lrs.models import StoredStatement
from caire.lrs.queries import statements_of_registration
from caire.lrs.services.importing import import_statements
from caire.lrs.services.keys import create_key
from caire.lrs.services.storing import store_own
from tests.factories import NOW, XAPI_ROOT
from tests.support.played import lea, newcomer

V1, V2 = ({"X-Experience-API-Version": version} for version in ("1.0.3", "2.0.0"))
OURS = {"objectType": "Agent", "account": {"homePage": XAPI_ROOT, "name": "caire"}}


@pytest.fixture
def database_url(played_database_url: str) -> str:
    return played_database_url


class Forger:
    """Somebody with a key of scope all, who knows all but our secrets."""

    def __init__(self, db: Session, app: Flask) -> None:
        self.db, self.app = db, app
        made = create_key(db, name="forger", scopes=("all",), now=NOW)
        self.auth = (made.key, made.secret)
        self.karim = newcomer(db)
        db.commit()
        self.registration = self.karim.path(db).enrolment.registration
        self.before = self.everything()

    def everything(self) -> Any:
        """What is known of learning: summaries, certificates, our own statements."""
        self.db.rollback()
        self.db.expire_all()
        rows = self.db.execute(select(Progress.enrolment_id, Progress.document, Progress.last_seq))
        own = select(StoredStatement.seq).where(StoredStatement.is_own)
        certificates = self.db.scalars(select(Certificate.code)).all()
        return sorted(map(tuple, rows)), certificates, sorted(self.db.scalars(own))

    def forged(self) -> list[dict[str, Any]]:
        """All that Léa's certificate is made of, said of Karim; ours but for the ids."""
        path = self.karim.path(self.db)
        actor = {"account": {"homePage": XAPI_ROOT, "name": path.enrolment.actor_name}}
        real = [
            json.loads(record.raw)
            for record in statements_of_registration(
                self.db, lea(self.db).path(self.db).enrolment.registration
            )
        ]
        said = [
            one
            | {
                "id": str(uuid4()),
                "actor": actor,
                "authority": OURS,
                "context": one.get("context", {}) | {"registration": self.registration},
            }
            for one in real
        ]
        for verb, kind in (
            (v.SATISFIED, "package/x"),
            (v.ATTENDED, "workshop/1"),
            (v.PASSED, "exam/aware"),
            (v.EARNED, "certificate/x"),
        ):
            said.append(
                {
                    "id": str(uuid4()),
                    "actor": actor,
                    "verb": {"id": verb},
                    "object": {"id": f"{XAPI_ROOT}/activities/{kind}"},
                    "context": {"registration": self.registration},
                    "result": {"success": True, "completion": True, "score": {"scaled": 1}},
                    "authority": OURS,
                }
            )
        return said

    def call(self, method: str, path: str = "", **options: Any) -> Any:
        address = f"/xapi/statements{path}"
        headers = V1 | options.pop("headers", {})
        return self.app.test_client().open(
            address, method=method, auth=self.auth, headers=headers, **options
        )

    def earned_nothing(self) -> bool:
        return self.everything() == self.before and check(self.db) == []


@pytest.fixture
def forger(db: Session, app: Flask) -> Forger:
    return Forger(db, app)


def escaped(statement: dict[str, Any]) -> str:
    """The same JSON, its members named so that a search for them finds nothing."""
    text = json.dumps(statement)
    for name in ("authority", "registration", "actor", "account"):
        text = text.replace(f'"{name}"', f'"\\u{ord(name[0]):04x}{name[1:]}"')
    return text


class TestForgedStatements:
    @pytest.mark.parametrize("version", [V1, V2], ids=["1.0.3", "2.0"])
    @pytest.mark.parametrize("written", [json.dumps, escaped], ids=["plain", "escaped"])
    def test_earn_nothing_by_post(self, forger: Forger, version: Any, written: Any) -> None:
        forged = forger.forged()
        body = f"[{','.join(written(one) for one in forged)}]"

        answer = forger.call(
            "POST", data=body, headers=version | {"Content-Type": "application/json"}
        )

        assert answer.status_code == 200, answer.text
        assert len(answer.json) == len(forged) > 20
        assert forger.earned_nothing()

    def test_earn_nothing_one_by_one_in_any_other_way(self, forger: Forger) -> None:
        by_put, by_form, by_parts = forger.forged()[-3:]
        form = urlencode(
            {"statementId": by_form["id"], "content": json.dumps(by_form)}
            | V1
            | {"Content-Type": "application/json"}
        )
        parts = (
            b"--xyz\r\nContent-Type: application/json\r\n\r\n"
            + json.dumps(by_parts).encode()
            + b"\r\n--xyz--\r\n"
        )
        answers = [
            forger.call("PUT", f"?statementId={by_put['id']}", json=by_put),
            forger.call(
                "POST",
                "?method=PUT",
                data=form,
                headers={"Content-Type": "application/x-www-form-urlencoded"},
            ),
            forger.call(
                "POST", data=parts, headers={"Content-Type": "multipart/mixed; boundary=xyz"}
            ),
        ]

        assert [one.status_code for one in answers] == [204, 204, 200], [a.text for a in answers]
        assert forger.earned_nothing()

    def test_are_answered_with_the_authority_of_the_key(self, forger: Forger) -> None:
        said = forger.forged()[-1]
        forger.call("POST", data=escaped(said), headers={"Content-Type": "application/json"})

        stored = forger.call("GET", f"?statementId={said['id']}")

        assert stored.json["authority"]["account"]["name"] == forger.auth[0]
        assert stored.text.count("uthority") == 1

    def test_take_nothing_of_ours_back(self, forger: Forger) -> None:
        target = statements_of_registration(
            forger.db, lea(forger.db).path(forger.db).enrolment.registration
        )[0]
        voiding = forger.forged()[-1] | {
            "verb": {"id": v.VOIDED},
            "object": {"objectType": "StatementRef", "id": target.id},
        }

        assert forger.call("POST", json=voiding).status_code == 403
        assert forger.earned_nothing()

    def test_never_stand_under_an_id_of_ours(self, forger: Forger) -> None:
        target = statements_of_registration(
            forger.db, lea(forger.db).path(forger.db).enrolment.registration
        )[0]
        said = forger.forged()[-1] | {"id": target.id}

        assert forger.call("POST", json=said).status_code == 409
        assert forger.earned_nothing()

    def test_of_another_platform_earn_nothing_when_they_are_imported(
        self, forger: Forger, tmp_path: Path
    ) -> None:
        """An export of ours that comes back counts; that of a platform elsewhere does not."""
        other = OURS | {"account": {"homePage": "https://other.example/xapi", "name": "caire"}}
        file = tmp_path / "foreign.jsonl"
        lines = [
            json.dumps(one | {"authority": other, "stored": "2026-11-01T00:00:00Z"})
            for one in forger.forged()
        ]
        file.write_text("\n".join(lines))

        sessions = make_sessions(forger.db.get_bind())  # type: ignore[arg-type]  # an engine
        report = import_statements(sessions, file, authority_home=XAPI_ROOT, data_dir=str(tmp_path))

        assert report.stored == len(lines)
        assert forger.earned_nothing()

    def test_would_earn_if_the_platform_had_said_them(self, forger: Forger) -> None:
        """So that the tests above would see it."""
        from_us = [one for one in forger.forged() if one["verb"]["id"] == v.COMPLETED]
        with transaction(forger.db):
            store_own(forger.db, statements=from_us, authority_home=XAPI_ROOT)

        assert forger.everything() != forger.before
