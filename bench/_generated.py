"""A course of 60 screens and 300 items, made of real texts: their length is what loading costs.

Lessons of level 1 with their figures and their English, each followed by a screen of eleven or
twelve questions; a recall at the head of each sequence. Items come from the three banks, the nine
types in turn.
"""

import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from caire.config import ROOT

LESSONS = 26
SCREENS = 60
ITEMS = 300
CONTENT = ROOT / "content"
#: A lesson that every item sends back to.
REVIEWED = "n1.s2.e2"
SHARED = ("competencies.yaml", "facts.yaml", "glossary", "i18n/en/glossary")
ANNOUNCED = re.compile(r"^::: question .*$", re.MULTILINE)
PREREQUISITES = re.compile(r"^prerequisites: .*$", re.MULTILINE)

Strings = dict[str, str]


@dataclass(frozen=True, slots=True)
class TakenItem:
    """An item of the module under its new id, with its English strings."""

    id: str
    value: dict[str, Any]
    english: Strings


def generate(folder: Path) -> None:
    """Write a content folder with this one course, of the built-in level `aware`."""
    for name in SHARED:
        _copy(name, folder)
    items = list(islice(_items(), ITEMS))
    if len(items) < ITEMS:
        raise LookupError(f"the banks have {len(items)} items, {ITEMS} are wanted")
    _write(folder / "aware/bank/all.yaml", _bank([item.value for item in items]))
    english = {key: text for item in items for key, text in item.english.items()}
    _write(folder / "i18n/en/aware/bank/all.yaml", _overlay(english))
    level = _read(CONTENT / "aware/level.yaml")
    level["sequences"] = list(_sequences(level["sequences"], items, folder))
    del level["blueprint"]
    _write(folder / "aware/level.yaml", level)
    _copy("i18n/en/aware/level.yaml", folder)


def _items() -> Iterator[TakenItem]:
    """Items of the banks, a type after the other until none has any left."""
    by_type: dict[str, list[TakenItem]] = defaultdict(list)
    for number, (value, english) in enumerate(_written_items(), start=1):
        old = value["id"]
        area = value["profile"]["competency"].split(".")[1]
        new = f"itm.n1.{area}.{number:04}"
        state = value["state"] | {"pool": "formative", "status": "published"}
        value |= {
            "id": new,
            "state": state,
            "review": [REVIEWED],
            "credits": {"authors": ["Équipe CAIRE"]},
        }
        strings = {key.replace(old, new, 1): text for key, text in english.items()}
        by_type[value["profile"]["type"]].append(TakenItem(new, value, strings))
    while by_type:
        for kind in sorted(by_type):
            yield by_type[kind].pop(0)
            if not by_type[kind]:
                del by_type[kind]


def _written_items() -> Iterator[tuple[dict[str, Any], Strings]]:
    for path in sorted(CONTENT.glob("*/bank/*.yaml")):
        translated = CONTENT / "i18n/en" / path.relative_to(CONTENT)
        strings = _read(translated)["strings"] if translated.is_file() else {}
        for value in _read(path)["items"]:
            mine = f"{value['id']}."
            yield value, {key: text for key, text in strings.items() if key.startswith(mine)}


def _sequences(names: list[str], items: list[TakenItem], folder: Path) -> Iterator[str]:
    """The sequences of level 1 with their lessons, until there are enough."""
    asked = iter([items[rank::LESSONS] for rank in range(LESSONS)])
    left = LESSONS
    for name in names:
        module = _read(CONTENT / "aware" / name / "module.yaml")
        lessons = [screen for screen in module["screens"] if screen["type"] == "lesson"][:left]
        if not lessons:
            break
        left -= len(lessons)
        screens = [_recall(f"{module['id']}.rappel")]
        for lesson in lessons:
            after = _asked(f"{lesson['id']}.suite", next(asked))
            _write_lesson(f"aware/{name}/{lesson['file']}", after, folder)
            screens += [lesson, after]
        _copy(f"aware/{name}/media", folder)
        _copy(f"i18n/en/aware/{name}/media", folder)
        _write(folder / "aware" / name / "module.yaml", module | {"screens": screens})
        yield name


def _recall(screen_id: str) -> dict[str, Any]:
    return _questions(screen_id, {"draw": {"rule": "recall", "count": 2}, "minutes": 2.6})


def _asked(screen_id: str, items: list[TakenItem]) -> dict[str, Any]:
    return _questions(screen_id, {"items": [item.id for item in items], "minutes": 10.0})


def _questions(screen_id: str, more: dict[str, Any]) -> dict[str, Any]:
    return {"id": screen_id, "type": "questions", "title": "Questions"} | more


def _write_lesson(name: str, after: dict[str, Any], folder: Path) -> None:
    """French and English; a lesson that announces a question announces the next screen's."""
    announced = f'::: question item="{after["items"][0]}" screen="{after["id"]}"'
    for place in (name, f"i18n/en/{name}"):
        text = (CONTENT / place).read_text(encoding="utf-8")
        text = PREREQUISITES.sub("prerequisites: []", ANNOUNCED.sub(announced, text))
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text, encoding="utf-8")


def _bank(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"schema": "caire.items/1", "lang": "fr", "items": items}


def _overlay(strings: Strings) -> dict[str, Any]:
    return {"schema": "caire.overlay/1", "source_version": "1.0.0", "strings": strings}


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _copy(name: str, folder: Path) -> None:
    source, target = CONTENT / name, folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.is_file():
        shutil.copy(source, target)
