"""CAIRE: an e-learning platform whose certificates are earned from learning traces."""

__version__ = "0.1.0"
