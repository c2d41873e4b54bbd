"""`act.labo-biais-complet`: find the proxy, try remedies, write down the decision."""

from modules.informed.activities.bias_remedies.activity import BiasRemedies, load

__all__ = ["BiasRemedies", "load"]
