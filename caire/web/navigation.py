"""The links of the header: what this visitor may open, and where she is."""

from dataclasses import dataclass

from flask import Flask, request
from flask_babel import gettext as _
from flask_login import current_user

from caire.people.account import Account, Visitor


@dataclass(frozen=True, slots=True)
class NavLink:
    """`primary` is drawn as a button; `end` stands at the end of the header."""

    key: str
    label: str
    href: str
    icon: str | None = None
    primary: bool = False
    end: bool = False


def header_links(account: Account | Visitor) -> list[NavLink]:
    """In the order of the header. Addresses are those of the platform's contract."""
    if not account.is_authenticated:
        return [
            NavLink("levels", _("Les trois niveaux"), "/#niveaux"),
            NavLink("verify", _("Vérifier un certificat"), "/verify/"),
            NavLink("sign-in", _("Se connecter"), "/sign-in", end=True),
            NavLink("sign-up", _("Créer un compte"), "/sign-up", primary=True),
        ]
    links = [NavLink("learn", _("Mon parcours"), "/learn/")]
    if account.is_trainer:
        links.append(NavLink("train", _("Séances à animer"), "/train/"))
    if account.is_manager:
        links.append(NavLink("organisation", _("Mon organisation"), "/organisation/"))
    if account.is_admin or account.is_auditor:
        links.append(NavLink("admin", _("Administration"), "/admin/"))
    links.append(NavLink("account", account.display_name, "/account/", icon="user", end=True))
    return links


def current_section(path: str) -> str:
    """The key of the header's link that leads to this address: its first folder."""
    return path.strip("/").split("/", 1)[0]


def accessibility_state() -> str:
    """What French law has every page say: without a valid audit, « non conforme »."""
    return _("non conforme")


def init_navigation(app: Flask) -> None:
    @app.context_processor
    def where_and_whither() -> dict[str, object]:
        return {
            "nav_links": header_links(current_user),
            "nav_section": current_section(request.path),
            "nav_current": None,
            "this_address": request.full_path.rstrip("?") if request.method == "GET" else "/",
            "accessibility_state": accessibility_state(),
        }
