"""`act.jauge-empreinte`: an order of magnitude is a range, with its hypotheses."""

from modules.aware.activities.footprint_gauge.activity import FootprintGauge, load

__all__ = ["FootprintGauge", "load"]
