"""Who is signed in: flask-login, bound to the account and to its epoch."""

from flask import Flask, g, session
from flask_login import LoginManager, login_user, logout_user

from caire.people import queries
from caire.people.account import Account, Visitor
from caire.web.database import current_db


def init_login(app: Flask) -> None:
    manager = LoginManager()
    manager.anonymous_user = Visitor
    # Ours is the epoch; flask-login's own protection would sign out who changes networks.
    manager.session_protection = None
    manager.user_loader(account_of_session)
    manager.init_app(app)
    # Nobody is remembered beyond her session: flask-login need not look at every answer for that,
    # which has it say that answers to programs depend on a cookie.
    app.after_request_funcs[None].remove(manager._update_remember_cookie)


def account_of_session(kept: str) -> Account | None:
    """The account that a session names, unless its epoch is over. One query, once a request."""
    if "as_visitor" in g:
        return None
    person_id, _dot, epoch = kept.partition(".")
    account = queries.account(current_db(), int(person_id))
    return account if account and str(account.session_epoch) == epoch else None


def start_session(account: Account) -> None:
    """Sign in with a new session: whatever a stranger planted in the old one is gone.

    Only the form that was interrupted by the sign-in is carried over.
    """
    held = session.get("held_form")
    session.clear()
    if held:
        session["held_form"] = held
    session.permanent = True
    login_user(account)
    g.pop("language", None)


def answer_as_to_a_visitor() -> None:
    """Answer this request without asking the database who is signed in: it cannot say."""
    g.as_visitor = True
    g.pop("language", None)


def end_session() -> None:
    logout_user()
    session.clear()
    g.pop("language", None)
