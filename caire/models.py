"""Every table of the platform, for migrations and tests: importing a model registers it."""

from importlib import import_module
from importlib.util import find_spec

from caire.db import Base

for _slice in (
    "people", "organisations", "catalogue", "lrs", "cohorts", "messaging", "learning",
    "workshops", "certificates",
):  # fmt: skip
    if find_spec(f"caire.{_slice}.models"):
        import_module(f"caire.{_slice}.models")

metadata = Base.metadata
