"""`act.tri-donnees`: what may be pasted into which tool, and what to change before."""

from modules.aware.activities.data_sorting.activity import DataSorting, load

__all__ = ["DataSorting", "load"]
