"""Level 1, « Usage responsable de l’IA »: its activities. Its texts are in the content folder."""

from pathlib import Path

from caire.sdk import LevelModule
from modules.aware.activities import (
    bias_lab,
    claim_hunt,
    data_sorting,
    footprint_gauge,
    nearest_points,
    next_word,
    prompt_workshop,
    token_cutter,
)

HERE = Path(__file__).parent

module = LevelModule(
    id="aware",
    level="aware",
    activities=(
        nearest_points.load(),
        next_word.load(),
        token_cutter.load(),
        prompt_workshop.load(),
        claim_hunt.load(),
        data_sorting.load(),
        bias_lab.load(),
        footprint_gauge.load(),
    ),
    templates=HERE / "templates",
    static=HERE / "static",
)
