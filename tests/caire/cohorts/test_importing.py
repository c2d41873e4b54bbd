"""A staff list: what the preview says is what happens, once."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from caire.cohorts.errors import CourseNotOpen
from caire.cohorts.imports.applying import (
    ImportReport,
    apply_kept,
    apply_table,
    keep_for_review,
    staff_import,
)
from caire.cohorts.imports.outcome import RowOutcome, preview
from caire.cohorts.imports.reading import Table, TableRow, read_table
from caire.cohorts.models import Cohort, Enrolment, StaffImport
from caire.cohorts.services import enrol
from caire.errors import NotFound
from caire.messaging.models import Mail
from caire.organisations.models import Membership, Organisation
from caire.people.models import Person
from tests.factories import COURSE, NOW, XAPI_ROOT, make_organisation, make_person
from tests.support.announced import announce_only
from tests.support.together import together


def table_of(*lines: str) -> Table:
    header = "email;prénom;nom;matricule;groupe"
    return read_table("list.csv", "\n".join((header, *lines)).encode())


def foreseen(db: Session, table: Table) -> list[RowOutcome]:
    return preview(db, table=table, course_key=COURSE)


def applied(db: Session, organisation: Organisation, table: Table) -> ImportReport:
    return apply_table(
        db,
        table=table,
        organisation_id=organisation.id,
        course_key=COURSE,
        enrolled_by=None,
        xapi_root=XAPI_ROOT,
        now=NOW,
    )


def enrolled(db: Session, organisation: Organisation) -> set[str]:
    return set(
        db.scalars(
            select(Person.email)
            .join(Enrolment, Enrolment.person_id == Person.id)
            .where(Enrolment.organisation_id == organisation.id)
        )
    )


class TestPreview:
    def test_tells_each_row_s_outcome_in_order(self, db: Session) -> None:
        organisation = make_organisation(db)
        known = make_person(db, email="known@example.org")
        follower = make_person(db, email="follower@example.org")
        enrol(
            db,
            person_id=follower.id,
            course_key=COURSE,
            organisation_id=organisation.id,
            xapi_root=XAPI_ROOT,
            now=NOW,
        )

        outcomes = foreseen(
            db,
            table_of(
                "new@example.org;Zoé;Lefèvre;;",
                f"{known.email};Léa;Martin;;",
                f"{follower.email};Léa;Martin;;",
                "NEW@example.org;Zoé;Lefèvre;;",
                "nobody;Zoé;Lefèvre;;",
                "noname@example.org;;Lefèvre;;",
                "signs@example.org;Zoé;<b>;;",
            ),
        )

        assert [(o.kind, o.problem, o.duplicate_of) for o in outcomes] == [
            ("invited", "", None),
            ("enrolled", "", None),
            ("already", "", None),
            ("duplicate", "", 2),
            ("error", "email", None),
            ("error", "given_name", None),
            ("error", "family_name", None),
        ]

    def test_changes_nothing(self, db: Session) -> None:
        before = db.scalar(select(func.count(Person.id)))

        foreseen(db, table_of("new@example.org;Zoé;Lefèvre;;"))

        assert db.scalar(select(func.count(Person.id))) == before

    @pytest.mark.parametrize(
        "name",
        [
            "<script>alert(1)</script>",
            "=HYPERLINK(1)",
            "http://evil.example",
            "Zoé\u202eéoZ",
            "x" * 61,
            "1234",
            "...",
            "\x07",
        ],
    )
    def test_refuses_a_name_that_nobody_has(self, db: Session, name: str) -> None:
        (outcome,) = preview(
            db,
            table=Table((TableRow(2, "zoe@example.org", name, "Lefèvre", "", ""),), ()),
            course_key=COURSE,
        )

        assert (outcome.kind, outcome.problem) == ("error", "given_name")

    @pytest.mark.parametrize(
        ("typed", "written"),
        [
            ("LEFÈVRE", "Lefèvre"),
            ("LE GALL-MARTIN", "Le Gall-Martin"),
            ("D’ALMEIDA", "D’Almeida"),
            ("O'BRIEN", "O'Brien"),
            ("de Gaulle", "de Gaulle"),
            ("McDonald", "McDonald"),
            ("NG", "NG"),
        ],
    )
    def test_writes_capitals_as_names_are_written(
        self, db: Session, typed: str, written: str
    ) -> None:
        (outcome,) = foreseen(db, table_of(f"zoe@example.org;Zoé;{typed};;"))

        assert outcome.family_name == written

    def test_writes_a_first_name_in_capitals_as_names_are_written(self, db: Session) -> None:
        (outcome,) = foreseen(db, table_of("zoe@example.org;JEAN-NOËL;Lefèvre;;"))

        assert outcome.given_name == "Jean-Noël"


class TestApply:
    def test_does_what_the_preview_said(self, db: Session) -> None:
        organisation = make_organisation(db)
        make_person(db, email="known@example.org")
        table = table_of(
            "new@example.org;Zoé;LEFÈVRE;1042;Équipe 1",
            "known@example.org;Léa;Martin;;Équipe 1",
            "new@example.org;Zoé;Lefèvre;;",
            "nobody;Zoé;Lefèvre;;",
        )
        said = foreseen(db, table)

        report = applied(db, organisation, table)

        assert list(report.outcomes) == said
        assert enrolled(db, organisation) == {"new@example.org", "known@example.org"}
        assert report.applied == 2
        assert {o.kind for o in foreseen(db, table)} == {"already", "duplicate", "error"}

    def test_makes_members_with_their_reference_and_their_group(self, db: Session) -> None:
        organisation = make_organisation(db)

        applied(db, organisation, table_of("new@example.org;Zoé;Lefèvre;1042;Équipe 1"))

        (member,) = db.scalars(select(Membership)).all()
        (cohort,) = db.scalars(select(Cohort)).all()
        enrolment = db.scalars(select(Enrolment)).one()
        assert member.employee_reference == "1042"
        assert (cohort.name, enrolment.cohort_id) == ("Équipe 1", cohort.id)

    def test_invites_newcomers_and_tells_those_who_have_an_account(self, db: Session) -> None:
        make_person(db, email="known@example.org")

        applied(
            db,
            make_organisation(db),
            table_of("new@example.org;Zoé;Lefèvre;;", "known@example.org;Léa;Martin;;"),
        )

        mails = Counter(db.scalars(select(Mail.recipient)))
        assert mails == {"new@example.org": 1, "known@example.org": 1}

    def test_twice_enrols_and_writes_once(self, db: Session) -> None:
        organisation = make_organisation(db)
        table = table_of("new@example.org;Zoé;Lefèvre;;")
        applied(db, organisation, table)
        mails = db.scalar(select(func.count(Mail.id)))

        again = applied(db, organisation, table)

        assert again.applied == 0
        assert db.scalar(select(func.count(Mail.id))) == mails
        assert db.scalar(select(func.count(Enrolment.id))) == 1

    def test_keeps_the_name_that_a_known_person_chose(self, db: Session) -> None:
        make_person(db, email="known@example.org", given_name="Léa", family_name="Martin")

        applied(db, make_organisation(db), table_of("known@example.org;Autre;Nom;;"))

        person = db.scalars(select(Person).where(Person.email == "known@example.org")).one()
        assert person.given_name == "Léa"

    def test_refuses_a_course_that_is_announced_only(self, db: Session) -> None:
        announce_only(db, "informed")

        with pytest.raises(CourseNotOpen):
            apply_table(
                db,
                table=table_of("new@example.org;Zoé;Lefèvre;;"),
                organisation_id=make_organisation(db).id,
                course_key="informed",
                enrolled_by=None,
                xapi_root=XAPI_ROOT,
                now=NOW,
            )

    def test_a_whole_town_hall_is_enrolled_in_one_go(self, db: Session) -> None:
        organisation = make_organisation(db)
        table = table_of(*(f"agent{n}@example.org;Zoé;Lefèvre;{n};" for n in range(200)))

        applied(db, organisation, table)

        assert len(enrolled(db, organisation)) == 200


class TestKeptList:
    def kept(self, db: Session, organisation: Organisation) -> StaffImport:
        return keep_for_review(
            db,
            table=table_of("new@example.org;Zoé;Lefèvre;;"),
            filename="liste.csv",
            organisation_id=organisation.id,
            course_key=COURSE,
            uploaded_by=make_person(db, role="admin").id,
            now=NOW,
        )

    def test_is_applied_once_and_then_forgets_its_rows(self, db: Session) -> None:
        organisation = make_organisation(db)
        kept = self.kept(db, organisation)

        first = apply_kept(db, kept=kept, xapi_root=XAPI_ROOT, now=NOW)
        second = apply_kept(db, kept=kept, xapi_root=XAPI_ROOT, now=NOW)

        assert first is not None
        assert (first.applied, second) == (1, None)
        assert kept.rows == []

    def test_is_applied_some_rows_at_a_time_so_that_nobody_waits_for_long(
        self, db: Session
    ) -> None:
        organisation = make_organisation(db)
        people = [f"agent{n}@example.org;Zoé;Lefèvre;{n};" for n in range(5)]
        wrong, again = "no address;Zoé;Lefèvre;;", "agent0@example.org;Zoé;Lefèvre;other;"
        kept = keep_for_review(
            db,
            table=table_of(*people[:3], wrong, *people[3:], again),
            filename="liste.csv",
            organisation_id=organisation.id,
            course_key=COURSE,
            uploaded_by=make_person(db, role="admin").id,
            now=NOW,
        )

        rounds = []
        while kept.applied_at is None:
            report = apply_kept(db, kept=kept, xapi_root=XAPI_ROOT, now=NOW, at_once=2)
            assert report is not None
            rounds.append((report.applied, report.count("duplicate"), report.count("error")))

        # The repeated row leaves with its first: alone, it would look like a new one.
        assert rounds == [(2, 1, 0), (2, 0, 1), (1, 0, 0)]
        assert len(enrolled(db, organisation)) == 5

    def test_two_confirmations_at_the_same_instant_apply_once(
        self, db: Session, engine: Engine
    ) -> None:
        organisation = make_organisation(db)
        kept_id = self.kept(db, organisation).id
        organisation_id = organisation.id
        db.commit()

        def confirm(tab: Session) -> bool:
            kept = staff_import(tab, import_id=kept_id, organisation_id=organisation_id)
            return apply_kept(tab, kept=kept, xapi_root=XAPI_ROOT, now=NOW) is not None

        assert sorted(together(engine, confirm)) == [False, True]
        assert db.scalar(select(func.count(Enrolment.id))) == 1

    def test_is_not_found_by_another_organisation(self, db: Session) -> None:
        kept = self.kept(db, make_organisation(db))

        with pytest.raises(NotFound):
            staff_import(db, import_id=kept.id, organisation_id=make_organisation(db).id)

    def test_is_forgotten_when_nobody_confirms_it_in_two_days(self, db: Session) -> None:
        organisation = make_organisation(db)
        first = self.kept(db, organisation)
        first.uploaded_at = NOW - timedelta(days=2, seconds=1)
        db.flush()

        second = self.kept(db, organisation)

        assert db.scalars(select(StaffImport.id)).all() == [second.id]
