"""The signed-in person as pages see her: read once a request, frozen."""

from dataclasses import dataclass

Role = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Account:
    """Who is asking. `roles` holds (role, organisation id or None for the whole platform)."""

    id: int
    email: str
    given_name: str
    family_name: str
    locale: str
    actor_name: str
    session_epoch: int
    email_confirmed: bool
    roles: frozenset[Role]

    # The four that flask-login asks for.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the session keeps. It ends with the epoch, so one write ends every session."""
        return f"{self.id}.{self.session_epoch}"

    @property
    def display_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_admin(self) -> bool:
        return self._holds("admin")

    @property
    def is_auditor(self) -> bool:
        return self._holds("auditor")

    @property
    def is_trainer(self) -> bool:
        return self._holds("trainer")

    @property
    def is_manager(self) -> bool:
        return self._holds("manager")

    @property
    def managed_organisations(self) -> tuple[int, ...]:
        """Ids of the organisations she manages, ascending."""
        return tuple(
            sorted(scope for role, scope in self.roles if role == "manager" and scope is not None)
        )

    def manages(self, organisation_id: int) -> bool:
        return ("manager", organisation_id) in self.roles or ("manager", None) in self.roles

    def _holds(self, role: str) -> bool:
        return any(held == role for held, _scope in self.roles)


class Visitor:
    """Who is not signed in: every question that templates ask of an account has its answer."""

    is_authenticated = False
    is_active = False
    is_anonymous = True
    is_admin = is_auditor = is_trainer = is_manager = False
    display_name = ""
    roles: frozenset[Role] = frozenset()
    managed_organisations: tuple[int, ...] = ()

    def get_id(self) -> None:
        return None

    def manages(self, organisation_id: int) -> bool:
        return False
