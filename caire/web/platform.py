"""What one running process shares: settings, engine, sessions."""

from dataclasses import dataclass
from weakref import finalize

from flask import Flask, Request, current_app, request
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
    """Open the engines of these settings; their connections are closed with the application."""
    database = config.database
    engine = _engine(app, database.url, database)
    replica = _engine(app, database.replica_url, database) if database.replica_url else None
    replicas = make_sessions(replica) if replica else None
    platform = Platform(config, engine, make_sessions(engine), replicas)
    app.extensions["caire"] = platform
    return platform


def _engine(app: Flask, url: str, database: DatabaseConfig) -> Engine:
    engine = make_engine(url, pool_size=database.pool_size, prepare=database.prepare)
    finalize(app, engine.dispose).atexit = False  # a process that ends closes what it has
    return engine


def current_platform() -> Platform:
    platform: Platform = current_app.extensions["caire"]
    return platform


def current_request() -> Request:
    """The request itself: each look through Flask's proxy costs as much as a call."""
    found: Request = request._get_current_object()  # type: ignore[attr-defined]  # as documented
    return found


def current_config() -> Config:
    return current_platform().config
