"""The WSGI application of the current settings, for any server."""

from caire.app import create_app
from caire.config import Config
from caire.web.memory import keep_what_is_built

app = create_app(Config.load())
keep_what_is_built()
