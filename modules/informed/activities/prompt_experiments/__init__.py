"""`act.atelier-avance`: one ingredient changed at a time, and what moves predicted first."""

from modules.informed.activities.prompt_experiments.activity import PromptExperiments, load

__all__ = ["PromptExperiments", "load"]
