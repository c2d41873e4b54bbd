"""Finding the level modules, and saying which one is not usable."""

from importlib.metadata import EntryPoint

import pytest

from caire.catalogue import registry
from caire.catalogue.errors import ModuleRefused, NoSuchActivity
from caire.catalogue.registry import GROUP, find_activity, installed_modules
from caire.sdk import LevelModule


def entry(value: str) -> EntryPoint:
    return EntryPoint(name="broken", value=value, group=GROUP)


class TestInstalledModules:
    def test_knows_the_module_of_level_1(self) -> None:
        module = installed_modules()["aware"]
        assert module.level == "aware"
        assert module.activity("act.points-voisins") is not None

    def test_is_looked_up_once(self) -> None:
        assert installed_modules() is installed_modules()


class TestRefuse:
    @pytest.mark.parametrize(
        ("value", "told"),
        [
            ("caire.nowhere:module", "cannot be imported"),
            ("caire.errors:nothing", "cannot be imported"),
            ("caire.errors:Refusal", "is not a caire.sdk.LevelModule"),
        ],
    )
    def test_a_module_that_is_not_one(self, value: str, told: str) -> None:
        with pytest.raises(ModuleRefused, match=told):
            registry._loaded(entry(value))

    @pytest.mark.parametrize(
        ("identifier", "level", "told"),
        [("Mon cours", "aware", "cannot stand in an address"), ("x", "expert", "unknown level")],
    )
    def test_a_module_that_could_not_be_served(
        self, monkeypatch: pytest.MonkeyPatch, identifier: str, level: str, told: str
    ) -> None:
        named = LevelModule(id=identifier, level=level)
        monkeypatch.setattr("caire.catalogue.registry.named", named, raising=False)
        with pytest.raises(ModuleRefused, match=told):
            registry._loaded(entry("caire.catalogue.registry:named"))

    def test_an_activity_that_nobody_brings(self) -> None:
        with pytest.raises(NoSuchActivity):
            find_activity("aware", "act.inconnue")
        with pytest.raises(NoSuchActivity):
            find_activity("elsewhere", "act.points-voisins")
