"""`act.labo-biais`: a model that learns past decisions learns their bias."""

from modules.aware.activities.bias_lab.activity import BiasLab, load

__all__ = ["BiasLab", "load"]
