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
    Form,
    Run,
    Step,
    StepOutcome,
    StepRecord,
    load_manifest,
)
from caire.sdk.finding import find_activities
from caire.sdk.forms import choice, one, real_number, ticked, whole_number
from caire.sdk.module import LevelModule
from caire.sdk.random import Mulberry32, rotated, shuffled
from caire.sdk.reading import read_yaml
from caire.sdk.speech import LocalText, Speech, as_given, decimal, in_language, percent
from caire.sdk.steps import (
    Action,
    Assessor,
    StepActivity,
    frame,
    open_steps,
    refuse_out_of_order,
)

__all__ = [
    "Action",
    "Activity",
    "ActivityManifest",
    "AnswerRefused",
    "Assessor",
    "Exploration",
    "Form",
    "LevelModule",
    "LocalText",
    "Mulberry32",
    "Run",
    "Speech",
    "Step",
    "StepActivity",
    "StepOutcome",
    "StepRecord",
    "as_given",
    "choice",
    "decimal",
    "find_activities",
    "frame",
    "in_language",
    "load_manifest",
    "one",
    "open_steps",
    "percent",
    "read_yaml",
    "real_number",
    "refuse_out_of_order",
    "rotated",
    "shuffled",
    "ticked",
    "whole_number",
]
