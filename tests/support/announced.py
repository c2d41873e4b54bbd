"""A level that is announced, whichever of the real ones are open by now."""

import msgspec
from sqlalchemy.orm import Session

from caire.catalogue.models import CourseVersion
from caire.catalogue.queries import current_course
from caire.catalogue.services import encode


def announce_only(db: Session, key: str) -> None:
    """The level as it was before it opened: nobody enrols, its entry test is for later."""
    row = db.query(CourseVersion).filter_by(course_key=key, is_current=True).one()
    _, course = current_course(db, key)
    row.is_current = False
    db.flush()
    announced = msgspec.structs.replace(course, status="announced", version="announced")
    db.add(
        CourseVersion(
            course_key=key,
            level=row.level,
            version="announced",
            digest="0" * 64,
            document=encode(announced),
            loaded_at=row.loaded_at,
            is_current=True,
        )
    )
    db.flush()
