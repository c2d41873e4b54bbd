"""A learner opens a unit. Source: cmi5, 8.1, 9.3.1, 9.3.6 and 10."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from caire.cmi5.addresses import launch_url, unit_url
from caire.cmi5.models import UnitSession
from caire.cmi5.rules import LaunchMode
from caire.cmi5.satisfaction import unit_is_satisfied
from caire.cmi5.services.documents import write_launch_documents
from caire.cmi5.services.ending import abandon_open
from caire.cmi5.services.following import (
    Following,
    follow_course,
    reached_of,
    say,
    state_of,
    unit_name_of,
)
from caire.cmi5.statements import actor, launch_data, launched
from caire.cmi5.structure import Unit
from caire.cmi5.tokens import fetch_token, new_content_key
from caire.cohorts.queries import EnrolmentRow


@dataclass(frozen=True, slots=True)
class Place:
    """Where the platform answers, and how long a session lasts.

    `content_root` is the address under which packaged files are served, without a slash at its end.
    """

    xapi_root: str
    site_url: str
    content_root: str
    secret_key: str
    session_length: timedelta


@dataclass(frozen=True, slots=True)
class Launch:
    session_id: str
    url: str


def launch(
    db: Session,
    *,
    enrolment: EnrolmentRow,
    course_id: str,
    unit_name: str,
    locale: str,
    return_url: str,
    place: Place,
    now: datetime,
) -> Launch:
    """Begin a session; one that was open in the same registration is abandoned.

    Raises:
        NoSuchCourse, NoSuchUnit.
    """
    following = follow_course(
        db, enrolment=enrolment, course_id=course_id, xapi_root=place.xapi_root, now=now
    )
    unit = following.unit(unit_name)
    abandon_open(db, following, now=now)
    session = _begin(db, following, unit, place=place, now=now)
    by = following.speaker(session.id)
    write_launch_documents(
        db,
        actor=by.actor,
        registration=by.registration,
        activity_id=by.unit_iri(unit),
        launch_data=launch_data(
            unit, session_id=session.id, mode=session.mode, return_url=return_url
        ),
        locale=locale,
        organisation_id=enrolment.organisation_id,
        now=now,
    )
    url = unit_url(unit, content_root=place.content_root, content_key=session.content_key)
    # The address is a key to the package's files: the trace says where the unit is, without it.
    public = unit_url(unit, content_root=place.content_root, content_key=following.row.name)
    say(db, following, [launched(by, unit, mode=session.mode, url=public, now=now)], now=now)
    return Launch(session.id, _complete(url, following, unit, session, place))


def _begin(
    db: Session, following: Following, unit: Unit, *, place: Place, now: datetime
) -> UnitSession:
    state = state_of(db, following, unit)
    reached = reached_of(state)
    # What is done is looked at again, and not judged any more (10.2.2).
    done = (reached.completed or reached.passed) and unit_is_satisfied(unit.move_on, reached)
    mode: LaunchMode = "Review" if done else "Normal"
    session = UnitSession(
        id=str(uuid4()),
        registration_id=following.row.id,
        unit_name=unit_name_of(following.course, unit),
        unit_id=unit.id,
        mode=mode,
        content_key=new_content_key(),
        verbs=[],
        launched_at=now,
        expires_at=now + place.session_length,
    )
    db.add(session)
    db.flush()
    return session


def _complete(
    url: str, following: Following, unit: Unit, session: UnitSession, place: Place
) -> str:
    by = following.speaker(session.id)
    token = fetch_token(place.secret_key, session.id)
    return launch_url(
        url,
        endpoint=f"{place.xapi_root}/",
        fetch=f"{place.site_url}/cmi5/fetch/{token}",
        actor=actor(place.xapi_root, following.enrolment.actor_name),
        registration=by.registration,
        activity_id=by.unit_iri(unit),
    )
