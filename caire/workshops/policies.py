"""Who may do what with a half-day: pure predicates."""

from caire.organisations.policies import holds, scope
from caire.people.account import Account
from caire.workshops.queries.sessions import HalfDay


def can_plan(actor: Account, organisation_id: int) -> bool:
    """Plan a half-day in this organisation's name."""
    return holds(actor, "trainer", organisation_id) or holds(actor, "admin", organisation_id)


def can_read(actor: Account, workshop: HalfDay) -> bool:
    """Its trainer; administrators and auditors of its organisation or of the platform."""
    return can_run(actor, workshop) or holds(actor, "auditor", workshop.organisation_id)


def can_run(actor: Account, workshop: HalfDay) -> bool:
    """Change it, cancel it, note attendance, correct a closed sheet."""
    return is_trainer_of(actor, workshop) or holds(actor, "admin", workshop.organisation_id)


def is_trainer_of(actor: Account, workshop: HalfDay) -> bool:
    """Sign and close the sheet: nobody does that in her place."""
    return actor.is_trainer and workshop.trainer_id == actor.id


def planning_scope(actor: Account) -> frozenset[int] | None:
    """The organisations for which she may plan: None is all of them."""
    return _union(scope(actor, "trainer"), scope(actor, "admin"))


def reading_scope(actor: Account) -> frozenset[int] | None:
    """The organisations all of whose half-days she may read, besides those that she runs."""
    return _union(scope(actor, "admin"), scope(actor, "auditor"))


def _union(one: frozenset[int] | None, other: frozenset[int] | None) -> frozenset[int] | None:
    return None if one is None or other is None else one | other
