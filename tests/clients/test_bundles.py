"""The libraries are those that were published, to the byte."""

import re
from hashlib import sha256

import pytest

from tests.clients.conftest import VENDOR

ROW = re.compile(r"^\| (\w+) \|.*`(?:dist|build)/([\w.-]+)`.*`([0-9a-f]{64})` \|$", re.MULTILINE)
BUNDLES = ROW.findall((VENDOR / "README.md").read_text(encoding="utf-8"))


def test_there_are_four() -> None:
    assert [folder for folder, _, _ in BUNDLES] == ["cmi5", "tincanjs", "xapi", "xapiwrapper"]


@pytest.mark.parametrize(("folder", "file", "digest"), BUNDLES)
def test_each_is_as_published(folder: str, file: str, digest: str) -> None:
    assert sha256((VENDOR / folder / file).read_bytes()).hexdigest() == digest
