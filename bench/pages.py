"""Server time and SQL queries of each page, beside its template with constant values in Flask."""

from collections.abc import Iterator
from dataclasses import dataclass

from _constant import constant_page, twin_of
from _figures import Figure, figure, percentile, show, wants_json
from _platform import demo_platforms, pin_to_one_core
from _visits import Timing, Visit, Visitor, counted_queries
from flask import Flask
from sqlalchemy import select

from caire.catalogue.queries import current_course
from caire.certificates.models import Certificate
from caire.cohorts.models import Enrolment
from caire.demo.filling import COURSE
from caire.workshops.models import Booking, Workshop

ROUNDS = 200
WARM_UP = 20
MAX_QUERIES = 6


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    visit: Visit


@dataclass(frozen=True, slots=True)
class Facts:
    """What the demonstration holds, as addresses need it."""

    screens: dict[str, str]
    code: str
    coming: int
    past: int
    booking: int
    enrolment: int
    person: int


def facts_of(app: Flask) -> Facts:
    with app.extensions["caire"].sessions() as db:
        _version, course = current_course(db, COURSE)
        past, coming = db.scalars(select(Workshop.id).order_by(Workshop.starts_at).limit(2)).all()
        code, person = db.execute(
            select(Certificate.code, Certificate.person_id).order_by(Certificate.id).limit(1)
        ).one()
        enrolment = db.scalars(
            select(Enrolment.id).where(
                Enrolment.person_id == person, Enrolment.course_key == COURSE
            )
        ).one()
        return Facts(
            # The last of each kind: the longest pages are not the first ones.
            screens={screen.type: screen.id for screen in course.screens()},
            code=code,
            coming=coming,
            past=past,
            booking=db.scalars(select(Booking.id).where(Booking.workshop_id == past)).first() or 0,
            enrolment=enrolment,
            person=person,
        )


def learner_pages(app: Flask, facts: Facts) -> Iterator[Page]:
    learner = Visitor(app, "learner@demo.caire.example")
    certified = Visitor(app, "amina.haddad@demo.caire.example")
    finished = Visitor(app, "louise.fontaine@demo.caire.example")
    course = f"/learn/{COURSE}/"
    activity = f"{course}{facts.screens['activity']}"
    learner.submit(activity, f"{activity}/start", mode="visual")
    attempt = finished.submit(f"{course}exam", f"{course}exam")
    for name, visitor, address in (
        ("home_public", Visitor(app), "/"),
        ("dashboard", learner, "/learn/"),
        ("plan", learner, course),
        ("lesson", learner, course + facts.screens["lesson"]),
        ("questions", learner, course + facts.screens["questions"]),
        ("activity", learner, activity),
        ("test_report", finished, course + facts.screens["test"]),
        ("exam", finished, f"{course}exam"),
        ("exam_item", finished, attempt),
        ("why_not_yet", learner, f"{course}why"),
        ("why", certified, f"{course}why"),
        ("workshops", learner, "/learn/workshops/"),
        ("workshop", learner, f"/learn/workshops/{facts.coming}"),
        ("certificates", certified, "/learn/certificates/"),
        ("certificate", certified, f"/learn/certificates/{facts.code}"),
        ("verify", Visitor(app), f"/verify/{facts.code}"),
        ("account", learner, "/account/"),
    ):
        yield Page(f"learner.{name}", visitor.visit(address))


def staff_pages(app: Flask, facts: Facts) -> Iterator[Page]:
    trainer = Visitor(app, "trainer@demo.caire.example")
    manager = Visitor(app, "manager@demo.caire.example")
    admin = Visitor(app, "admin@demo.caire.example")
    for name, visitor, address in (
        ("trainer.agenda", trainer, "/train/"),
        ("trainer.session", trainer, f"/train/{facts.coming}"),
        ("trainer.session_past", trainer, f"/train/{facts.past}"),
        ("trainer.participant", trainer, f"/train/{facts.past}/participants/{facts.booking}"),
        ("trainer.sheet", trainer, f"/train/{facts.past}/sheet"),
        ("manager.organisation", manager, "/organisation/valbruyere/"),
        ("manager.enrol", manager, "/organisation/valbruyere/enrol"),
        ("admin.people", admin, "/admin/"),
        ("admin.person", admin, f"/admin/people/{facts.person}"),
        ("admin.traces", admin, f"/admin/enrolments/{facts.enrolment}/traces"),
    ):
        yield Page(name, visitor.visit(address))


def measured(database: str, app: Flask) -> Iterator[Figure]:
    facts = facts_of(app)
    for page in (*learner_pages(app, facts), *staff_pages(app, facts)):
        with counted_queries(app.extensions["caire"].engine) as sent:
            page.visit.make()
        ours, bare = timed_together(page.visit, twin_of(page.visit))
        name = f"pages.{database}.{page.name}"
        yield figure(f"{name}.queries", len(sent), "queries", MAX_QUERIES)
        for share, label in ((0.5, "p50"), (0.95, "p95")):
            yield figure(
                f"{name}.{label}",
                1000 * percentile(ours.elapsed, share),
                "ms",
                1000 * percentile(bare.elapsed, share),
            )
        yield figure(
            f"{name}.cpu_p50",
            1000 * percentile(ours.cpu, 0.5),
            "ms of CPU",
            1000 * percentile(bare.cpu, 0.5),
        )
        yield figure(
            f"{name}.per_second",
            len(ours.elapsed) / sum(ours.elapsed),
            "requests/s",
            len(bare.elapsed) / sum(bare.elapsed),
        )


def timed_together(page: Visit, constant: Visit) -> tuple[Timing, Timing]:
    """One of each, in turn, so that whatever slows the machine slows both."""
    ours, bare = Timing(), Timing()
    for _time in range(WARM_UP):
        constant.make()
        page.make()
    for _time in range(ROUNDS):
        constant.timed(bare)
        page.timed(ours)
    return ours, bare


def compared_pages() -> Iterator[Figure]:
    """What the constant page itself costs, beside the smallest page that Flask can render."""
    layout, small = timed_together(constant_page("layout.html"), constant_page("small.html"))
    yield figure(
        "pages.constant.cpu_p50",
        1000 * percentile(layout.cpu, 0.5),
        "ms of CPU",
        1000 * percentile(small.cpu, 0.5),
    )


def all_figures() -> Iterator[Figure]:
    pin_to_one_core()
    yield from compared_pages()
    for database, app in demo_platforms():
        yield from measured(database, app)
        app.extensions["caire"].engine.dispose()


if __name__ == "__main__":
    as_json = wants_json(__doc__ or "")
    show(all_figures(), as_json=as_json)
