"""`caire cmi5 …`, as an operator meets it."""

import json

import pytest
from click.testing import CliRunner

from caire.cli import main
from tests.caire.cmi5.factories import COURSE_ID, au, course_xml, real_package


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
