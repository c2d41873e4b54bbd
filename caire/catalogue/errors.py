"""Refusals of the catalogue."""

from collections.abc import Sequence

from caire.catalogue.problems import Problem
from caire.errors import NotFound, Refusal


class NoSuchCourse(NotFound):
    """No course has this key, or none of its versions is current."""

    code = "no_such_course"


class NoSuchMedia(NotFound):
    """No version of any course shows this figure."""

    code = "no_such_media"


class NoSuchActivity(NotFound):
    """The course's module brings no activity of this id."""

    code = "no_such_activity"


class ModuleRefused(Refusal):
    """An installed level module is not usable; the message names it and says what to mend."""

    code = "module_refused"


class ContentRefused(Refusal):
    """The content has errors: nothing was loaded."""

    code = "content_refused"

    def __init__(self, errors: Sequence[Problem]) -> None:
        more = f" (and {len(errors) - 1} more: run `caire content check`)" if errors[1:] else ""
        super().__init__(f"{errors[0]}{more}")
        self.errors = tuple(errors)
