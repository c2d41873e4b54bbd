"""The level modules of this installation: Python packages with an entry point of ours."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from types import MappingProxyType

from caire.catalogue.errors import ModuleRefused, NoSuchActivity
from caire.sdk import Activity, LevelModule

GROUP = "caire.modules"
LEVELS = ("aware", "informed", "responsible")
_ID = re.compile(r"[a-z0-9-]{1,60}")

# They come with the platform, so a checkout that nobody installed knows them too.
BUILT_IN = tuple(
    EntryPoint(name=level, value=f"modules.{level}:module", group=GROUP) for level in LEVELS
)


@cache
def installed_modules() -> Mapping[str, LevelModule]:
    """Every installed module by its id, found once per process.

    Raises:
        ModuleRefused: a module cannot be imported, names no `LevelModule`, or takes the id of
            another; the message names its package.
    """
    found: dict[str, LevelModule] = {}
    built_in = {entry for entry in BUILT_IN if find_spec(entry.module) is not None}
    for entry in sorted(built_in.union(entry_points(group=GROUP)), key=lambda e: e.name):
        module = _loaded(entry)
        if module.id in found:
            raise ModuleRefused(
                f"two installed modules bear the id '{module.id}', one of them at {entry.value}: "
                "uninstall one, or give it another id"
            )
        found[module.id] = module
    return MappingProxyType(found)


def _loaded(entry: EntryPoint) -> LevelModule:
    try:
        module = entry.load()
    except (ImportError, AttributeError, ValueError) as error:
        raise ModuleRefused(
            f"module '{entry.name}' ({entry.value}) cannot be imported: {error}; "
            "install it again, or uninstall it"
        ) from error
    if not isinstance(module, LevelModule):
        raise ModuleRefused(
            f"module '{entry.name}': {entry.value} is not a caire.sdk.LevelModule; "
            "correct the entry point in its pyproject.toml"
        )
    if not _ID.fullmatch(module.id):
        raise ModuleRefused(
            f"module '{entry.name}': the id {module.id!r} cannot stand in an address; "
            "write up to 60 small letters, digits and hyphens"
        )
    if module.level not in LEVELS:
        raise ModuleRefused(
            f"module '{entry.name}': unknown level {module.level!r}; "
            f"write one of {', '.join(LEVELS)}"
        )
    return module


def find_activity(course_key: str, activity_id: str) -> Activity:
    """The activity that a screen of this course refers to.

    Raises:
        NoSuchActivity: the course's module is not installed, or does not bring it.
    """
    module = installed_modules().get(course_key)
    activity = module.activity(activity_id) if module else None
    if activity is None:
        raise NoSuchActivity(f"no installed module brings {activity_id} for {course_key}")
    return activity
