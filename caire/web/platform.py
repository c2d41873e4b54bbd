"""What one running process shares: settings, engine, sessions."""

from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from caire.config import Config, DatabaseConfig
from caire.db import make_engine, make_sessions


@dataclass(frozen=True, slots=True)
class Platform:
    config: Config
    engine: Engine
    sessions: sessionmaker[Session]
    #: Sessions on the streaming replica, which only read; None: there is none.
    replicas: sessionmaker[Session] | None = None


def attach_platform(app: Flask, config: Config) -> Platform:
    """Open the engine of these settings and keep it with the application."""
    database = config.database
    engine = make_engine(database.url, pool_size=database.pool_size, prepare=database.prepare)
    platform = Platform(config, engine, make_sessions(engine), _replicas(database))
    app.extensions["caire"] = platform
    return platform


def _replicas(database: DatabaseConfig) -> sessionmaker[Session] | None:
    if not database.replica_url:
        return None
    return make_sessions(
        make_engine(database.replica_url, pool_size=database.pool_size, prepare=database.prepare)
    )


def current_platform() -> Platform:
    platform: Platform = current_app.extensions["caire"]
    return platform


def current_config() -> Config:
    return current_platform().config
