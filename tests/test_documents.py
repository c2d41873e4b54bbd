"""What the documents show is what there is."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:|g:|#)([^)#]+)(?:#[^)]*)?\)")
EXAMPLE = re.compile(r"^`([^`\n]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MODULES = ROOT / "docs" / "modules.md"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    targets = LINK.findall(document.read_text(encoding="utf-8"))

    missing = [name for name in targets if not (document.parent / name).exists()]

    assert missing == []


EXAMPLES = EXAMPLE.findall(MODULES.read_text(encoding="utf-8"))


def test_the_guide_for_modules_shows_examples() -> None:
    assert len(EXAMPLES) >= 5


@pytest.mark.parametrize(("path", "text"), EXAMPLES, ids=[path for path, _ in EXAMPLES])
def test_the_guide_for_modules_shows_the_module_of_the_tests(path: str, text: str) -> None:
    assert text == (ROOT / "tests" / "tiny_module" / path).read_text(encoding="utf-8")
