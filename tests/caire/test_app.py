"""The application, made and done with."""

import gc
from weakref import ref

from flask import Flask

from caire.app import create_app
from caire.config import Config
from tests.support.client import PageClient


class TestAnApplication:
    def test_leaves_memory_when_nobody_holds_it(self, config: Config) -> None:
        gone = ref(asked(config))
        gc.collect()
        assert gone() is None

    def test_closes_its_connections_then(self, config: Config) -> None:
        engine = asked(config).extensions["caire"].engine
        gc.collect()
        assert engine.pool.checkedin() == 0


def asked(config: Config) -> Flask:
    """An application that has opened a connection."""
    app = create_app(config)
    assert PageClient(app).get("/health/ready").status == 200
    assert app.extensions["caire"].engine.pool.checkedin() == 1
    return app
