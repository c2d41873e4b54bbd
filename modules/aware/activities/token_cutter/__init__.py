"""`act.decoupeur`: models read pieces of words; rare words cost more pieces."""

from modules.aware.activities.token_cutter.activity import TokenCutter, load

__all__ = ["TokenCutter", "load"]
