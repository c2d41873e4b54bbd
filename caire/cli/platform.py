"""The platform as a command sees it: settings, sessions and the application."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click
from flask import Flask
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from caire.app import create_app
from caire.catalogue.errors import ModuleRefused
from caire.cli.output import refuse
from caire.config import Config, ConfigError
from caire.db import transaction


@dataclass(frozen=True, slots=True)
class CommandPlatform:
    config: Config
    app: Flask
    engine: Engine
    sessions: sessionmaker[Session]

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.sessions() as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: all or nothing."""
        with self.sessions() as db, transaction(db):
            yield db


def load_config() -> Config:
    """The settings, or exit code 1 and the name of the wrong one."""
    try:
        return Config.load()
    except ConfigError as error:
        refuse(str(error), code="config")


def open_platform(*, migrated: bool = True) -> CommandPlatform:
    """The platform of the current settings.

    With `migrated`, a database that is missing or not prepared is refused with what to do.
    """
    config = load_config()
    try:
        app = create_app(config)
    except ModuleRefused as refused:
        refuse(str(refused), code=refused.code)
    platform = app.extensions["caire"]
    if migrated:
        _refuse_unprepared(platform.engine)
    return CommandPlatform(config, app, platform.engine, platform.sessions)


def _refuse_unprepared(engine: Engine) -> None:
    try:
        prepared = inspect(engine).has_table("alembic_version")
    except OperationalError as error:
        refuse(f"cannot reach the database: {error.orig}; check [database] url", code="database")
    if not prepared:
        refuse("the database is empty: run `caire init` first", code="database")


def read_secret(variable: str | None, prompt: str) -> str:
    """A password from the named variable, else from standard input.

    Never from the command line, where other users of the machine could read it.
    """
    if variable is not None:
        if variable not in os.environ:
            refuse(f"the variable {variable} is not set", code="password")
        return os.environ[variable]
    if sys.stdin.isatty():
        return str(click.prompt(prompt, hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")
