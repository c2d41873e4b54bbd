"""A level module's declaration."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from caire.sdk.activity import Activity


@dataclass(frozen=True, slots=True)
class LevelModule:
    """What a module brings.

    Args:
        id: the course's key in addresses and traces, `[a-z0-9-]+`; the built-in ones bear their
            level's name.
        level: `aware`, `informed` or `responsible`.
        content: folder with `level.yaml`, sequences, bank, `workshop/run-sheet.yaml` and
            `certification.yaml`; None for a built-in module, whose texts are in the platform's
            content folder under its id.
        activities: what the screens of type `activity` refer to by id.
        templates: folder of Jinja templates, each activity's named by its manifest.
        static: folder of client scripts, styles and data, served under `/modules/<id>/static/`.
        accepted_authorities: names of keys (`caire lrs keys create --name`) whose statements may
            say that a lesson or an activity of this course is done, beside the platform itself.
    """

    id: str
    level: str
    activities: Sequence[Activity] = ()
    content: Path | None = None
    templates: Path | None = None
    static: Path | None = None
    accepted_authorities: Sequence[str] = ()

    def activity(self, activity_id: str) -> Activity | None:
        """The activity of that id, or None."""
        return next((a for a in self.activities if a.manifest.id == activity_id), None)
