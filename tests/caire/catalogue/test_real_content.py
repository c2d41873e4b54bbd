"""The courses that we publish pass their own quality bar."""

from pathlib import Path

import pytest
import yaml

from caire.catalogue.registry import installed_modules
from caire.catalogue.services import check_content
from caire.config import ROOT
from tests.support.content import TODAY

CONTENT = ROOT / "content"
LEVELS = sorted(CONTENT.glob("*/level.yaml"))
NOT_OPEN = ("pas encore ouvert", "est annoncé", "not open yet", "is announced")


class TestCheckContent:
    def test_finds_no_error_in_what_we_publish(self) -> None:
        report = check_content(CONTENT, installed_modules(), today=TODAY)
        assert [str(problem) for problem in report.errors] == []
        assert report.levels["aware"].sequences >= 4


class TestLevel:
    @pytest.mark.parametrize("path", LEVELS, ids=lambda path: path.parent.name)
    def test_says_that_it_is_not_open_while_it_is_announced_and_no_longer(self, path: Path) -> None:
        french = path.read_text(encoding="utf-8")
        english = CONTENT / "i18n" / "en" / path.relative_to(CONTENT)
        text = f"{french} {english.read_text(encoding='utf-8')}"
        told = {sentence for sentence in NOT_OPEN if sentence in " ".join(text.split())}

        is_announced = yaml.safe_load(french).get("status") == "announced"

        assert bool(told) is is_announced, told
