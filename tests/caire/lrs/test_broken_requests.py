"""Requests that no right program sends: each gets a reason, and none of them leaves a trace."""

from base64 import b64encode
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app
from werkzeug.wrappers import Response

from caire.app import create_app
from caire.db import transaction
from caire.lrs.models import StoredDocument, StoredStatement
from caire.lrs.requests import BadRequest, bounded_body
from caire.lrs.services.keys import create_key
from tests.caire.lrs.factories import NOW
from tests.caire.lrs.statements import LEAST
from tests.support.browser import on_sqlite

STATEMENTS = "/xapi/statements"
FORM = "application/x-www-form-urlencoded"
TOOL = "https://tool.example"
PLACE = {
    "activityId": "http://example.org/activities/it",
    "agent": '{"mbox":"mailto:ada@example.org"}',
    "stateId": "bookmark",
}
STATE = f"/xapi/activities/state?{urlencode(PLACE)}"
BODY = msgspec.json.encode(LEAST)


class Wrong(Exception):
    """What a server raises whose errors nobody here knows."""


class Unreadable:
    """A body whose chunks say no length, say."""

    def read(self, size: int = -1) -> bytes:
        raise Wrong


def basic(user: str, password: str = "x") -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


@pytest.fixture
def authorization(db) -> str:
    with transaction(db):
        made = create_key(db, name="a program", scopes=("all",), now=NOW)
    return basic(made.key, made.secret)


@pytest.fixture
def served(app, authorization):
    """Sends as a server does that ends bodies itself; `changed`: of the WSGI environment."""

    def send(method: str, path: str, changed: dict[str, Any], **options: Any) -> Any:
        headers = {"Authorization": authorization, "X-Experience-API-Version": "1.0.3"}
        options = {"content_type": "application/json", "headers": headers} | options
        environ = EnvironBuilder(path, method=method, **options).get_environ()
        environ |= {"wsgi.input_terminated": True} | changed
        return Response(*run_wsgi_app(app.wsgi_app, environ))

    return send


@on_sqlite
class TestABodyThatBreaksOff:
    """The server says nothing of it: it gives what came."""

    def test_is_no_statement_though_it_could_be_read(self, served, db):
        answer = served("POST", STATEMENTS, {"CONTENT_LENGTH": str(len(BODY) + 10)}, data=BODY)

        assert answer.status_code == 400
        assert "breaks off" in answer.json["message"]
        assert db.query(StoredStatement).count() == 0

    def test_is_no_document(self, served, db):
        answer = served("PUT", STATE, {"CONTENT_LENGTH": "1000"}, data=b"the first of it")

        assert answer.status_code == 400
        assert "breaks off" in answer.json["message"]
        assert db.query(StoredDocument).count() == 0

    def test_is_no_form_in_the_alternate_syntax(self, served, db):
        path = STATE.partition("?")[0] + "?method=PUT"
        form = urlencode({**PLACE, "content": "the first of it"})

        answer = served("POST", path, {"CONTENT_LENGTH": "1000"}, data=form, content_type=FORM)

        assert answer.status_code == 400
        assert "breaks off" in answer.json["message"]
        assert db.query(StoredDocument).count() == 0

    @pytest.mark.parametrize(
        ("path", "kind"), [(STATEMENTS, "application/json"), (f"{STATEMENTS}?method=POST", FORM)]
    )
    def test_is_refused_also_when_its_chunks_are_none(self, served, path, kind):
        chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": Unreadable()}

        answer = served("POST", path, chunked, content_type=kind)

        assert answer.status_code == 400
        assert "breaks off" in answer.json["message"]


class TestBoundedBody:
    def test_reads_what_comes_where_no_length_is_said(self):
        for said in ("", "x", "-1"):
            environ = EnvironBuilder(method="POST", data=b"whole").get_environ()
            environ |= {"CONTENT_LENGTH": said, "wsgi.input_terminated": True}
            assert bounded_body(environ, max_bytes=5) == b"whole"

    def test_refuses_what_is_shorter_than_was_said_whatever_the_server(self):
        for ends_itself in ({}, {"wsgi.input_terminated": True}):
            environ = EnvironBuilder(method="POST", data=b"whole").get_environ() | ends_itself
            with pytest.raises(BadRequest, match="send the request again"):
                bounded_body(environ | {"CONTENT_LENGTH": "6"}, max_bytes=100)


class TestCredentialsThatAreNone:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    @pytest.mark.parametrize(
        "said",
        ["Basic é", "Basic é==", "Basic é:x", basic("\0"), basic("cmi5-\0"), basic("cmi5-é\0é")],
    )
    def test_are_refused(self, app, method, said):
        headers = {"Authorization": said, "X-Experience-API-Version": "1.0.3"}

        answer = app.test_client().open(STATEMENTS, method=method, json=LEAST, headers=headers)

        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")


@on_sqlite
class TestCredentials:
    @pytest.mark.parametrize(
        "said", ["{0}, {0}", "{0},{0}", "{0} {0}", "Basic !{1}", "Basic {1}!", "Basic\t{1}", "{1}"]
    )
    def test_are_refused_with_what_does_not_belong_to_them(self, served, authorization, said):
        headers = {
            "Authorization": said.format(authorization, authorization.removeprefix("Basic ")),
            "X-Experience-API-Version": "1.0.3",
        }

        assert served("POST", STATEMENTS, {}, data=BODY, headers=headers).status_code == 401

    def test_are_read_in_any_case_and_with_any_space(self, served, authorization):
        for scheme in ("basic ", "BASIC  ", "Basic \t"):
            headers = {
                "Authorization": authorization.replace("Basic ", scheme),
                "X-Experience-API-Version": "1.0.3",
            }
            assert served("POST", STATEMENTS, {}, data=BODY, headers=headers).status_code == 200


@on_sqlite
class TestWhatIsNotThere:
    @pytest.fixture
    def http(self, config):
        app = create_app(replace(config, lrs=replace(config.lrs, allowed_origins=TOOL)))
        yield app.test_client()
        app.extensions["caire"].engine.dispose()

    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("DELETE", STATEMENTS, 405),
            ("POST", "/xapi/about", 405),
            ("POST", f"{STATEMENTS}/", 404),
            ("GET", "/xapi/nothing", 404),
            ("POST", "/xapi//statements", 308),
        ],
    )
    def test_names_a_version_and_is_read_by_pages_of_others(self, http, method, path, status):
        headers = {"Origin": TOOL, "X-Experience-API-Version": "2.0.0"}

        answer = http.open(path, method=method, headers=headers)

        assert answer.status_code == status
        assert answer.headers.getlist("X-Experience-API-Version") == ["2.0.0"]
        assert answer.headers.getlist("Access-Control-Allow-Origin") == [TOOL]

    def test_is_said_of_a_parameter(self, served):
        answer = served("POST", f"{STATEMENTS}?since=now", {}, data=BODY)

        assert answer.status_code == 400
        assert answer.json["message"] == "unknown parameter 'since': there is none here"


@on_sqlite
class TestADatabaseThatFails:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_is_told_with_a_version_to_pages_of_others_too(self, config, tmp_path, method):
        nothing = replace(config.database, url=f"sqlite:///{tmp_path / 'nothing.db'}")
        app = create_app(replace(config, database=nothing))
        headers = {
            "Authorization": basic("k" * 32),
            "Origin": TOOL,
            "X-Experience-API-Version": "1.0.3",
        }

        answer = app.test_client().open(STATEMENTS, method=method, json=LEAST, headers=headers)

        app.extensions["caire"].engine.dispose()
        assert answer.status_code == 500
        assert answer.json["error"] == "internal"
        assert answer.headers["X-Experience-API-Version"] == "1.0.3"


@on_sqlite
class TestAFormOfTheAlternateSyntax:
    def test_may_write_its_type_in_any_case(self, served):
        form = urlencode({"content": BODY.decode()})

        answer = served(
            "POST",
            f"{STATEMENTS}?method=POST",
            {},
            data=form,
            content_type="Application/X-WWW-Form-URLencoded; charset=UTF-8",
        )

        assert answer.status_code == 200
