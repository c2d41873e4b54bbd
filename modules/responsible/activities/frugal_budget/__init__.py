"""`act.budget-frugal`: twelve uses of AI, one budget of energy and of hours."""

from modules.responsible.activities.frugal_budget.activity import FrugalBudget, load

__all__ = ["FrugalBudget", "load"]
