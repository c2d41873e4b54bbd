"""A GET of statements is held to the rules of statements, and told what is wrong with it."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from caire.lrs.asking import Format, OneStatement, StatementFilter
from caire.lrs.filters import statement_query
from caire.lrs.hashing import account_key, activity_key, verb_key
from caire.lrs.requests import (
    VERSION_HEADER,
    BadRequest,
    WrongVersion,
    answered_version,
    spoken_version,
)
from caire.lrs.versions import Version
from tests.caire.lrs.statements import ACCOUNT, ADA, GROUP, TEAM, UUID_1, encoded


def asked(query: str | dict[str, str], **headers: str) -> Request:
    text = query if isinstance(query, str) else urlencode(query)
    builder = EnvironBuilder(path="/xapi/statements", query_string=text, headers=headers)
    return Request(builder.get_environ())


class TestStatementFilter:
    def test_asks_for_all_by_default(self):
        assert statement_query(asked("")) == StatementFilter()

    def test_reads_every_parameter(self):
        found = statement_query(
            asked(
                {
                    "agent": encoded(TEAM).decode(),
                    "verb": "http://example.org/v",
                    "activity": "http://example.org/a",
                    "registration": UUID_1.upper(),
                    "since": "2026-03-01T10:30:00+01:00",
                    "until": "2026-03-02T00:00:00Z",
                    "limit": "50",
                    "ascending": "true",
                    "related_agents": "true",
                    "related_activities": "true",
                    "format": "canonical",
                    "attachments": "true",
                }
            )
        )

        assert found == StatementFilter(
            agent=TEAM,
            agent_key=account_key("https://example.org", "42"),
            verb="http://example.org/v",
            verb_key=verb_key("http://example.org/v"),
            activity="http://example.org/a",
            activity_key=activity_key("http://example.org/a"),
            registration=UUID_1,
            since=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
            until=datetime(2026, 3, 2, tzinfo=UTC),
            limit=50,
            ascending=True,
            related_agents=True,
            related_activities=True,
            format=Format.CANONICAL,
            attachments=True,
        )

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            *[("agent", text) for text in (
                "", "x", "{}", "[]", "null", "7", encoded(GROUP).decode(),
                encoded(ADA | ACCOUNT).decode(),
                '{"mbox":"ada"}', '{"mbox":"mailto:a@e.org","mbox":"mailto:b@e.org"}',
                '{"mbox":"mailto:a@e.org","name":"\\ud800"}', '{"mbox":"mailto:a@e.org","x":1}',
                "[" * 100_000)],
            *[(name, text) for name in ("verb", "activity")
              for text in ("", "x", "a b", "//e.org")],
            *[("registration", text) for text in ("", "x", UUID_1[:-1], UUID_1.replace("-", ""))],
            *[(name, text) for name in ("since", "until")
              for text in ("", "x", "2026-03-01", "2026-03-01T10:30:00 01:00")],
            *[("limit", text) for text in ("", "-1", "1.5", "x", "9" * 5000, "٣")],
            *[(name, text) for name in ("ascending", "related_agents", "related_activities",
              "attachments") for text in ("", "1", "yes")],
            *[("format", text) for text in ("", "IDS", "exactly")],
            ("statementId", "x"), ("voidedStatementId", "x"), ("unknown", "1"), ("Verb", "a:b"),
        ],
    )  # fmt: skip
    def test_refuses_and_names_the_parameter(self, name, value):
        with pytest.raises(BadRequest, match=name):
            statement_query(asked({name: value}))

    def test_reads_flags_and_moments_as_python_writes_them(self):
        found = statement_query(
            asked(
                {"ascending": "True", "attachments": "False", "since": "2026-03-01 10:30:00+01:00"}
            )
        )

        since = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
        assert found == StatementFilter(ascending=True, since=since)

    def test_refuses_a_parameter_that_comes_twice(self):
        with pytest.raises(BadRequest, match="once"):
            statement_query(asked("limit=1&limit=1"))

    def test_lets_parameters_of_our_own_pass(self):
        assert statement_query(asked("from=7"), extra=("from",)) == StatementFilter()


class TestOneStatement:
    @pytest.mark.parametrize("name", ["statementId", "voidedStatementId"])
    def test_is_asked_for_by_its_id(self, name):
        found = statement_query(
            asked({name: UUID_1.upper(), "format": "ids", "attachments": "true"})
        )

        is_voided = name == "voidedStatementId"
        assert found == OneStatement(UUID_1, is_voided, format=Format.IDS, attachments=True)

    def test_is_asked_for_in_one_way(self):
        with pytest.raises(BadRequest, match="not both"):
            statement_query(asked({"statementId": UUID_1, "voidedStatementId": UUID_1}))

    @pytest.mark.parametrize("single", ["statementId", "voidedStatementId"])
    @pytest.mark.parametrize(
        "other",
        ["agent", "verb", "activity", "registration", "related_activities", "related_agents",
         "since", "until", "limit", "ascending"],
    )  # fmt: skip
    def test_is_not_filtered(self, single, other):
        with pytest.raises(BadRequest, match=other):
            statement_query(asked({single: UUID_1, other: "x"}))


class TestVersion:
    @pytest.mark.parametrize(
        ("said", "spoken"),
        [*[(said, Version.V1) for said in ("1.0", "1.0.0", "1.0.1", "1.0.3", "1.0.9", "1.0.12")],
         *[(said, Version.V2) for said in ("2.0", "2.0.0", "2.0.1")]],
    )  # fmt: skip
    def test_is_spoken(self, said, spoken):
        environ = asked("", **{VERSION_HEADER: said}).environ

        assert spoken_version(environ) is answered_version(environ) is spoken

    @pytest.mark.parametrize(
        ("said", "answered"),
        [*[(said, Version.V1) for said in ("1", "1.1.0", "1.0.x", "1.0.", "10.0.0", "1.0.3 x")],
         *[(said, Version.V2) for said in ("2", "2.1.0", "2.0.0-rc1")],
         *[(said, None) for said in ("", "0.9", "0.95", "3.0.0", "x")]],
    )  # fmt: skip
    def test_that_is_not_spoken_is_refused_and_answered_all_the_same(self, said, answered):
        environ = asked("", **{VERSION_HEADER: said}).environ

        with pytest.raises(WrongVersion):
            spoken_version(environ)
        assert answered_version(environ) is answered

    def test_unsaid_is_refused(self):
        with pytest.raises(WrongVersion, match=VERSION_HEADER):
            spoken_version(asked("").environ)
        assert answered_version(asked("").environ) is None
