"""The schema goes up and down on databases that hold data, and is what the models say."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, inspect, select
from sqlalchemy.orm import Session

from caire.backup import restore_backup, write_backup
from caire.db import make_sessions, transaction
from caire.demo import fill_demo
from caire.lrs.partitions import is_partition
from caire.migrate import alembic_config, downgrade_to, is_up_to_date, upgrade_to_head
from caire.models import metadata
from caire.people.models import Person
from tests.factories import NOW, XAPI_ROOT, load_courses, make_person
from tests.support.client import PASSWORD

BEFORE_SORTING = "20261121_1748"
#: At least one table of each slice.
FILLED = ("person", "organisation", "statement", "course_version", "enrolment", "mail", "progress",
          "sitting_answer", "activity_run", "workshop", "signature", "certificate")  # fmt: skip


def is_no_partition(name: str | None, kind: str, parents: object) -> bool:
    """Months of statements come and go as time goes by: no migration knows them."""
    return kind != "table" or not is_partition(name or "")


class TestTheNewestSchema:
    def test_is_what_the_models_say(self, engine: Engine) -> None:
        with engine.connect() as connection:
            options = {"compare_type": True, "include_name": is_no_partition}
            context = MigrationContext.configure(connection, opts=options)
            assert compare_metadata(context, metadata) == []

    def test_has_one_head_so_that_upgrades_never_fork(self, engine: Engine) -> None:
        assert len(ScriptDirectory.from_config(alembic_config(engine)).get_heads()) == 1

    def test_is_told_from_an_older_one(self, engine: Engine) -> None:
        assert is_up_to_date(engine)
        downgrade_to(engine, "base")
        assert not is_up_to_date(engine)


class TestADatabaseFullOfData:
    # One story, because filling every table takes seconds.
    def test_is_left_alone_by_an_upgrade_emptied_by_a_downgrade_and_restored_from_its_backup(
        self, engine: Engine, tmp_path: Path
    ) -> None:
        fill(engine)
        before = rows_by_table(engine)
        assert all(before[name] for name in FILLED), before

        upgrade_to_head(engine)
        assert rows_by_table(engine) == before

        write_backup(engine, tmp_path / "all.caire", data_dir=tmp_path)
        downgrade_to(engine, "base")
        assert set(inspect(engine).get_table_names()) <= {"alembic_version"}

        upgrade_to_head(engine)
        restore_backup(engine, tmp_path / "all.caire", data_dir=tmp_path)
        assert rows_by_table(engine) == before


def fill(engine: Engine) -> None:
    """Every slice has rows: people, traces, half-days, certificates, mails."""
    with make_sessions(engine)() as db, transaction(db):
        load_courses(db)
        fill_demo(db, password=PASSWORD, xapi_root=XAPI_ROOT, now=NOW)


def rows_by_table(engine: Engine) -> dict[str, int]:
    with Session(engine) as db:
        return {
            table.name: db.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
        }


class TestPeopleOfAnOlderDatabase:
    def test_are_sorted_by_name_like_those_of_a_newer_one(self, engine: Engine) -> None:
        with make_sessions(engine)() as db, transaction(db):
            for family_name in ("Vasseur", "Œuvrard", "da Silva", "Écochard", "L’Hermite-Roy"):
                make_person(db, family_name=family_name)
        before = sort_names(engine)
        downgrade_to(engine, BEFORE_SORTING)

        upgrade_to_head(engine)

        assert sort_names(engine) == before


def sort_names(engine: Engine) -> list[str]:
    with Session(engine) as db:
        return list(db.scalars(select(Person.sort_name).order_by(Person.sort_name)))
