"""Refusals about attempts of others."""

from caire.errors import NotFound


class NoSuchLearner(NotFound):
    """There is none, or it is not this person's to see."""

    code = "no_such_learner"
