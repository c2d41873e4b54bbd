"""An outsider's level module: installed as a package, followed like any other course."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from caire.app import create_app
from caire.catalogue.queries import current_course
from caire.catalogue.registry import find_activity, installed_modules
from caire.catalogue.services import load_content
from caire.certificates.queries import certificates_of
from caire.certificates.services.auditing import audit
from caire.config import Config
from caire.db import transaction
from caire.demo.journeys import Learner, learn
from caire.learning.progress.rebuild import check
from caire.lrs.services.keys import create_key
from caire.sdk import AnswerRefused, LevelModule, Run, StepRecord
from tests.factories import NOW, XAPI_ROOT, make_learner, make_person
from tests.support.client import PASSWORD, PageClient
from tests.support.content import ContentFolder

SOURCE = Path(__file__).parents[2] / "tiny_module"
SEED = 7


@pytest.fixture(scope="module")
def site_packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pip installed the module: a throw-away folder, without any network."""
    source = tmp_path_factory.mktemp("source") / "tiny_module"
    shutil.copytree(SOURCE, source, ignore=shutil.ignore_patterns("__pycache__"))
    target = tmp_path_factory.mktemp("site-packages")
    options = ["--no-deps", "--no-index", "--disable-pip-version-check", "--no-cache-dir"]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", *options, f"--target={target}", source],
        check=True,
        capture_output=True,
        text=True,
    )
    return target


@pytest.fixture
def _installed(site_packages: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(site_packages))
    installed_modules.cache_clear()
    yield
    installed_modules.cache_clear()
    for name in [name for name in sys.modules if name.split(".")[0] == "caire_tiny"]:
        del sys.modules[name]


@pytest.fixture
def loaded(_installed: None, db: Session, content: ContentFolder) -> Session:
    load_content(db, root=content.root, modules=installed_modules_without_aware(), now=NOW)
    db.commit()
    return db


def installed_modules_without_aware() -> dict[str, LevelModule]:
    """The small content folder teaches level 1 without the activities of the built-in module."""
    return {key: module for key, module in installed_modules().items() if key != "aware"}


def run(workspace: dict[str, Any] | None = None, done: dict[str, StepRecord] | None = None) -> Run:
    return Run(SEED, "fr", "text", done or {}, workspace or {})


@pytest.mark.usefixtures("_installed")
class TestInstall:
    def test_is_found_by_its_entry_point_from_the_folder_of_pip(self, site_packages: Path) -> None:
        module = installed_modules()["tiny"]
        assert module.content is not None
        assert module.content.is_relative_to(site_packages)
        assert "aware" in installed_modules()

    def test_imports_nothing_of_the_platform_but_the_sdk(self, site_packages: Path) -> None:
        code = "".join(path.read_text() for path in (site_packages / "caire_tiny").glob("*.py"))
        imports = [line for line in code.split("\n") if "import" in line and "caire" in line]
        assert imports
        assert all(line.startswith(("from caire.sdk", "from caire_tiny")) for line in imports)


@pytest.mark.usefixtures("_installed")
class TestLoad:
    def test_its_course_is_offered_beside_the_others(self, loaded: Session) -> None:
        _, course = current_course(loaded, "tiny")
        assert course.title == {"fr": "Une pièce et le hasard", "en": "A coin and chance"}
        assert [screen.type for screen in course.screens()] == ["lesson", "activity", "questions"]
        assert course.screens()[1].title == {"fr": "Pile ou face", "en": "Heads or tails"}
        assert course.rule is not None
        assert course.rule.sequences == ("tiny.s1",)
        assert current_course(loaded, "aware")[1].title["fr"] == "Trier avec méthode"

    def test_its_own_words_and_facts_are_known_to_its_lessons_only(
        self, content: ContentFolder, tmp_path: Path
    ) -> None:
        folder = tmp_path / "own"
        shutil.copytree(SOURCE / "src" / "caire_tiny" / "content", folder)
        own = ContentFolder(folder)
        own.edit("s1-piece/e1-piece.md", "Une pièce ne", "Une [pièce](g:piece) ne")
        modules = {"tiny": replace(installed_modules()["tiny"], content=folder)}
        told = [p.message for p in content.check(modules).errors]
        assert "unknown glossary term 'piece'" in told
        shutil.copytree(content.root / "glossary", folder / "glossary")
        (folder / "glossary" / "modele.yaml").rename(folder / "glossary" / "piece.yaml")
        own.edit("glossary/piece.yaml", "id: g.modele", "id: g.piece")
        assert not [p for p in content.check(modules).errors if p.rule == "Q01"]

    def test_a_module_may_stand_for_a_course_of_the_platform(self, content: ContentFolder) -> None:
        tiny = installed_modules()["tiny"]
        report = content.check({"aware": replace(tiny, id="aware")})
        assert set(report.levels) == {"aware"}


@pytest.mark.usefixtures("_installed")
class TestActivity:
    def test_is_assessed_on_the_server(self) -> None:
        coin = find_activity("tiny", "act.tiny-coin")
        outcome = coin.assess("prediction", {"guess": ["5"]}, run())
        assert outcome.success
        assert outcome.feedback == "5 piles sur dix."
        assert coin.assess("prediction", {"guess": ["0"]}, run()).score == pytest.approx(0.5)

    def test_reaches_its_mission_by_manipulating(self) -> None:
        coin = find_activity("tiny", "act.tiny-coin")
        assert not coin.assess("mission-1", {}, run()).done
        explored = coin.explore({}, run())
        assert coin.assess("mission-1", {}, run(dict(explored.workspace))).done

    def test_says_what_to_write_instead(self) -> None:
        with pytest.raises(AnswerRefused, match="de 0 à 10"):
            find_activity("tiny", "act.tiny-coin").assess("prediction", {"guess": ["x"]}, run())


class TestFollow:
    def test_a_learner_runs_the_activity_on_the_site(self, loaded: Session, config: Config) -> None:
        account = make_person(loaded)
        make_learner(loaded, account, course_key="tiny")
        loaded.commit()
        client = PageClient(create_app(config))
        client.sign_in(account.email, PASSWORD)
        screen = "/learn/tiny/tiny.s1.e2"
        assert "Pile ou face" in client.get(screen).text
        client.submit(f"{screen}/start", page=screen, mode="text")
        assert "combien de piles" in client.get(screen).text
        wrong = client.submit(f"{screen}/steps/prediction", page=screen, run="1", guess="x")
        assert (wrong.status, "Écrivez un nombre entier" in wrong.text) == (422, True)
        client.submit(f"{screen}/steps/prediction", page=screen, run="1", guess="5")
        assert "piles sur dix" in client.get(screen).text
        client.submit(f"{screen}/explore", page=screen, run="1")
        assert "Lancers déjà faits : 1" in client.get(screen).text
        client.app.extensions["caire"].engine.dispose()


class Lab:
    """A tool with a key, which says what somebody did in the course on a coin."""

    def __init__(self, app: Flask, db: Session, name: str) -> None:
        self.app, self.db = app, db
        with transaction(db):
            made = create_key(db, name=name, scopes=("all",), now=NOW)
        self.auth = (made.key, made.secret)

    def say(self, learner: Learner, screen: str, **changes: Any) -> str:
        """Store a statement; returns its id."""
        enrolment = learner.path(self.db).enrolment
        account = {"homePage": self.app.extensions["caire"].config.xapi_root}
        said = {
            "actor": {"account": account | {"name": enrolment.actor_name}},
            "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
            "object": {"id": f"{XAPI_ROOT}/activities/screen/{screen}"},
            "context": {"registration": enrolment.registration},
            "timestamp": "2031-01-01T00:00:00Z",
        } | changes
        self.db.rollback()
        answer = self.app.test_client().post(
            "/xapi/statements",
            json=said,
            auth=self.auth,
            headers={"X-Experience-API-Version": "1.0.3"},
        )
        assert answer.status_code == 200, answer.text
        self.db.rollback()
        self.db.expire_all()
        assert check(self.db) == []
        (id,) = answer.json
        return str(id)


def screens(db: Session, learner: Learner) -> set[str]:
    return set(learner.path(db).state.screens)


class TestAcceptedAuthorities:
    """The module says that it accepts the key named « coin lab »."""

    @pytest.fixture
    def app(self, loaded: Session, config: Config) -> Iterator[Flask]:
        app = create_app(config)
        yield app
        app.extensions["caire"].engine.dispose()

    @pytest.fixture
    def learner(self, loaded: Session) -> Learner:
        learner = make_learner(loaded, make_person(loaded), course_key="tiny")
        loaded.commit()
        return learner

    def test_count_for_lessons_and_activities_when_they_were_stored(
        self, app: Flask, loaded: Session, learner: Learner
    ) -> None:
        lab = Lab(app, loaded, "coin lab")

        for screen in ("tiny.s1.e1", "tiny.s1.e2"):
            lab.say(learner, screen)

        assert screens(loaded, learner) == {"tiny.s1.e1", "tiny.s1.e2"}
        assert not any(
            done.at.startswith("2031") for done in learner.path(loaded).state.screens.values()
        )

    def test_count_no_more_once_taken_back(
        self, app: Flask, loaded: Session, learner: Learner
    ) -> None:
        lab = Lab(app, loaded, "coin lab")
        said = lab.say(learner, "tiny.s1.e1")

        lab.say(
            learner,
            "",
            verb={"id": "http://adlnet.gov/expapi/verbs/voided"},
            object={"objectType": "StatementRef", "id": said},
            context={},
        )

        assert screens(loaded, learner) == set()

    @pytest.mark.parametrize(
        ("screen", "changes"),
        [
            ("tiny.s1.e3", {}),
            ("aware.s1.e1", {}),
            ("tiny.s1.e1", {"verb": {"id": "http://adlnet.gov/expapi/verbs/passed"}}),
            ("tiny.s1.e1", {"actor": {"mbox": "mailto:somebody@example.org"}}),
            ("tiny.s1.e1", {"context": {}}),
            ("", {"object": {"id": f"{XAPI_ROOT}/activities/workshop/1"}}),
        ],
    )
    def test_count_for_nothing_else(
        self, app: Flask, loaded: Session, learner: Learner, screen: str, changes: dict[str, Any]
    ) -> None:
        Lab(app, loaded, "coin lab").say(learner, screen, **changes)

        assert screens(loaded, learner) == set()

    def test_are_those_of_the_declared_key_alone(
        self, app: Flask, loaded: Session, learner: Learner
    ) -> None:
        Lab(app, loaded, "Coin Lab").say(learner, "tiny.s1.e1")

        assert screens(loaded, learner) == set()

    def test_earn_what_an_audit_finds_again(
        self, app: Flask, loaded: Session, learner: Learner
    ) -> None:
        lab = Lab(app, loaded, "coin lab")
        for screen in ("tiny.s1.e1", "tiny.s1.e2"):
            lab.say(learner, screen)

        with transaction(loaded):
            learn(loaded, learner)

        (certificate,) = certificates_of(loaded, learner.person_id)
        assert audit(loaded, code=certificate.code).sound
