"""Bring a database to the newest schema, as `caire init` does."""

from caire.config import ROOT
from caire.db import make_engine
from caire.migrate import upgrade_to_head
from caire.models import metadata


def upgrade(url: str) -> None:
    engine = make_engine(url)
    if list((ROOT / "migrations" / "versions").glob("*.py")):
        upgrade_to_head(engine)
    else:
        metadata.create_all(engine)
    engine.dispose()
