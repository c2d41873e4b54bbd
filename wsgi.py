"""The WSGI application of the current settings, for any server."""

import gc

from caire.app import create_app
from caire.config import Config

app = create_app(Config.load())

# What was built so far stays as long as the process: the collector need not look at it again, nor
# as often as Python has it, which is several times for one page.
gc.freeze()
gc.set_threshold(20_000, 20, 20)
