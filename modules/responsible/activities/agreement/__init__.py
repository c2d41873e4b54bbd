"""`act.accord`: two people who judge alike, by chance or because the guide says the same thing."""

from modules.responsible.activities.agreement.activity import Agreement, load

__all__ = ["Agreement", "load"]
