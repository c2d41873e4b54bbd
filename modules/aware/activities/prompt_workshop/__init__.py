"""`act.atelier-consignes`: five ingredients of a request, changed one at a time."""

from modules.aware.activities.prompt_workshop.activity import PromptWorkshop, load

__all__ = ["PromptWorkshop", "load"]
