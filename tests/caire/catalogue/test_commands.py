"""`caire content`: what a writer types before publishing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from caire.catalogue.queries import current_course
from caire.catalogue.registry import installed_modules
from caire.cli import main
from caire.db import make_engine, make_sessions
from tests.support.content import BANK, LEVEL, MODULE, ContentFolder


@pytest.fixture
def run(database_url: str, content: ContentFolder, tmp_path: Path):
    """Runs the command on the small content and a prepared database."""
    settings = tmp_path / "config.toml"
    settings.write_text(f'[content]\npath = "{content.root}"\n', encoding="utf-8")
    environ = {"CAIRE_CONFIG": str(settings), "CAIRE_DATABASE_URL": database_url}

    def command(*arguments: str) -> Result:
        return CliRunner(env=environ).invoke(main, ["content", *arguments])

    return command


def complete(content: ContentFolder) -> None:
    """Without a blueprint nothing asks for a large bank."""
    level = (content.root / LEVEL).read_text(encoding="utf-8")
    blueprint = level[level.index("blueprint:") :]
    content.edit(LEVEL, blueprint, "")
    content.edit(
        "rules/certification.n1.yaml", "  - exam_passed: {plan: plan.n1, min_share: 0.70}\n", ""
    )


class TestCheck:
    def test_ends_with_1_and_says_what_to_do(self, run, content: ContentFolder) -> None:
        content.edit(MODULE, "file: e1-tri.md", "file: rien.md")
        result = run("check")
        assert result.exit_code == 1
        line = next(line for line in result.stdout.split("\n") if "rien.md" in line)
        assert f"{MODULE}:12: Q01 no lesson rien.md: write it, or correct the name" in line

    def test_ends_with_0_when_only_warnings_are_left(self, run, content: ContentFolder) -> None:
        complete(content)
        result = run("check")
        assert (result.exit_code, "0 errors" in result.stdout) == (0, True), result.stdout
        assert "warning:" in result.stdout
        assert "warning:" not in run("check", "--quiet").stdout

    def test_speaks_json(self, run) -> None:
        result = run("check", "--json")
        report = json.loads(result.stdout)
        assert result.exit_code == 1
        assert set(report) == {"levels", "errors", "warnings"}
        assert report["levels"] == {
            "aware": {"minutes": 4.0, "sequences": 1, "screens": 3, "activities": 0, "items": 2}
        }
        found = next(p for p in report["errors"] if p["rule"] == "Q07")
        assert (found["measured"], found["threshold"]) == ("1 of 1 types", "4 of 2 types")
        assert found["line"] >= 1


class TestListGates:
    def test_says_what_each_asks_and_whether_it_blocks(self, run) -> None:
        lines = run("gates").stdout.split("\n")
        assert lines[2] == "Q03 error   minutes of a level are its target, ± 10 %"
        assert json.loads(run("gates", "--json").stdout)["gates"][3]["severity"] == "warning"


class TestLoad:
    def test_loads_and_says_so(self, run, database_url: str) -> None:
        first, again = run("load"), run("load")
        assert (first.exit_code, first.stdout) == (0, "aware 2026.11-1: loaded\n")
        assert again.stdout == "aware 2026.11-1: unchanged\n"
        engine = make_engine(database_url)
        with make_sessions(engine)() as db:
            assert current_course(db, "aware")[1].title["fr"] == "Trier avec méthode"
        engine.dispose()

    def test_says_first_whom_it_touches_and_loads_nothing(
        self, run, content: ContentFolder
    ) -> None:
        assert "aware 2026.11-1: new" in run("load", "--dry-run").stdout
        run("load")
        assert "nobody is touched" in run("load", "--dry-run").stdout
        content.edit(BANK, "Il lit le sujet, puis il le place.", "Il lit le sujet et le range.")
        assert "raise it in level.yaml" in run("load", "--dry-run").stdout
        content.edit(LEVEL, "content_version: 2026.11-1", "content_version: 2026.11-2")
        said = run("load", "--dry-run")
        assert said.exit_code == 0
        assert "aware 2026.11-1 -> 2026.11-2:" in said.stdout
        assert "0 valid certificates stay valid" in said.stdout
        assert "itm.n1.c1.0001 1.0.0: CHANGED UNDER THE SAME VERSION" in said.stdout
        (course,) = json.loads(run("load", "--dry-run", "--json").stdout)["courses"]
        assert (course["changed"], course["items"][0]["kind"]) == (True, "silent")
        assert run("load").stdout == "aware 2026.11-2: loaded\n"

    def test_refuses_a_dry_run_of_what_could_not_be_loaded(
        self, run, content: ContentFolder
    ) -> None:
        content.edit(BANK, "key: true", "key: false")
        result = run("load", "--dry-run")
        assert (result.exit_code, "nothing was loaded: 2 errors" in result.stderr) == (1, True)

    def test_names_the_package_that_is_not_a_module(
        self, run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        package = tmp_path / "site" / "broken-1.0.dist-info"
        package.mkdir(parents=True)
        (package / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
        (package / "entry_points.txt").write_text("[caire.modules]\nbroken = nowhere:module\n")
        monkeypatch.syspath_prepend(str(tmp_path / "site"))
        installed_modules.cache_clear()
        result = run("load")
        monkeypatch.undo()
        installed_modules.cache_clear()
        assert result.exit_code == 1
        assert "module 'broken' (nowhere:module) cannot be imported" in result.stderr

    def test_loads_nothing_when_anything_is_wrong(self, run, content: ContentFolder) -> None:
        content.edit(BANK, "key: true", "key: false")
        result = run("load")
        assert result.exit_code == 1
        assert "0 options are keys, expected 1" in result.stderr
        assert "nothing was loaded: 2 errors" in result.stderr
