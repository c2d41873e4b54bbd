"""`act.injection`: an agent that obeys what it reads, and the defences that bound it."""

from modules.responsible.activities.injection.activity import Injection, load

__all__ = ["Injection", "load"]
