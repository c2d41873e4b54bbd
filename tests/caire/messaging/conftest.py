"""A post office that sends to a real SMTP server, and works only when told to."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from caire.app import create_app
from caire.config import Config
from tests.caire.messaging.scene import Post


@pytest.fixture
def post(smtp_config: Config) -> Iterator[Post]:
    """In the environment `development` a commit only wakes the queue: nobody works it here."""
    config = replace(smtp_config, environment="development")
    app = create_app(config)
    yield Post(app, config)
    app.extensions["caire"].engine.dispose()
