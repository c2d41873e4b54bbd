"""A level module's declaration."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from caire.sdk.activity import Activity

#: What the client scripts of activities share with the page that hosts them.
STATIC = Path(__file__).parent / "static"


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
        shared_static: folders served under the same address, for what `static` does not hold;
            the scripts of the sdk (`host.js`, `refresh.js`, `random.js`) come last, for everybody.
        accepted_authorities: names of keys (`caire lrs keys create --name`) whose statements may
            say that a lesson or an activity of this course is done, beside the platform itself.
    """

    id: str
    level: str
    activities: Sequence[Activity] = ()
    content: Path | None = None
    templates: Path | None = None
    static: Path | None = None
    shared_static: Sequence[Path] = ()
    accepted_authorities: Sequence[str] = ()

    @property
    def static_folders(self) -> tuple[Path, ...]:
        """Where a file of the module's static address is looked for, in this order."""
        own = () if self.static is None else (self.static,)
        return (*own, *self.shared_static, STATIC)

    def activity(self, activity_id: str) -> Activity | None:
        """The activity of that id, or None."""
        return next((a for a in self.activities if a.manifest.id == activity_id), None)
