"""`act.equite`: base rates differ, equalities exclude each other, somebody chooses."""

from modules.responsible.activities.two_fairnesses.activity import TwoFairnesses, load

__all__ = ["TwoFairnesses", "load"]
