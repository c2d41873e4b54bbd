"""The browser of traces: administrators and auditors find, read, follow; wrong filters are told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from caire.db import transaction
from caire.lrs import building as b
from caire.lrs import vocabulary as v
from caire.lrs.hashing import account_key
from caire.lrs.log import Reason, ensure_signer, seal, signer_of
from caire.lrs.services import store_own
from caire.lrs.services.erasing import erase_statements
from caire.lrs.services.keys import create_key
from caire.lrs.services.voiding import void
from caire.people.account import Account
from tests.factories import NOW, XAPI_ROOT, make_organisation, make_person
from tests.support.client import PageClient

REGISTRATION = "6f0fdc5c-8f62-4f0e-9f0a-0f6f3c1b5e6d"
LESSON, OTHER = "n1.s1.e1", "n1.s1.e2"
TRACES = "/admin/traces"
#: Who is signed in, the filter's choices, one search, its rows, titles and people.
MOST_QUERIES = 14


@pytest.fixture
def lea(db: Session) -> Account:
    account = make_person(db, given_name="Léa", family_name="Martin", email="lea@example.org")
    db.commit()
    return account


@pytest.fixture
def admin(db: Session, client: PageClient) -> PageClient:
    account = make_person(db, role="admin", given_name="Ada", family_name="Min")
    db.commit()
    client.sign_in(account.email)
    return client


def read(
    db: Session, person: Account, screen: str = LESSON, *, registration: str = REGISTRATION
) -> str:
    """She has read a screen; the id of the trace."""
    statement = b.statement(
        XAPI_ROOT,
        id=str(uuid4()),
        actor_name=person.actor_name,
        verb=v.EXPERIENCED,
        target=b.activity(XAPI_ROOT, "screen", screen, v.TYPE_LESSON),
        registration=registration,
        course_key="aware",
        content_version="1.0.0",
        now=NOW,
        parent=b.activity(XAPI_ROOT, "sequence", "n1.s1", v.TYPE_MODULE),
    )
    with transaction(db):
        (record,) = store_own(db, statements=[statement], authority_home=XAPI_ROOT)
    return record.id


def send(
    db: Session, client: PageClient, *, name: str = "Médiathèque", **changes: Any
) -> dict[str, Any]:
    """A program with a key of its own sends a statement."""
    with transaction(db):
        key = create_key(db, name=name, now=NOW, scopes=("all",))
    statement = {
        "id": str(uuid4()),
        "actor": {"mbox": "mailto:lea@example.org"},
        "verb": {"id": "http://example.org/verbs/drew", "display": {"fr": "a dessiné"}},
        "object": {"id": "http://example.org/tree"},
        **changes,
    }
    answer = client.app.test_client().post(
        "/xapi/statements",
        json=statement,
        headers={"X-Experience-API-Version": "1.0.3"},
        auth=(key.key, key.secret),
    )
    assert answer.status_code == 200, answer.text
    return statement


def seal_all(db: Session, folder: Path) -> None:
    with transaction(db):
        seal(db, signer=signer_of(db, folder), now=NOW)


def shown(client: PageClient, **query: str) -> list[str]:
    """The ids of the traces that the browser shows, in its order."""
    page = client.get(TRACES, query_string=query)
    assert page.status == 200, page.text
    table = page.html.partition("<tbody")[2]
    return [part[:36] for part in table.split('href="/admin/traces/')[1:]]


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


class TestWhoMayRead:
    @pytest.mark.parametrize("role", ["learner", "trainer", "manager"])
    def test_others_are_told_whom_it_is_for(
        self, db: Session, client: PageClient, lea: Account, role: str
    ) -> None:
        id = read(db, lea)
        organisation = make_organisation(db)
        account = make_person(db, role=role, organisation_id=organisation.id)
        db.commit()
        client.sign_in(account.email)

        for url in (TRACES, f"{TRACES}/{id}", f"{TRACES}/{id}.json", f"{TRACES}/activity"):
            page = client.get(url)
            assert page.status == 403, url
            assert "réservée à l’administration" in page.text

    def test_an_auditor_reads_all_but_the_files(
        self, db: Session, client: PageClient, lea: Account
    ) -> None:
        id = read(db, lea)
        auditor = make_person(db, role="auditor")
        db.commit()
        client.sign_in(auditor.email)

        assert shown(client) == [id]
        assert client.get(f"{TRACES}/{id}").status == 200
        assert client.get(f"{TRACES}/{id}/files/{'0' * 64}").status == 403

    def test_reading_somebody_s_traces_is_noted(
        self, db: Session, admin: PageClient, lea: Account, capsys: pytest.CaptureFixture[str]
    ) -> None:
        id = read(db, lea)
        capsys.readouterr()

        admin.get(TRACES, query_string={"person": str(lea.id)})
        admin.get(f"{TRACES}/{id}")

        noted = capsys.readouterr()
        text = noted.out + noted.err
        assert "traces read" in text
        assert "trace read" in text


class TestFilter:
    def test_by_person_activity_verb_registration_and_source(
        self, db: Session, admin: PageClient, lea: Account
    ) -> None:
        hers = read(db, lea)
        read(db, make_person(db), OTHER)
        sent = send(db, admin)["id"]

        for query in (
            {"person": str(lea.id)},
            {"activity": LESSON},
            {"activity": f"screen/{LESSON}"},
            {"activity": f"{XAPI_ROOT}/activities/screen/{LESSON}"},
            {"activity": LESSON, "person": str(lea.id), "registration": REGISTRATION},
        ):
            assert shown(admin, **query) == [hers], query
        for query in (
            {"sender": "programs"},
            {"sender": "key-1"},
            {"verb": "http://example.org/verbs/drew"},
            {"person": str(lea.id), "under": "email"},
        ):
            assert shown(admin, **query) == [sent], query
        assert len(shown(admin, sender="platform")) == 2
        assert len(shown(admin, registration=REGISTRATION)) == 2
        assert shown(admin, sender="imports") == []

    def test_a_sequence_is_found_by_what_belongs_to_it(
        self, db: Session, admin: PageClient, lea: Account
    ) -> None:
        id = read(db, lea)

        page = admin.get(TRACES, query_string={"activity": "n1.s1"})

        assert "voici celles qui s’y rattachent" in page.text
        assert id in page.html

    def test_a_name_becomes_a_number_in_the_address(self, admin: PageClient, lea: Account) -> None:
        page = admin.get(TRACES, query_string={"person": "LEA martin", "verb": ""})

        assert page.location == f"{TRACES}?person={lea.id}"

    def test_people_of_one_name_are_offered_to_choose_from(
        self, db: Session, admin: PageClient, lea: Account
    ) -> None:
        other = make_person(db)
        db.commit()

        page = admin.get(TRACES, query_string={"person": "Martin", "gone": "1"})

        for person in (lea, other):
            assert f'href="?person={person.id}&amp;gone=1"' in page.html

    def test_a_period_holds_its_whole_days_in_paris(
        self, db: Session, admin: PageClient, lea: Account
    ) -> None:
        read(db, lea)
        page = admin.get(TRACES)
        day = page.html.partition('<time datetime="')[2][:10]
        assert day == "2026-12-01"

        assert shown(admin, since="1971-01-01", until="2199-12-31")
        assert shown(admin, until="01/01/1972") == []
        assert shown(admin, since="2198-01-01T00:00") == []

    def test_voided_and_erased_traces_are_shown_when_asked_for(
        self, db: Session, admin: PageClient, lea: Account, tmp_path: Path
    ) -> None:
        gone = read(db, lea)
        with transaction(db):
            void(db, statement_id=gone, authority_home=XAPI_ROOT, now=NOW)
        other = make_person(db)
        erased = read(db, other, OTHER, registration=str(uuid4()))
        with transaction(db):
            erase_statements(
                db,
                agent_key=account_key(XAPI_ROOT, other.actor_name),
                reason=Reason.PERSON,
                signer=ensure_signer(tmp_path),
                now=NOW,
            )

        usual, all_of_them = shown(admin), admin.get(TRACES, query_string={"gone": "1"})

        assert gone not in usual
        assert erased not in usual
        assert {"annulée", "effacée"} <= set(all_of_them.text.split())
        assert "Trace annulée" in admin.get(f"{TRACES}/{gone}").text
        assert "Trace effacée" in admin.get(f"{TRACES}/{erased}").text
        assert admin.get(f"{TRACES}/{erased}.json").status == 404


class TestPaging:
    def test_goes_on_to_older_ones_and_back(
        self, db: Session, admin: PageClient, lea: Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("caire.administration.browser.views.TRACES_A_PAGE", 2)
        ids = [read(db, lea) for _ in range(5)][::-1]

        first = admin.get(TRACES)
        older = first.html.rpartition('href="?older=')[2].partition('"')[0]
        second = admin.get(TRACES, query_string={"older": older})
        newer = second.html.rpartition('href="?newer=')[2].partition('"')[0]

        assert shown(admin) == ids[:2]
        assert shown(admin, older=older) == ids[2:4]
        assert shown(admin, newer=newer) == ids[:2]
        assert "Plus récentes" not in first.text


class TestWrongFilter:
    @pytest.mark.parametrize(
        ("query", "message"),
        [
            ({"person": "Nobody At All"}, "Personne ne correspond"),
            ({"person": "99999"}, "Aucune personne n’a ce numéro"),
            ({"person": "9" * 400}, "Aucune personne n’a ce numéro"),
            ({"person": "a\x00b"}, "caractère invisible"),
            ({"activity": "nothing-of-ours"}, "Aucune trace ne porte sur « nothing-of-ours »"),
            ({"activity": "two words"}, "Aucune trace ne porte sur"),
            ({"verb": "dessiner"}, "Choisissez un verbe"),
            ({"sender": "key-999"}, "Choisissez une provenance"),
            ({"registration": REGISTRATION[:-1]}, "Une inscription s’écrit en 36 signes"),
            ({"since": "hier"}, "Écrivez une date"),
            ({"until": "0001-01-01"}, "Choisissez une année"),
            ({"since": "9999-12-31"}, "Choisissez une année"),
            ({"since": "2026-12-02", "until": "2026-12-01"}, "avant son début"),
            ({"older": "9" * 30}, "Cette page de la liste n’existe pas"),
            ({"newer": "-1"}, "Cette page de la liste n’existe pas"),
            ({"activity": "http://example.org/" + "x" * 5_000}, "Trop long"),
        ],
    )
    def test_is_told_and_keeps_what_was_typed(
        self, admin: PageClient, query: dict[str, str], message: str
    ) -> None:
        page = admin.get(TRACES, query_string=query)

        assert page.status == 422
        assert message in page.text
        name, value = next(iter(query.items()))
        if name not in ("older", "newer") and "\x00" not in value:
            assert f'value="{value[:1000]}"' in page.html

    def test_hostile_values_stay_text(self, db: Session, admin: PageClient) -> None:
        sent = send(
            db,
            admin,
            verb={"id": "http://example.org/v", "display": {"fr": "</a><script>"}},
            actor={"mbox": "mailto:x@example.org", "name": "<b onclick=1>"},
            object={
                "id": "http://example.org/o",
                "definition": {"name": {"fr": '"><img src=x>' + "y" * 5_000}},
            },
        )

        for url in (TRACES, f"{TRACES}/{sent['id']}", f"{TRACES}?person=<script>"):
            page = admin.get(url)
            main = page.html.partition("<main")[2].partition("</main")[0]
            assert "<script" not in main
            assert "<img" not in main
            assert "<b on" not in main


class TestOneTrace:
    def test_says_the_facts_its_proof_and_the_text(
        self, db: Session, admin: PageClient, lea: Account, tmp_path: Path
    ) -> None:
        id = read(db, lea)
        before = admin.get(f"{TRACES}/{id}").text
        seal_all(db, tmp_path)

        page = admin.get(f"{TRACES}/{id}")

        assert "Pas encore scellée" in before
        assert "Scellée à la position 0 du journal, sous la tête de 1 traces" in page.text
        assert "Léa Martin" in page.text
        assert f'"registration": "{REGISTRATION}"' in page.text
        stored = admin.get(f"{TRACES}/{id}.json").response
        assert json.loads(stored.data)["id"] == id
        assert stored.headers["Content-Disposition"].startswith("attachment")

    def test_leads_to_what_it_refers_to_and_back(self, db: Session, admin: PageClient) -> None:
        target = send(db, admin)
        comment = send(
            db,
            admin,
            name="Forum",
            verb={"id": "http://adlnet.gov/expapi/verbs/commented"},
            object={"objectType": "StatementRef", "id": target["id"]},
        )

        assert "Elle se rapporte à : a dessiné" in admin.get(f"{TRACES}/{comment['id']}").text
        assert "a commenté" in admin.get(f"{TRACES}/{target['id']}").text

    def test_an_administrator_downloads_its_files(self, db: Session, admin: PageClient) -> None:
        content = b"<script>alert(1)</script>"
        sha2 = sha256(content).hexdigest()
        with transaction(db):
            key = create_key(db, name="Dessins", now=NOW, scopes=("all",))
        statement = {
            "id": str(uuid4()),
            "actor": {"mbox": "mailto:lea@example.org"},
            "verb": {"id": "http://example.org/verbs/drew"},
            "object": {"id": "http://example.org/tree"},
            "attachments": [
                {
                    "usageType": "http://example.org/u",
                    "display": {"fr": "Un arbre"},
                    "contentType": "text/html",
                    "length": len(content),
                    "sha2": sha2,
                }
            ],
        }
        body = (
            b"--B\r\nContent-Type: application/json\r\n\r\n"
            + json.dumps(statement).encode()
            + b"\r\n--B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: binary\r\n"
            + f"X-Experience-API-Hash: {sha2}\r\n\r\n".encode()
            + content
            + b"\r\n--B--\r\n"
        )
        answer = admin.app.test_client().post(
            "/xapi/statements",
            data=body,
            content_type="multipart/mixed; boundary=B",
            headers={"X-Experience-API-Version": "1.0.3"},
            auth=(key.key, key.secret),
        )
        assert answer.status_code == 200, answer.text

        page = admin.get(f"{TRACES}/{statement['id']}")
        file = admin.get(f"{TRACES}/{statement['id']}/files/{sha2}").response

        assert "Un arbre text/html 25 o" in page.text
        assert file.data == content
        assert file.mimetype == "application/octet-stream"
        assert "sandbox" in file.headers["Content-Security-Policy"]

    @pytest.mark.parametrize(
        "name", [REGISTRATION, "x", f"{REGISTRATION}.json", f"{REGISTRATION}/files/0"]
    )
    def test_what_does_not_exist_is_not_found(self, admin: PageClient, name: str) -> None:
        assert admin.get(f"{TRACES}/{name}").status == 404


class TestActivity:
    def test_counts_each_sealed_trace_once_by_day_and_source(
        self, db: Session, admin: PageClient, lea: Account, tmp_path: Path
    ) -> None:
        read(db, lea)
        send(db, admin)
        read(db, lea, OTHER)
        assert "0 trace" in admin.get(f"{TRACES}/activity").text
        seal_all(db, tmp_path)
        seal_all(db, tmp_path)

        for query, total in (({}, 3), ({"sender": "platform"}, 2), ({"sender": "key-1"}, 1)):
            for days in ("30", "90", "365"):
                page = admin.get(f"{TRACES}/activity", query_string={**query, "days": days})
                assert f"{total} trace" in page.text, (query, days)
        assert admin.get(f"{TRACES}/activity?days=x&sender=%00").status == 200

    def test_verbs_that_exist_can_be_chosen_once_sealed(
        self, db: Session, admin: PageClient, lea: Account, tmp_path: Path
    ) -> None:
        read(db, lea)
        send(db, admin)
        seal_all(db, tmp_path)

        page = admin.get(TRACES).text

        assert "a dessiné a parcouru" in page


class TestBudget:
    def test_a_page_asks_few_questions_however_much_it_shows(
        self, db: Session, admin: PageClient, lea: Account
    ) -> None:
        for _ in range(30):
            read(db, lea)
        engine = db.get_bind()
        assert isinstance(engine, Engine)

        with counted(engine) as asked:
            admin.get(TRACES, query_string={"person": str(lea.id), "activity": LESSON})

        assert len(asked) <= MOST_QUERIES, asked
