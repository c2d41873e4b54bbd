"""The application, made and done with."""

import gc
from weakref import ref

from caire.app import create_app
from caire.config import Config
from tests.support.client import PageClient


class TestAnApplication:
    def test_leaves_memory_when_nobody_holds_it(self, config: Config) -> None:
        app = create_app(config)
        PageClient(app).get("/")
        app.extensions["caire"].engine.dispose()
        gone = ref(app)

        del app
        gc.collect()

        assert gone() is None
