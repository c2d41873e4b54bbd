"""Courses of other makers, and a unit that sends what it is told to."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4
from xml.sax.saxutils import escape, quoteattr

from flask import Flask
from sqlalchemy.orm import Session

from caire.catalogue.services import load_content
from caire.cmi5 import vocabulary as v
from caire.cmi5.services.importing import ImportedCourse, import_course
from tests.factories import NOW
from tests.support.content import MODULE, ContentFolder

NAMESPACE = v.NAMESPACE
COURSE_ID = "https://units.example/course"
UNIT_FILES = Path(__file__).parents[2] / "support" / "cmi5_unit"
SCREEN = "n1.s1.e4"


def titled(words: str) -> str:
    text = f'<langstring lang="fr">{escape(words)}</langstring>'
    return f"<title>{text}</title><description>{text}</description>"


def au(
    id: str = "https://units.example/a",
    *,
    url: str = "https://units.example/a/start.html",
    title: str = "Une unité",
    extra: str = "",
    **attributes: str,
) -> str:
    given = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<au id={quoteattr(id)}{given}>{titled(title)}<url>{escape(url)}</url>{extra}</au>"


def block(id: str, *children: str) -> str:
    return f"<block id={quoteattr(id)}>{titled('Un bloc')}{''.join(children)}</block>"


def course_xml(*children: str, id: str = COURSE_ID, objectives: str = "") -> bytes:
    inner = "".join(children) or au()
    return (
        f'<?xml version="1.0" encoding="utf-8"?><courseStructure xmlns="{NAMESPACE}">'
        f"<course id={quoteattr(id)}>{titled('Un cours d’ailleurs')}</course>{objectives}{inner}"
        "</courseStructure>"
    ).encode()


def zipped(files: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def real_package(**attributes: str) -> bytes:
    """A package with the unit of `tests/support/cmi5_unit`."""
    given = {"moveOn": "CompletedAndPassed", "masteryScore": "0.8", **attributes}
    files = {f"unit/{path.name}": path.read_bytes() for path in UNIT_FILES.iterdir()}
    xml = course_xml(au(url="unit/index.html?lang=fr", **given))
    return zipped({"cmi5.xml": xml, **files})


def package_using(script: str) -> bytes:
    """A package whose unit has this script."""
    xml = course_xml(au(url="unit/index.html"))
    return zipped({"cmi5.xml": xml, "unit/index.html": b"<p>", "unit/app.js": script.encode()})


def bring(db: Session, raw: bytes, *, now: datetime = NOW) -> ImportedCourse:
    return import_course(db, raw=raw, filename="cours.zip", imported_by=None, now=now)


def load_tiny_course(db: Session, folder: Path, *, package: str = COURSE_ID) -> None:
    """A course of ours, one screen of which opens the units of the package."""
    content = ContentFolder.copied_to(folder / "content")
    line = (
        f"  - {{id: {SCREEN}, type: cmi5, title: D’ailleurs, package: '{package}', minutes: 3}}\n"
    )
    content.edit(MODULE, "completion:", line + "completion:")
    load_content(db, root=content.root, modules={}, now=NOW)


@dataclass
class FakeClock:
    """Timestamps of a unit: a second later each time."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> str:
        self.at += timedelta(milliseconds=1)
        return self.at.isoformat().replace("+00:00", "Z")


class Unit:
    """A unit that was launched at this address. It fetches its access, then sends as told."""

    def __init__(self, app: Flask, url: str, *, fetches: bool = True) -> None:
        self.http = app.test_client(use_cookies=False)
        self.url = url
        self.given = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        self.actor = json.loads(self.given["actor"])
        self.clock = FakeClock()
        self.token = self.fetch()["auth-token"] if fetches else ""

    def fetch(self) -> dict[str, Any]:
        answer = self.http.post(urlsplit(self.given["fetch"]).path)
        assert answer.status_code == 200
        return dict(answer.json)

    def call(self, method: str, path: str, token: str | None = None, **options: Any) -> Any:
        headers = {
            "Authorization": f"Basic {self.token if token is None else token}",
            "X-Experience-API-Version": "1.0.3",
            **options.pop("headers", {}),
        }
        return self.http.open(f"/xapi/{path}", method=method, headers=headers, **options)

    def state(self, method: str = "GET", state_id: str = v.LAUNCH_DATA, **options: Any) -> Any:
        query = {
            "stateId": state_id,
            "activityId": self.given["activityId"],
            "agent": self.given["actor"],
            "registration": self.given["registration"],
            **options.pop("changed", {}),
        }
        return self.call(method, "activities/state", query_string=query, **options)

    def profile(self, method: str = "GET", profile_id: str = v.PREFERENCES, **options: Any) -> Any:
        query = {"profileId": profile_id, "agent": self.given["actor"]}
        return self.call(method, "agents/profile", query_string=query, **options)

    def statement(
        self, verb: str, result: dict[str, Any] | None = None, *, defined: bool = True
    ) -> dict[str, Any]:
        """One as cmi5 wants it; `defined`: in the category of cmi5."""
        data = self.state().json
        context = data["contextTemplate"]
        context["registration"] = self.given["registration"]
        if defined:
            categories = [{"id": v.CATEGORY}]
            if result and {"success", "completion"} & set(result):
                categories.append({"id": v.MOVE_ON_CATEGORY})
            context["contextActivities"]["category"] = categories
        if result and "score" in result and "masteryScore" in data:
            context["extensions"][v.MASTERY_SCORE] = data["masteryScore"]
        iri = verb if ":" in verb else f"http://adlnet.gov/expapi/verbs/{verb}"
        made: dict[str, Any] = {
            "id": str(uuid4()),
            "actor": self.actor,
            "verb": {"id": iri},
            "object": {"id": self.given["activityId"]},
            "context": context,
            "timestamp": self.clock(),
        }
        if result is not None:
            made["result"] = result
        return made

    def send(self, *statements: dict[str, Any]) -> Any:
        return self.call("POST", "statements", json=list(statements))

    def begin(self) -> None:
        answer = self.send(self.statement("initialized"))
        assert answer.status_code == 200, answer.text

    def complete(self) -> Any:
        return self.send(self.statement("completed", {"completion": True, "duration": "PT1S"}))

    def passes(self, scaled: float = 0.9) -> Any:
        result = {"success": True, "score": {"scaled": scaled}, "duration": "PT1S"}
        return self.send(self.statement("passed", result))

    def end(self) -> Any:
        return self.send(self.statement("terminated", {"duration": "PT2S"}))
