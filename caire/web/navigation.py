"""The links of the header: what this visitor may open, and where she is."""

from dataclasses import dataclass
from functools import lru_cache

from flask import Flask, request
from flask_babel import gettext as _
from flask_login import current_user

from caire.people.account import Account, Visitor
from caire.web.language import current_language


@dataclass(frozen=True, slots=True)
class NavLink:
    """`primary` is drawn as a button; `end` stands at the end of the header."""

    key: str
    label: str
    href: str
    icon: str | None = None
    primary: bool = False
    end: bool = False


def header_links(account: Account | Visitor) -> tuple[NavLink, ...]:
    """In the order of the header. Addresses are those of the platform's contract."""
    return _links(
        current_language(),
        account.is_authenticated,
        account.is_trainer,
        account.is_manager,
        account.is_admin or account.is_auditor,
        account.display_name,
    )


@lru_cache(maxsize=1024)
def _links(
    language: str, signed_in: bool, trainer: bool, manager: bool, admin: bool, name: str
) -> tuple[NavLink, ...]:
    """The same for whoever has the same roles, name and language: every page asks for them."""
    if not signed_in:
        return (
            NavLink("levels", _("Les trois niveaux"), "/#niveaux"),
            NavLink("verify", _("Vérifier un certificat"), "/verify/"),
            NavLink("sign-in", _("Se connecter"), "/sign-in", end=True),
            NavLink("sign-up", _("Créer un compte"), "/sign-up", primary=True),
        )
    links = [NavLink("learn", _("Mon parcours"), "/learn/")]
    if trainer:
        links.append(NavLink("train", _("Séances à animer"), "/train/"))
    if manager:
        links.append(NavLink("organisation", _("Mon organisation"), "/organisation/"))
    if admin:
        links.append(NavLink("admin", _("Administration"), "/admin/"))
    links.append(NavLink("account", name, "/account/", icon="user", end=True))
    return tuple(links)


def current_section(path: str) -> str:
    """The key of the header's link that leads to this address: its first folder."""
    return path.strip("/").split("/", 1)[0]


def accessibility_state() -> str:
    """What French law has every page say: without a valid audit, « non conforme »."""
    return _("non conforme")


def init_navigation(app: Flask) -> None:
    @app.context_processor
    def where_and_whither() -> dict[str, object]:
        account = current_user._get_current_object()
        return {
            # The person herself in place of what stands for her: templates ask her many questions.
            "account": account,
            "nav_links": header_links(account),
            "nav_section": current_section(request.path),
            "nav_current": None,
            "this_address": request.full_path.rstrip("?") if request.method == "GET" else "/",
            "accessibility_state": accessibility_state(),
        }
