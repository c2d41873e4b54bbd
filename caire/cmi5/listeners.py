"""What others announce, for units of other makers."""

from sqlalchemy.orm import Session

from caire.catalogue.queries import course_version
from caire.cmi5.errors import NoSuchCourse
from caire.cmi5.services.following import follow_course, state_of, unit_name_of
from caire.cmi5.services.waiving import waive
from caire.cohorts.queries import EnrolmentRow, enrolment_by_id
from caire.placement.events import ScreensWaived

TESTED_OUT = "Tested Out"
#: Kept with each waiver, for who looks into it later.
NOTE = "Test de positionnement"


def waive_tested_out(db: Session, event: ScreensWaived) -> None:
    """Screens that a placement test spares: the units that they open are waived (cmi5, 9.3.7).

    A course that is not imported yet has no unit to waive: its screen is spared all the same.
    """
    enrolment = enrolment_by_id(db, event.enrolment_id)
    if enrolment is None:
        return
    course = course_version(db, enrolment.course_version_id)
    packages = {s.package for s in course.screens() if s.id in event.screen_ids and s.package}
    for package in sorted(packages):
        _waive_units(db, enrolment, package, event)


def _waive_units(db: Session, enrolment: EnrolmentRow, package: str, event: ScreensWaived) -> None:
    xapi_root, now = event.xapi_root, event.at
    try:
        following = follow_course(
            db, enrolment=enrolment, course_id=package, xapi_root=xapi_root, now=now
        )
    except NoSuchCourse:
        return
    for unit in following.course.units():
        if state_of(db, following, unit).waived_at is None:
            waive(
                db,
                enrolment=enrolment,
                course_id=package,
                unit_name=unit_name_of(following.course, unit),
                reason=TESTED_OUT,
                note=NOTE,
                waived_by=event.person_id,
                xapi_root=xapi_root,
                now=now,
            )
