"""Finding the activities of a package, so that adding one changes no other file."""

from importlib import import_module
from pathlib import Path

from caire.sdk.activity import Activity


def find_activities(package: str) -> tuple[Activity, ...]:
    """What `load()` returns in each package inside `package` that holds a `manifest.yaml`, by name.

    Raises:
        ImportError: one cannot be imported; AttributeError: one has no `load`.
        ValueError: a manifest is wrong.
    """
    home = import_module(package).__file__
    assert home is not None, f"{package} has no __init__.py"
    folders = sorted(path.parent for path in Path(home).parent.glob("*/manifest.yaml"))
    return tuple(import_module(f"{package}.{folder.name}").load() for folder in folders)
