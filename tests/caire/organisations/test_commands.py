"""`caire organisations`: what who runs the platform types first."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from caire.cli import main
from tests.support.browser import on_sqlite

pytestmark = on_sqlite

Command = Callable[..., Result]
SITE = ("--name", "Campus", "--address", "1 rue A", "--postcode", "63000", "--city", "Riom")


@pytest.fixture
def run(database_url: str) -> Command:
    def command(*arguments: str) -> Result:
        runner = CliRunner(env={"CAIRE_DATABASE_URL": database_url})
        return runner.invoke(main, ["organisations", *arguments])

    return command


def create(run: Command, *more: str) -> Result:
    options = ("--slug", "univ", "--name", "Université", "--kind", "institution")
    return run("create", *options, *more)


class TestAnOperator:
    def test_creates_an_institution_with_its_places_and_lists_them(self, run: Command) -> None:
        assert create(run, "--siret", "732 829 320 00074").exit_code == 0
        assert run("add-site", "univ", *SITE).exit_code == 0
        room = ("--site", "Campus", "--name", "Salle 1", "--capacity", "16")
        assert run("add-room", "univ", *room).exit_code == 0
        listed = json.loads(run("list", "--json").stdout)["organisations"]
        assert [(row["slug"], row["siret"]) for row in listed] == [("univ", "73282932000074")]
        assert listed[0]["sites"][0]["rooms"] == [{"name": "Salle 1", "capacity": 16}]
        assert "    Salle 1 (16)" in run("list").stdout

    def test_is_told_what_is_wrong_with_a_number(self, run: Command) -> None:
        refused = create(run, "--nda", "12")
        assert (refused.exit_code, refused.stderr) == (1, "caire: nda: wrong format\n")

    def test_is_told_that_the_short_name_is_taken(self, run: Command) -> None:
        create(run)
        again = create(run, "--json")
        assert (again.exit_code, json.loads(again.stdout)["error"]) == (1, "slug_taken")

    def test_is_told_which_sites_there_are(self, run: Command) -> None:
        create(run)
        room = ("--site", "Nord", "--name", "Salle 1", "--capacity", "16")
        assert (
            "add one with `caire organisations add-site`" in run("add-room", "univ", *room).stderr
        )
        run("add-site", "univ", *SITE)
        assert "its sites: Campus" in run("add-room", "univ", *room).stderr

    def test_is_told_that_there_is_no_such_organisation(self, run: Command) -> None:
        refused = run("add-site", "nulle-part", *SITE)
        assert (refused.exit_code, "caire organisations list" in refused.stderr) == (1, True)
