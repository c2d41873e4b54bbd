"""`act.perceptron`: neurons trained for real, what they separate, recite, and never learn."""

from modules.responsible.activities.perceptron.activity import Perceptron, load

__all__ = ["Perceptron", "load"]
