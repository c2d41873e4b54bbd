"""Level 1, « Usage responsable de l’IA »: its activities. Its texts are in the content folder."""

from pathlib import Path

from caire.sdk import LevelModule, find_activities
from modules.shared import STATIC

HERE = Path(__file__).parent

module = LevelModule(
    id="aware",
    level="aware",
    activities=find_activities("modules.aware.activities"),
    templates=HERE / "templates",
    static=HERE / "static",
    shared_static=(STATIC,),
)
