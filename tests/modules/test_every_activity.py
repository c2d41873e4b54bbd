"""What every activity of the three levels keeps to, whoever writes it."""

import json
import re
from pathlib import Path
from random import Random

import pytest
import yaml

from caire.catalogue.registry import installed_modules
from caire.config import ROOT
from caire.demo.activities import FORMS, MANIPULATIONS
from caire.sdk import Activity, AnswerRefused, LevelModule, StepRecord
from tests.modules.runs import Played

MODULES = [installed_modules()[level] for level in ("aware", "informed", "responsible")]
EVERY = [(module, activity) for module in MODULES for activity in module.activities]
every_activity = pytest.mark.parametrize(
    ("module", "activity"), EVERY, ids=[activity.manifest.id for _, activity in EVERY]
)
TEXTS = [*sorted(ROOT.glob("modules/*/activities/*/texts.yaml")), ROOT / "caire/sdk/texts.yaml"]
every_text = pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.parent.name)
PLACE = re.compile(r"\{(\w+)\}")
#: What nobody would type, and what somebody would to see what happens.
ODD = ("", " ", "0", "-1", "1e9", "٣", "nan", "a" * 500, "<b>", "1;2", "\x00", "None", "'")


class TestDeclare:
    @every_activity
    def test_names_files_that_exist(self, module: LevelModule, activity: Activity) -> None:
        manifest = activity.manifest
        assert module.templates
        assert (module.templates / manifest.template).is_file()
        for name in filter(None, (manifest.script, manifest.style)):
            assert any((folder / name).is_file() for folder in module.static_folders), name

    @every_activity
    def test_goes_from_a_prediction_to_an_explanation(
        self, module: LevelModule, activity: Activity
    ) -> None:
        kinds = [step.kind for step in activity.manifest.steps]
        assert kinds[0] == "prediction"
        assert kinds[-1] == "explanation"
        assert set(kinds[1:-1]) == {"mission"}


class TestSpeakTwoLanguages:
    @every_text
    def test_every_sentence_has_the_same_places_in_both(self, path: Path) -> None:
        for key, text in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            assert set(text) == {"fr", "en"}, key
            assert set(PLACE.findall(text["fr"])) == set(PLACE.findall(text["en"])), key

    @every_text
    def test_french_spaces_do_not_break(self, path: Path) -> None:
        texts = yaml.safe_load(path.read_text(encoding="utf-8"))
        broken = [key for key, text in texts.items() if re.search(r" [:;!?»%]|« ", text["fr"])]
        assert broken == []


class TestHold:
    @every_activity
    def test_shows_the_same_first_page_whoever_asks(
        self, module: LevelModule, activity: Activity
    ) -> None:
        for seed in (0, 1, 20261201):
            for language in ("fr", "en"):
                view = Played(activity, seed, language=language).view()
                assert view["open"] == ("prediction",)
                assert view["client"] == Played(activity, seed, language=language).view()["client"]
                json.dumps(view["client"])

    @every_activity
    def test_opens_nothing_before_the_prediction(
        self, module: LevelModule, activity: Activity
    ) -> None:
        with pytest.raises(AnswerRefused):
            Played(activity).explore(action="anything")
        for step in activity.manifest.steps[1:-1]:
            with pytest.raises(AnswerRefused):
                Played(activity).answer(step.id)

    @every_activity
    def test_reads_or_refuses_whatever_is_sent(
        self, module: LevelModule, activity: Activity
    ) -> None:
        """The fields of its settled answer, each with odd values: an outcome or a sentence."""
        chance = Random(7)
        told: list[str] = []
        settled = FORMS[activity.manifest.id]["prediction"]
        for _ in range(60):
            form = {name: [chance.choice((*ODD, *value))] for name, value in settled.items()}
            try:
                outcome = activity.assess("prediction", form, Played(activity).run)
            except AnswerRefused as refusal:
                told.append(refusal.reason)
            else:
                assert 0.0 <= outcome.score <= 1.0
        assert all(told)

    @every_activity
    @pytest.mark.parametrize("seed", [0, 1, 2, 20261201])
    def test_settled_answers_reach_the_end_whatever_the_seed(
        self, module: LevelModule, activity: Activity, seed: int
    ) -> None:
        played = Played(activity, seed)
        known = FORMS[activity.manifest.id]
        for step in activity.manifest.steps[:-1]:
            for form in MANIPULATIONS.get(activity.manifest.id, {}).get(step.id, []):
                played.workspace = activity.explore(form, played.run).workspace
            outcome = activity.assess(step.id, known[step.id], played.run)
            assert outcome.done, step.id
            played.done[step.id] = StepRecord(
                outcome.score, outcome.success, outcome.response, outcome.details
            )
        assert played.view()
