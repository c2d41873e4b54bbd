"""The statistics of a course's items, as the pages print them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caire.analysis.models import ItemStatistic, StatisticsMark
from caire.analysis.observing import MODES, major_of
from caire.assessment.analysis import (
    SMALL_GROUP,
    Evidence,
    Flag,
    Sums,
    flags_of,
    unused_distractors,
)
from caire.assessment.chosen import distractors_of
from caire.assessment.items import Item, item_type
from caire.catalogue.course import Course


@dataclass(frozen=True, slots=True)
class ItemReport:
    """One item in one mode, with what is wrong with it.

    `choices`: among those who fail, the share of each part; None where fewer than five took it.
    """

    item: Item
    type: str
    mode: str
    evidence: Evidence
    flags: tuple[Flag, ...]
    unused: tuple[str, ...]
    choices: Mapping[str, float | None]

    @property
    def is_small(self) -> bool:
        """Whether so few answered that nothing may be told."""
        return self.evidence.answers < SMALL_GROUP


def counted_at(db: Session) -> datetime | None:
    """When answers were last counted; None: never yet."""
    return db.scalar(select(StatisticsMark.counted_at))


def item_reports(db: Session, course: Course) -> list[ItemReport]:
    """Every item of this version that somebody met, those with flags first; one query."""
    rows = db.execute(select(*_COLUMNS).where(ItemStatistic.course_key == course.key)).all()
    found = []
    for row in rows:
        item = course.items.get(row.item_id)
        # A major change of an item starts its statistics anew (CURRICULUM G.8).
        if item is not None and major_of(item.head.version) == row.major:
            found.append(_report(item, row.mode, _evidence(row)))
    return sorted(found, key=lambda r: (-len(r.flags), r.item.head.id, MODES.index(r.mode)))


_COLUMNS = tuple(ItemStatistic.__table__.columns)


def _evidence(row: object) -> Evidence:
    values = row._asdict()  # type: ignore[attr-defined]  # a row of the columns above
    sums = Sums(
        values["pairs"],
        *(values[f"sum_{name}"] for name in ("x", "xx", "r", "rr", "xr")),
    )
    return Evidence(
        answers=values["answers"],
        points=values["points"],
        pairs=sums,
        failures=values["failures"],
        failing=values["failing"],
        sure_and_wrong=values["sure_and_wrong"],
        exposure=values["exposure"],
    )


def _report(item: Item, mode: str, evidence: Evidence) -> ItemReport:
    distractors = distractors_of(item)
    taken = evidence.failing or {}
    parts = [*distractors, *sorted(taken.keys() - set(distractors))]
    choices = {
        part: evidence.share_of_failing(part) if taken.get(part, 0) >= SMALL_GROUP else None
        for part in parts
    }
    return ItemReport(
        item,
        item_type(item),
        mode,
        evidence,
        flags_of(evidence, distractors),
        unused_distractors(evidence, distractors) if evidence.answers else (),
        choices,
    )
