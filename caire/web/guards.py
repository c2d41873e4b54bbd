"""Who may open a page. Every refusal is a page that explains."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from caire.errors import NotAllowed
from caire.people.account import Account

P = ParamSpec("P")
R = TypeVar("R")

#: A signed cookie holds about 4 kB; a longer answer is not held.
HELD_FORM_MAX_CHARS = 2_500


class WrongRole(NotAllowed):
    """The page is for another role; `needed` is that role."""

    code = "wrong_role"

    def __init__(self, needed: str) -> None:
        super().__init__(f"this page is for: {needed}")
        self.needed = needed


def current_account() -> Account:
    """The signed-in person, on a guarded page."""
    account: Account = current_user._get_current_object()
    return account


def _guard(
    allowed: Callable[[Account], bool], needed: str
) -> Callable[[Callable[P, R]], Callable[P, R | BaseResponse]]:
    def decorate(view: Callable[P, R]) -> Callable[P, R | BaseResponse]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | BaseResponse:
            if not current_user.is_authenticated:
                return _ask_to_sign_in()
            if not allowed(current_account()):
                raise WrongRole(needed)
            return view(*args, **kwargs)

        return guarded

    return decorate


def _ask_to_sign_in() -> BaseResponse:
    """To the sign-in page and back; what was posted meanwhile is held, not lost."""
    target = request.full_path.rstrip("?") if request.method == "GET" else request.path
    if request.method == "POST":
        fields = {k: v for k, v in request.form.to_dict(flat=False).items() if k != "csrf_token"}
        if sum(len(name) + sum(map(len, values)) for name, values in fields.items()) <= (
            HELD_FORM_MAX_CHARS
        ):
            session["held_form"] = {"path": request.path, "fields": fields}
    return redirect(url_for("people.sign_in", next=target), code=303)


def take_held_form() -> dict[str, list[str]]:
    """What was posted to this address while the session had expired; once."""
    held = session.get("held_form")
    if not held or held["path"] != request.path:
        return {}
    session.pop("held_form")
    fields: dict[str, list[str]] = held["fields"]
    return fields


signed_in = _guard(lambda account: True, "account")
trainer_required = _guard(
    lambda account: account.is_trainer or account.is_admin or account.is_auditor, "trainer"
)
manager_required = _guard(
    lambda account: account.is_manager or account.is_admin or account.is_auditor, "manager"
)
admin_required = _guard(lambda account: account.is_admin or account.is_auditor, "admin")


def changes_allowed(account: Account) -> None:
    """Refuse a change to who may only read.

    Raises:
        WrongRole: the account is an auditor's and has no other role that may change this.
    """
    if account.is_auditor and not (account.is_admin or account.is_trainer or account.is_manager):
        raise WrongRole("admin")
