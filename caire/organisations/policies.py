"""Who may do what with organisations and their places: pure predicates."""

from caire.people.account import Account


def scope(actor: Account, role: str) -> frozenset[int] | None:
    """The organisations where she holds the role: None is all of them, empty is none."""
    held = {organisation_id for name, organisation_id in actor.roles if name == role}
    if None in held:
        return None
    return frozenset(organisation_id for organisation_id in held if organisation_id is not None)


def holds(actor: Account, role: str, organisation_id: int) -> bool:
    """Whether she holds the role for this organisation, or for the whole platform."""
    return (role, None) in actor.roles or (role, organisation_id) in actor.roles


def can_read(actor: Account, organisation_id: int) -> bool:
    return any(holds(actor, role, organisation_id) for role in ("manager", "admin", "auditor"))


def can_change(actor: Account, organisation_id: int) -> bool:
    return any(holds(actor, role, organisation_id) for role in ("manager", "admin"))


def can_use_rooms(actor: Account, organisation_id: int) -> bool:
    """Hold half-days in its rooms, and add rooms and sites."""
    return holds(actor, "trainer", organisation_id) or can_change(actor, organisation_id)
