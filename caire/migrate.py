"""Run the migrations from code: `caire init`, tests and checks use the same path as operators."""

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from caire.config import ROOT


def alembic_config(engine: Engine) -> AlembicConfig:
    """Alembic's settings, bound to this engine's address."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(ROOT / "migrations"))
    settings.attributes["engine"] = engine
    return settings


def upgrade_to_head(engine: Engine) -> None:
    """Bring the schema to the newest revision; doing it again changes nothing."""
    command.upgrade(alembic_config(engine), "head")


def downgrade_to(engine: Engine, revision: str) -> None:
    """Bring the schema back to a revision (`base`: before the first)."""
    command.downgrade(alembic_config(engine), revision)


def is_up_to_date(engine: Engine) -> bool:
    """Whether the schema is at the newest revision."""
    newest = ScriptDirectory.from_config(alembic_config(engine)).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest
