"""The xAPI resources, under `/xapi`. Each file has one resource; they share the blueprint.

Programs come with a key by Basic authentication. Source: xAPI 1.0.3, part three.
"""

from caire.lrs.views import about, activities, agents, cross_origin, profiles, state, statements
from caire.lrs.views.blueprint import bp

__all__ = ["about", "activities", "agents", "bp", "cross_origin", "profiles", "state", "statements"]
