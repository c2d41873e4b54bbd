"""Level 2, « Interagir et évaluer »: its activities. Its texts are in the content folder."""

from pathlib import Path

from caire.sdk import LevelModule, find_activities
from modules.shared import STATIC

HERE = Path(__file__).parent

module = LevelModule(
    id="informed",
    level="informed",
    activities=find_activities("modules.informed.activities"),
    templates=HERE / "templates",
    static=HERE / "static",
    shared_static=(STATIC,),
)
