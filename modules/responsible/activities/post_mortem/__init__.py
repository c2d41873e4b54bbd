"""`act.post-mortem`: an incident taken apart without a culprit, then replayed."""

from modules.responsible.activities.post_mortem.activity import PostMortem, load

__all__ = ["PostMortem", "load"]
