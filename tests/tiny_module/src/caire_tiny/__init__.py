"""A course on a coin, as a package that anybody could publish."""

from pathlib import Path

from caire.sdk import LevelModule
from caire_tiny.coin import Coin

HERE = Path(__file__).parent

module = LevelModule(
    id="tiny",
    level="aware",
    activities=(Coin(HERE / "manifest.yaml"),),
    content=HERE / "content",
    templates=HERE / "templates",
    static=HERE / "static",
    accepted_authorities=("coin lab",),
)
