"""What a level module may see of the platform: all of it is in this package.

A module is a Python package with an entry point in the group `caire.modules` that names a
`LevelModule`. It brings a content folder, activities scored on the server, their templates and
client scripts. It never sees a person, a request or the database: it receives answers and returns
values, so it can be tested without the platform. `docs/modules.md` is the guide for authors.
"""

from caire.sdk.activity import (
    Activity,
    ActivityManifest,
    AnswerRefused,
    Exploration,
    Run,
    Step,
    StepOutcome,
    StepRecord,
    load_manifest,
)
from caire.sdk.module import LevelModule
from caire.sdk.random import Mulberry32

__all__ = [
    "Activity",
    "ActivityManifest",
    "AnswerRefused",
    "Exploration",
    "LevelModule",
    "Mulberry32",
    "Run",
    "Step",
    "StepOutcome",
    "StepRecord",
    "load_manifest",
]
