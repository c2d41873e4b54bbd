"""What the module declares and serves: complete, in two languages, up to date."""

import pytest
import yaml

from caire.config import ROOT
from caire.sdk import Activity
from modules.aware import module
from modules.aware.activities.nearest_points.scenarios import scenarios
from modules.aware.activities.token_cutter.cutter import sentences
from modules.aware.build import CORPORA, STATIC, corpus_text, merges_text

each_activity = pytest.mark.parametrize("activity", module.activities, ids=lambda a: a.manifest.id)


class TestDeclare:
    def test_activities_bear_the_ids_of_the_curriculum(self) -> None:
        assert {activity.manifest.id for activity in module.activities} == {
            "act.points-voisins", "act.mot-suivant", "act.decoupeur", "act.atelier-consignes",
            "act.chasse-hallucinations", "act.tri-donnees", "act.labo-biais", "act.jauge-empreinte",
        }  # fmt: skip

    @each_activity
    def test_the_closing_question_is_published_and_formative(self, activity: Activity) -> None:
        item_id = activity.manifest.explanation_item
        bank = ROOT / "content" / "aware" / "bank" / f"{item_id.split('.')[2]}.yaml"
        items = {i["id"]: i for i in yaml.safe_load(bank.read_text(encoding="utf-8"))["items"]}
        assert items[item_id]["state"]["status"] == "published"
        assert items[item_id]["state"]["pool"] == "formative"


class TestSpeakTwoLanguages:
    def test_data_have_both(self) -> None:
        for scenario in scenarios():
            names = [scenario.title, scenario.intro, *scenario.axes.values()]
            assert all(set(t) == {"fr", "en"} for t in [*names, *scenario.classes.values()])
        assert all(set(sentence.name) == {"fr", "en"} for sentence in sentences())


class TestBuild:
    @pytest.mark.parametrize("name", CORPORA)
    def test_served_corpora_are_up_to_date(self, name: str) -> None:
        served = (STATIC / "corpora" / f"{name}.txt").read_text(encoding="utf-8")
        assert served == corpus_text(name), "run: python -m modules.aware.build"

    def test_served_merges_are_up_to_date(self) -> None:
        served = (STATIC / "token_merges.json").read_text(encoding="utf-8")
        assert served == merges_text(), "run: python -m modules.aware.build"
