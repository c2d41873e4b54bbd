"""`act.seuil`: a bar trades missed cases for false alarms; who pays them decides where it goes."""

from modules.informed.activities.threshold.activity import Threshold, load

__all__ = ["Threshold", "load"]
