"""Who may open a page. Every refusal is a page that explains."""

import json
import zlib
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit, urlunsplit

from flask import current_app, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from caire.errors import NotAllowed
from caire.people.account import Account
from caire.web.redirects import safe_target

P = ParamSpec("P")
R = TypeVar("R")

_guarded: set[Callable[..., object]] = set()

#: A cookie holds about 4 kB of what it is compressed to; a longer answer is not held.
HELD_FORM_MAX_BYTES = 2_400
#: The cookie is signed, not secret.
NEVER_HELD = {"csrf_token", "password", "current"}


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

        _guarded.add(guarded)
        return guarded

    return decorate


def _ask_to_sign_in() -> BaseResponse:
    """To the sign-in page and back; what was posted meanwhile is held, not lost."""
    page = _page_of_request()
    if request.method == "POST" and page is not None:
        sent = request.form.to_dict(flat=False)
        fields = {name: values for name, values in sent.items() if name not in NEVER_HELD}
        if len(zlib.compress(json.dumps(fields).encode())) <= HELD_FORM_MAX_BYTES:
            session["held_form"] = {"page": page, "fields": fields}
    return redirect(url_for("people.sign_in", next=page), code=303)


def _page_of_request() -> str | None:
    """The page that was asked for; for a form, the page on which it stood."""
    if request.method in {"GET", "HEAD"}:
        return request.full_path.rstrip("?")
    before = urlsplit(request.referrer or "")
    if before.netloc == request.host:
        return safe_target(urlunsplit(("", "", before.path, before.query, "")))
    opens = current_app.create_url_adapter(request)
    return request.path if opens and opens.test(request.path, method="GET") else None


def sign_in_holds_the_form() -> bool:
    """Whether this request is a form of ours, sent after its session had ended.

    Then its token proves nothing any more, and need not: nothing is done, the form is kept in the
    visitor's new session until she has signed in, and sent again by her.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    return view in _guarded and not current_user.is_authenticated and _sent_from_here()


def _sent_from_here() -> bool:
    """What browsers say of where a form stood; without it, it is a stranger's."""
    if "Sec-Fetch-Site" in request.headers:
        return request.headers["Sec-Fetch-Site"] == "same-origin"
    return request.headers.get("Origin") == request.host_url.rstrip("/")


def take_held_form() -> dict[str, list[str]]:
    """What was sent from this page while the session had expired; once."""
    held = session.get("held_form")
    if not held or held["page"] != request.full_path.rstrip("?"):
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


def administration_allowed(account: Account) -> None:
    """Refuse a change of the administration to who may only read its pages.

    Raises:
        WrongRole: the account is no administrator's, whatever else it is.
    """
    if not account.is_admin:
        raise WrongRole("admin")


def changes_allowed(account: Account) -> None:
    """Refuse a change to who may only read; the service then checks what exactly she may change.

    Raises:
        WrongRole: the account is an auditor's and has no other role that changes anything.
    """
    if account.is_auditor and not (account.is_admin or account.is_trainer or account.is_manager):
        raise WrongRole("admin")
