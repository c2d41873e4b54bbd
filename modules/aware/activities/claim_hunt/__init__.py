"""`act.chasse-hallucinations`: aim at the passages to check, check them, decide."""

from modules.aware.activities.claim_hunt.activity import ClaimHunt, load

__all__ = ["ClaimHunt", "load"]
