"""Bring a database to the newest schema, as `caire init` does."""

from caire.db import make_engine
from caire.migrate import upgrade_to_head


def upgrade(url: str) -> None:
    engine = make_engine(url)
    upgrade_to_head(engine)
    engine.dispose()
