"""The WSGI application of the current settings, for any server."""

from caire.app import create_app
from caire.config import Config

app = create_app(Config.load())
