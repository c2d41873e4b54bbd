"""What changes the store: one file a story."""

from caire.lrs.services.completing import Incoming
from caire.lrs.services.storing import store, store_own
from caire.lrs.services.voiding import void

__all__ = ["Incoming", "store", "store_own", "void"]
