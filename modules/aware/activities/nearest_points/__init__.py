"""`act.points-voisins`: a sorter is its examples and a rule; one wrong label changes answers."""

from modules.aware.activities.nearest_points.activity import NearestPoints, load

__all__ = ["NearestPoints", "load"]
