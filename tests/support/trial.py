"""The real courses with one more sequence: activities that no published sequence shows yet."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import yaml
from sqlalchemy.orm import Session

from caire.catalogue.registry import installed_modules
from caire.catalogue.services import load_content
from caire.config import ROOT
from tests.factories import NOW

FOLDER = "s90-essai"
SEQUENCE = "n1.s90"


def screen_of(place: int) -> str:
    """The screen of the activity at this place, from 1."""
    return f"{SEQUENCE}.e{place}"


def load_trial(db: Session, folder: Path, activities: Sequence[str]) -> None:
    """Load level 1 with a last sequence that shows these activities, a screen each.

    `folder` must not exist yet.
    """
    shutil.copytree(ROOT / "content", folder)
    level = folder / "aware" / "level.yaml"
    said = yaml.safe_load(level.read_text(encoding="utf-8"))
    minutes = {a.manifest.id: a.manifest.minutes for a in installed_modules()["aware"].activities}
    total = sum(minutes[activity] for activity in activities)
    said["sequences"].append(FOLDER)
    said["minutes"]["target"] += round(total)
    level.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    screens = [
        {"id": screen_of(n), "type": "activity", "activity": a, "minutes": minutes[a]}
        for n, a in enumerate(activities, start=1)
    ]
    module = {
        "schema": "caire.module/1",
        "id": SEQUENCE,
        "level": 1,
        "title": "Essai",
        "objective": "Essayer des activités",
        "competencies": ["caire.c3.1"],
        "minutes": round(total),
        "version": "1.0.0",
        "licence": "CC-BY-SA-4.0",
        "review_by": "2028-11-30",
        "screens": screens,
        "completion": {"screens": "all", "questions": "answered_once", "activities": "completed"},
    }
    (folder / "aware" / FOLDER).mkdir()
    (folder / "aware" / FOLDER / "module.yaml").write_text(
        yaml.safe_dump(module, allow_unicode=True), encoding="utf-8"
    )
    _show_closing_questions(folder, activities)
    load_content(db, root=folder, modules=installed_modules(), now=NOW)


def _show_closing_questions(folder: Path, activities: Sequence[str]) -> None:
    """Questions that send back to drafts only would be left out with them."""
    shown = {a.manifest.id: a.manifest for a in installed_modules()["aware"].activities}
    for activity in activities:
        item_id = shown[activity].explanation_item
        bank = folder / "aware" / "bank" / f"{item_id.split('.')[2]}.yaml"
        said = yaml.safe_load(bank.read_text(encoding="utf-8"))
        item = next(item for item in said["items"] if item["id"] == item_id)
        item["review"] = [*item["review"], screen_of(1)]
        bank.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
