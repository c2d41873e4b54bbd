"""Which pages of other origins a browser lets call the store."""

from dataclasses import replace

import pytest

from caire.app import create_app
from caire.config import Config, ConfigError
from tests.support.browser import on_sqlite

TOOL = "https://tool.example"


@pytest.fixture
def http(config):
    lrs = replace(config.lrs, allowed_origins=f"https://other.example:8443 {TOOL}")
    app = create_app(replace(config, lrs=lrs))
    yield app.test_client()
    app.extensions["caire"].engine.dispose()


@on_sqlite
class TestAnAllowedOrigin:
    def test_may_ask_first_what_it_may_send(self, http):
        asked = http.options(
            "/xapi/statements",
            headers={
                "Origin": TOOL,
                "Access-Control-Request-Method": "PUT",
                "Access-Control-Request-Headers": "authorization,x-experience-api-version",
            },
        )

        assert asked.status_code == 200
        assert asked.headers["Access-Control-Allow-Origin"] == TOOL
        assert "PUT" in asked.headers["Access-Control-Allow-Methods"]
        for name in ("Authorization", "If-Match", "If-None-Match", "X-Experience-API-Version"):
            assert name in asked.headers["Access-Control-Allow-Headers"]

    def test_sees_the_headers_of_xapi_also_of_a_refusal(self, http):
        refused = http.get("/xapi/statements", headers={"Origin": TOOL})

        assert refused.status_code == 400
        shown = refused.headers["Access-Control-Expose-Headers"]
        for name in (
            "ETag",
            "Last-Modified",
            "Retry-After",
            "X-Experience-API-Version",
            "X-Experience-API-Consistent-Through",
        ):
            assert name in shown

    def test_never_comes_with_a_cookie(self, http):
        answer = http.get("/xapi/about", headers={"Origin": TOOL})

        assert "Access-Control-Allow-Credentials" not in answer.headers


@on_sqlite
class TestAnotherOrigin:
    @pytest.mark.parametrize(
        "origin",
        [
            "https://evil.example",
            "null",
            "http://tool.example",
            f"{TOOL}.evil.example",
            f"{TOOL}:1",
        ],
    )
    def test_gets_no_leave(self, http, origin):
        answer = http.get("/xapi/about", headers={"Origin": origin})

        assert "Access-Control-Allow-Origin" not in answer.headers

    def test_is_told_apart_by_caches_even_when_none_is_said(self, http):
        assert "Origin" in http.get("/xapi/about").headers["Vary"]


class TestTheSetting:
    @pytest.mark.parametrize(
        "wrong", ["*", "tool.example", f"{TOOL}/", "https://A.example", "null"]
    )
    def test_refuses_what_is_no_origin(self, wrong):
        with pytest.raises(ConfigError, match="allowed_origins"):
            Config.load({"CAIRE_LRS_ALLOWED_ORIGINS": wrong})

    @pytest.mark.parametrize("name", ["REQUESTS", "STATEMENTS"])
    def test_refuses_a_limit_below_nothing(self, name):
        with pytest.raises(ConfigError, match="per_minute"):
            Config.load({f"CAIRE_LRS_{name}_PER_MINUTE": "-1"})
