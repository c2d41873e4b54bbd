"""The courses that we publish pass their own quality bar."""

from caire.catalogue.registry import installed_modules
from caire.catalogue.services import check_content
from caire.config import ROOT
from tests.support.content import TODAY


class TestCheckContent:
    def test_finds_no_error_in_what_we_publish(self) -> None:
        report = check_content(ROOT / "content", installed_modules(), today=TODAY)
        assert [str(problem) for problem in report.errors] == []
        assert report.levels["aware"].sequences >= 4
