"""Loading: all or nothing, versioned by content, learners pinned."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caire.catalogue.errors import ContentRefused, NoSuchCourse, NoSuchMedia
from caire.catalogue.models import CourseVersion
from caire.catalogue.queries import (
    course_version,
    current_course,
    current_courses,
    current_versions,
    media,
)
from caire.catalogue.services import LoadReport, load_content
from tests.support.content import LEVEL, MODULE, ContentFolder

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def load(db: Session, content: ContentFolder) -> LoadReport:
    return load_content(db, root=content.root, modules={}, now=NOW)


def count_versions(db: Session) -> int:
    return db.scalar(select(func.count()).select_from(CourseVersion)) or 0


class TestLoadContent:
    def test_makes_the_course_current(self, db: Session, content: ContentFolder) -> None:
        report = load(db, content)
        version_id, course = current_course(db, "aware")
        assert report.changed == ("aware",)
        assert (course.key, course.number, course.status) == ("aware", 1, "open")
        assert course.title["fr"] == "Trier avec méthode"
        assert course.minutes == 4
        assert [s.id for s in course.screens()] == ["n1.s1.e1", "n1.s1.e2", "n1.s1.e3"]
        assert set(course.items) == {"itm.n1.c1.0001", "itm.n1.c1.0002"}
        assert [v.version_id for v in current_versions(db)] == [version_id]

    def test_keeps_what_the_certificate_needs(self, db: Session, content: ContentFolder) -> None:
        load(db, content)
        _, course = current_course(db, "aware")
        assert course.rule is not None
        assert course.rule.acts == ("took_a_role", "contributed_to_debrief")
        assert course.blueprint is not None
        assert course.blueprint.wait_hours == (0, 24)
        assert course.run_sheet is not None
        assert [c.id for c in course.competencies] == ["caire.c1.1"]
        assert [s.id for s in course.competencies[0].statements] == ["caire.c1.1.a"]

    def test_ends_an_item_with_its_oldest_fact(self, db: Session, content: ContentFolder) -> None:
        load(db, content)
        _, course = current_course(db, "aware")
        assert course.items["itm.n1.c1.0001"].head.review_by == "2028-11-30"
        assert course.items["itm.n1.c1.0002"].head.review_by == "2028-01-31"

    def test_is_the_same_version_when_nothing_changed(
        self, db: Session, content: ContentFolder
    ) -> None:
        first = load(db, content)
        again = load(db, content)
        assert again.changed == ()
        assert again.courses[0].version_id == first.courses[0].version_id
        assert count_versions(db) == 1

    def test_leaves_learners_on_the_version_they_began(
        self, db: Session, content: ContentFolder
    ) -> None:
        began = load(db, content).courses[0].version_id
        content.edit(LEVEL, "Trier avec méthode", "Trier autrement")
        load(db, content)
        newest, course = current_course(db, "aware")
        assert newest != began
        assert course.title["fr"] == "Trier autrement"
        assert course_version(db, began).title["fr"] == "Trier avec méthode"

    def test_finds_a_former_version_again(self, db: Session, content: ContentFolder) -> None:
        began = load(db, content).courses[0].version_id
        content.edit(LEVEL, "Trier avec méthode", "Trier autrement")
        load(db, content)
        content.edit(LEVEL, "Trier autrement", "Trier avec méthode")
        load(db, content)
        assert current_course(db, "aware")[0] == began
        assert count_versions(db) == 2

    def test_writes_nothing_when_anything_is_wrong(
        self, db: Session, content: ContentFolder
    ) -> None:
        began = load(db, content).courses[0].version_id
        content.edit(LEVEL, "Trier avec méthode", "Trier autrement")
        content.edit(MODULE, "file: e1-tri.md", "file: rien.md")
        with pytest.raises(
            ContentRefused, match=r"module\.yaml:12: Q01 no lesson rien\.md"
        ) as refused:
            load(db, content)
        assert refused.value.errors[0].mend
        assert current_course(db, "aware")[0] == began
        assert count_versions(db) == 1

    def test_no_longer_offers_a_course_that_is_gone(
        self, db: Session, content: ContentFolder
    ) -> None:
        began = load(db, content).courses[0].version_id
        (content.root / "aware").rename(content.root / "informed")
        content.edit("informed/level.yaml", "level: aware", "level: aware\nstatus: open")
        load(db, content)
        with pytest.raises(NoSuchCourse):
            current_course(db, "aware")
        assert course_version(db, began).key == "aware"


class TestQueries:
    def test_refuse_what_was_never_loaded(self, db: Session) -> None:
        with pytest.raises(NoSuchCourse):
            course_version(db, 12)
        with pytest.raises(NoSuchCourse):
            current_course(db, "aware")
        with pytest.raises(NoSuchMedia):
            media(db, "0" * 64)
        assert current_courses(db) == []

    def test_decode_a_version_once_per_process(self, db: Session, content: ContentFolder) -> None:
        version_id = load(db, content).courses[0].version_id
        assert course_version(db, version_id) is course_version(db, version_id)

    def test_do_not_mix_databases_up(self, db: Session, content: ContentFolder) -> None:
        """Every test has its own database, and the same ids: the title must be this one's."""
        content.edit(LEVEL, "Trier avec méthode", "Un autre titre")
        version_id = load(db, content).courses[0].version_id
        assert course_version(db, version_id).title["fr"] == "Un autre titre"


class TestTranslate:
    def test_keeps_both_languages(self, db: Session, content: ContentFolder) -> None:
        load(db, content)
        _, course = current_course(db, "aware")
        sequence = course.sequences[0]
        assert sequence.objective == {
            "fr": "Trier\u00a0: oui, mais comment\u202f?",
            "en": "Sorting: yes, but how?",
        }
        assert sequence.screens[0].title["en"] == "How to sort?"
        stem = course.items["itm.n1.c1.0001"].head.stem
        assert stem["en"] == "How does he sort the first one?"
        assert "en" not in course.title
