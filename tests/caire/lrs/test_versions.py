"""The version that each answer names."""

from dataclasses import replace

import pytest

from caire.config import Config, ConfigError
from tests.support.browser import on_sqlite

HEADER = "X-Experience-API-Version"


@on_sqlite
class TestAnAnswer:
    @pytest.fixture
    def config(self, config):
        return replace(config, lrs=replace(config.lrs, default_version="2.0.0"))

    @pytest.mark.parametrize(
        ("said", "answered"),
        [(None, "2.0.0"), ("0.95", "2.0.0"), ("1.0.1", "1.0.3"), ("2.0", "2.0.0")],
    )
    @pytest.mark.parametrize("path", ["about", "statements", "agents", "activities/state"])
    def test_names_the_version_spoken_or_the_one_that_is_set(self, app, path, said, answered):
        answer = app.test_client().get(f"/xapi/{path}", headers={HEADER: said} if said else {})

        assert answer.headers[HEADER] == answered


class TestTheSetting:
    @pytest.mark.parametrize("version", ["", "1.0.2", "2.0", "3.0.0"])
    def test_is_one_of_the_two(self, version):
        with pytest.raises(ConfigError, match=r"lrs\.default_version must be 1\.0\.3 or 2\.0\.0"):
            Config.load({"CAIRE_LRS_DEFAULT_VERSION": version})
