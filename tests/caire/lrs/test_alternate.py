"""The alternate request syntax of 1.0.3. Source: xAPI 1.0.3, part three, 1.3."""

import json
from base64 import b64encode
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from caire.db import transaction
from caire.lrs.alternate import MAX_FIELDS, Meant, meant
from caire.lrs.requests import BadRequest
from caire.lrs.services.keys import create_key
from tests.caire.lrs.factories import NOW
from tests.support.browser import on_sqlite

STATE = "/xapi/activities/state"
STATEMENTS = "/xapi/statements"
FORM = "application/x-www-form-urlencoded"
PLACE = {
    "activityId": "http://example.org/activities/it",
    "agent": '{"mbox":"mailto:ada@example.org"}',
    "stateId": "bookmark",
}
STATEMENT = {
    "actor": {"mbox": "mailto:ada@example.org"},
    "verb": {"id": "http://example.org/verbs/did"},
    "object": {"id": "http://example.org/activities/it"},
}


class TestMeant:
    """What a query string and a form stand for; no database, no request."""

    def test_parameters_headers_and_content_go_to_their_places(self):
        form = {
            "stateId": "é&=",
            "If-Match": '"1"',
            "authorization": "Basic x",
            "X-Experience-API-Version": "1.0.3",
            "Content-Type": "text/plain",
            "Content-Length": "999",
            "content": "été",
        }

        assert meant("method=PUT", urlencode(form).encode()) == Meant(
            method="PUT",
            query="stateId=%C3%A9%26%3D",
            headers={
                "HTTP_IF_MATCH": '"1"',
                "HTTP_AUTHORIZATION": "Basic x",
                "HTTP_X_EXPERIENCE_API_VERSION": "1.0.3",
                "CONTENT_TYPE": "text/plain",
            },
            content="été".encode(),
        )

    def test_content_without_type_is_json(self):
        assert meant("method=POST", b"content=%7B%7D").headers == {
            "CONTENT_TYPE": "application/json"
        }

    def test_reading_needs_no_form(self):
        assert meant("method=GET", b"") == Meant("GET", "", {}, None)

    @pytest.mark.parametrize(
        ("query", "form", "reason"),
        [
            ("method=PATCH", b"", "must be one of"),
            ("method=put", b"", "must be one of"),
            ("method=", b"", "must be one of"),
            ("method=PUT&method=GET", b"content=1", "beside method"),
            ("method=PUT&statementId=1", b"content=1", "beside method"),
            ("method=PUT", b"", "content"),
            ("method=PUT", b"statementId=1", "content"),
            ("method=GET", b"content=1", "leave the form field out"),
            ("method=DELETE", b"content=1", "leave the form field out"),
            ("method=PUT", b'{"content": 1}', "URL-encoded form"),
            ("method=PUT", b"content=%FF", "URL-encoded form"),
            ("method=PUT", b"content=\xc3\xa9", "URL-encoded form"),
            ("method=PUT", b"content=1&content=2", "once only"),
            ("method=PUT", b"content=1&If-Match=1&if-match=2", "once only"),
            ("method=PUT", b"content=1&If-Match=a%0D%0AX-Evil:%201", "printable"),
            ("method=PUT", b"content=1&Content-Type=%C3%A9", "printable"),
            ("method=PUT", b"&".join(b"a%d=1" % n for n in range(MAX_FIELDS + 1)), "form"),
        ],
    )
    def test_what_breaks_a_rule_is_refused_with_the_way_out(self, query, form, reason):
        with pytest.raises(BadRequest) as refusal:
            meant(query, form)

        assert reason in str(refusal.value)

    def test_a_refusal_repeats_little_of_what_came(self):
        with pytest.raises(BadRequest) as refusal:
            meant("method=PUT", b"x" * 1_000_000)

        assert len(str(refusal.value)) < 200


class Browser:
    """An old browser: it posts forms, and sets no header of its own."""

    def __init__(self, app: Any, key: str, secret: str) -> None:
        self.http = app.test_client()
        self.said = {
            "Authorization": "Basic " + b64encode(f"{key}:{secret}".encode()).decode(),
            "X-Experience-API-Version": "1.0.3",
        }

    def send(self, method: str, path: str, fields: Any, **options: Any) -> Any:
        body = options.pop("data", None) or urlencode({**self.said, **fields})
        options.setdefault("content_type", FORM)
        return self.http.post(f"{path}?method={method}", data=body, **options)


@pytest.fixture
def browser_of_old(app, db) -> Browser:
    with transaction(db):
        made = create_key(db, name="an old browser", scopes=["all"], now=NOW)
    return Browser(app, made.key, made.secret)


class TestADocument:
    def test_is_put_merged_read_and_deleted_by_forms(self, browser_of_old):
        send = browser_of_old.send

        put = send("PUT", STATE, {**PLACE, "content": '{"a": 1}'})
        post = send("POST", STATE, {**PLACE, "content": '{"b": "é"}'})
        found = send("GET", STATE, PLACE)
        gone = send("DELETE", STATE, PLACE)
        after = send("GET", STATE, PLACE)

        assert [put.status_code, post.status_code, gone.status_code] == [204, 204, 204]
        assert found.json == {"a": 1, "b": "é"}
        assert after.status_code == 404

    @on_sqlite
    def test_is_guarded_by_a_tag_in_the_form(self, browser_of_old):
        send = browser_of_old.send
        send("PUT", STATE, {**PLACE, "content": "{}"})

        created = send("PUT", STATE, {**PLACE, "content": "[]", "If-None-Match": "*"})
        replaced = send("PUT", STATE, {**PLACE, "content": "[]", "If-Match": '"1"'})

        assert (created.status_code, replaced.status_code) == (412, 412)

    @on_sqlite
    def test_keeps_the_type_that_the_form_names(self, browser_of_old):
        fields = {**PLACE, "content": "abc", "Content-Type": "text/plain"}

        browser_of_old.send("PUT", STATE, fields)

        assert browser_of_old.send("GET", STATE, PLACE).mimetype == "text/plain"

    @on_sqlite
    def test_answers_head_with_no_length_to_wait_for(self, browser_of_old):
        browser_of_old.send("PUT", STATE, {**PLACE, "content": "{}"})

        answer = browser_of_old.send("HEAD", STATE, PLACE)

        assert (answer.status_code, answer.data) == (200, b"")
        assert answer.headers["Content-Length"] == "0"
        assert "ETag" in answer.headers

    @on_sqlite
    @pytest.mark.parametrize("content_type", ["", "text/plain", f"{FORM}; charset=utf-8"])
    def test_comes_with_any_type_that_an_old_browser_sends(self, browser_of_old, content_type):
        answer = browser_of_old.send(
            "PUT", STATE, {**PLACE, "content": "{}"}, content_type=content_type
        )

        assert answer.status_code == 204


@on_sqlite
class TestAStatement:
    def test_is_stored_by_a_form_and_read_by_another(self, browser_of_old):
        id = str(uuid4())

        stored = browser_of_old.send(
            "PUT", STATEMENTS, {"statementId": id, "content": json.dumps(STATEMENT)}
        )
        found = browser_of_old.send("GET", STATEMENTS, {"statementId": id})

        assert stored.status_code == 204
        assert found.json["id"] == id

    def test_is_refused_with_a_version_that_is_not_spoken(self, browser_of_old):
        answer = browser_of_old.send(
            "PUT",
            STATEMENTS,
            {
                "statementId": str(uuid4()),
                "content": json.dumps(STATEMENT),
                "X-Experience-API-Version": "0.8",
            },
        )

        assert answer.status_code == 400
        assert answer.json["error"] == "wrong_version"


@on_sqlite
class TestARefusal:
    def test_is_json_with_the_reason_and_the_version(self, browser_of_old):
        answer = browser_of_old.send("PUT", STATE, PLACE)

        assert answer.status_code == 400
        assert answer.json["error"] == "bad_request"
        assert "content" in answer.json["message"]
        assert answer.headers["X-Experience-API-Version"] == "1.0.3"

    def test_meets_what_is_no_form(self, browser_of_old):
        answer = browser_of_old.send("PUT", STATE, {}, data="{}", content_type="application/json")

        assert answer.status_code == 400
        assert FORM in answer.json["message"]

    def test_meets_a_form_without_end(self, browser_of_old, app):
        limit = app.extensions["caire"].config.lrs.max_body_bytes
        answer = browser_of_old.send("PUT", STATE, {}, data=b"content=" + b"x" * (4 * limit))

        assert answer.status_code == 413

    def test_meets_a_form_whose_length_nobody_said(self, app):
        limit = app.extensions["caire"].config.lrs.max_body_bytes
        builder = EnvironBuilder(f"{STATE}?method=PUT", method="POST", content_type=FORM)
        chunked = {
            "HTTP_TRANSFER_ENCODING": "chunked",
            "wsgi.input_terminated": True,
            "wsgi.input": BytesIO(b"content=" + b"x" * (4 * limit)),
        }

        _, status, _ = run_wsgi_app(app.wsgi_app, builder.get_environ() | chunked)

        assert status.startswith("413")

    @pytest.mark.parametrize("path", [STATE, STATEMENTS])
    def test_meets_2_0_in_a_header_and_in_the_form(self, browser_of_old, path):
        fields = {**PLACE, "content": "{}"}

        by_header = browser_of_old.send(
            "PUT", path, fields, headers={"X-Experience-API-Version": "2.0.0"}
        )
        by_field = browser_of_old.send("PUT", path, {**fields, "X-Experience-API-Version": "2.0.0"})

        for answer in (by_header, by_field):
            assert answer.status_code == 400
            assert "2.0 has no alternate request syntax" in answer.json["message"]

    def test_meets_another_method_than_post(self, browser_of_old):
        answer = browser_of_old.http.put(
            f"{STATE}?method=POST", data=b"", headers=browser_of_old.said
        )

        assert answer.status_code == 400
        assert "method" in answer.json["message"]

    def test_meets_a_wrong_secret_in_the_form(self, browser_of_old):
        answer = browser_of_old.send("GET", STATE, {**PLACE, "Authorization": "Basic eDp5"})

        assert answer.status_code == 401


@on_sqlite
class TestOtherRequests:
    def test_outside_the_store_are_left_alone(self, app):
        answer = app.test_client().post("/langue?method=PUT", data={"content": "1"})

        assert answer.status_code != 405
        assert answer.request.method == "POST"
