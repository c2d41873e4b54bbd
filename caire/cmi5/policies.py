"""Who may see whom, and who may waive."""

from collections.abc import Collection

from caire.people.account import Account


def sees_every_learner(account: Account) -> bool:
    return account.is_admin or account.is_auditor


def may_see(account: Account, learner_id: int, *, taught: Collection[int]) -> bool:
    """`taught` holds the persons who booked a half-day that the account leads."""
    return sees_every_learner(account) or (account.is_trainer and learner_id in taught)


def may_waive(account: Account, learner_id: int, *, taught: Collection[int]) -> bool:
    """An auditor reads only; nobody waives a unit for herself."""
    if account.id == learner_id:
        return False
    return account.is_admin or (account.is_trainer and learner_id in taught)
