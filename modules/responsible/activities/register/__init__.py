"""`act.registre`: eight messages, eight pages of a register, and the analyses they call for."""

from modules.responsible.activities.register.activity import Register, load

__all__ = ["Register", "load"]
