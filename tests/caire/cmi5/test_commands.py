"""`caire cmi5 …`, as an operator meets it."""

import json

import pytest
from click.testing import CliRunner

from caire.cli import main
from caire.config import Config, ConfigError
from tests.caire.cmi5.factories import COURSE_ID, au, course_xml, package_using, real_package


@pytest.fixture
def caire(config, monkeypatch, engine):
    """Runs a command on this test's database."""
    for name, value in {
        "CAIRE_ENVIRONMENT": "test",
        "CAIRE_DATA_DIR": config.data_dir,
        "CAIRE_DATABASE_URL": config.database.url,
        "CAIRE_JOBS_URL": config.jobs.url,
        "CAIRE_SITE_URL": config.site.url,
        "CAIRE_SITE_SECRET_KEY": config.site.secret_key,
    }.items():
        monkeypatch.setenv(name, value)
    return lambda *arguments: CliRunner().invoke(main, arguments, catch_exceptions=False)


class TestImport:
    def test_brings_a_course_that_is_then_listed(self, caire, tmp_path):
        file = tmp_path / "cours.zip"
        file.write_bytes(real_package())

        made = json.loads(caire("cmi5", "import", str(file), "--json").stdout)
        again = caire("cmi5", "import", str(file))
        listed = json.loads(caire("cmi5", "list", "--json").stdout)["courses"]

        assert (made["version"], made["was_new"]) == (1, True)
        assert "is already version 1" in again.stdout
        assert [(c["id"], c["units"], c["learners"]) for c in listed] == [(COURSE_ID, 1, 0)]
        assert COURSE_ID in caire("cmi5", "list").stdout

    def test_says_what_is_wrong_and_ends_with_an_error(self, caire, tmp_path):
        file = tmp_path / "cmi5.xml"
        file.write_bytes(course_xml(au(moveOn="No")))

        result = caire("cmi5", "import", str(file), "--json")

        assert result.exit_code == 1
        said = json.loads(result.stdout)
        assert said["error"] == "cmi5_course_refused"
        assert "moveOn 'No' is none of" in said["message"]
        assert caire("cmi5", "list").stdout.strip() == "no course yet"

    def test_warns_of_a_unit_that_needs_a_host_for_packages(self, caire, tmp_path, monkeypatch):
        file = tmp_path / "cours.zip"
        file.write_bytes(package_using("axios(document.cookie); localStorage.x = 1"))

        without = caire("cmi5", "import", str(file))
        told = json.loads(caire("cmi5", "import", str(file), "--json").stdout)
        monkeypatch.setenv("CAIRE_CMI5_CONTENT_URL", "http://units.localhost")
        having = caire("cmi5", "import", str(file))

        assert "use document.cookie, localStorage" in without.stdout
        assert "Set [cmi5] content_url" in without.stdout
        assert told["storage"] == ["document.cookie", "localStorage"]
        assert told["needs_content_url"]
        assert "warning" not in having.stdout


class TestTheHostOfPackages:
    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1:9000",  # the site's own name: cookies know no ports
            "https://units.example.org/files",
            "units.example.org",
            "https://Units.example.org",
        ],
    )
    def test_is_another_name_without_path(self, url):
        with pytest.raises(ConfigError, match=r"cmi5\.content_url: .* must be another host name"):
            Config.load({"CAIRE_CMI5_CONTENT_URL": url})

    def test_may_have_a_port(self):
        given = {"CAIRE_CMI5_CONTENT_URL": "https://units.example.org:8443/"}
        assert Config.load(given).cmi5.content_url == "https://units.example.org:8443/"
