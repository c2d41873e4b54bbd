"""Headers, cookies and the check of every form's token."""

import time
from datetime import timedelta

from flask import Flask, Response, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, bytes_to_int

from caire.config import Config
from caire.errors import Refusal
from caire.web.forms import ActionForm
from caire.web.guards import sign_in_holds_the_form

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
#: What an answer says unless its view has chosen otherwise.
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    # A page or a document of a person must not stay in a cache, nor come back after sign-out.
    "Cache-Control": "private, no-store",
}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
#: Blueprints whose callers are programs with keys, or that change nothing worth forging.
WITHOUT_TOKEN = {"language", "cmi5_content", "review_stop"}


REFRESH_S = 300


class FormExpired(Refusal):
    """The form's token is missing or belongs to another session."""

    code = "form_expired"


class PageSessions(SecureCookieSessionInterface):
    """Sessions whose cookie goes with pages, never with a file that caches may share.

    A cookie is signed again five minutes after it was, not with every page: a session then ends at
    most five minutes before its time.
    """

    serializer_kept: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self.serializer_kept is None:
            self.serializer_kept = super().get_signing_serializer(app)
        return self.serializer_kept

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        if session.modified or not session.permanent:
            return super().should_set_cookie(app, session)
        return time.time() - _signed_at(request.cookies[self.get_cookie_name(app)]) >= REFRESH_S

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        # What nobody looked into needs no cookie: programs with keys never do.
        if session.accessed and not response.cache_control.public:
            super().save_session(app, session, response)


def _signed_at(cookie: str) -> int:
    """When a cookie that has been verified was signed, in Unix seconds."""
    return bytes_to_int(base64_decode(cookie.rsplit(".", 2)[1]))


def init_security(app: Flask, config: Config) -> None:
    secure = config.site.url.startswith("https://")
    app.config.update(
        SECRET_KEY=config.site.secret_key,
        SESSION_COOKIE_NAME="__Host-caire" if secure else "caire",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=config.security.session_hours),
        MAX_CONTENT_LENGTH=max(12_000_000, config.lrs.max_body_bytes),
    )
    app.session_interface = PageSessions()
    app.before_request(check_form_token)
    app.after_request(add_headers)


def check_form_token() -> None:
    """Refuse a change that did not come from one of our own pages.

    A request without a session is refused without beginning one: its answer would otherwise put an
    empty session in the place of that of a person whom another site has made send it.
    """
    if request.method in SAFE_METHODS or request.blueprint in WITHOUT_TOKEN:
        return
    if request.endpoint is None:
        return  # no such address: the 404 page says so
    if sign_in_holds_the_form():
        return
    if "csrf" not in session:
        raise FormExpired("there is no session that a token could belong to")
    token = request.form.get("csrf_token") or request.headers.get("X-CSRF-Token", "")
    form = ActionForm(data={})
    form.process(formdata=_OneField(token))
    if not form.validate():
        raise FormExpired("the form's token is missing or out of date")


class _OneField(dict[str, list[str]]):
    """The smallest thing that WTForms accepts as posted data."""

    def __init__(self, token: str) -> None:
        super().__init__({"csrf_token": [token]})

    def getlist(self, name: str) -> list[str]:
        return self.get(name, [])


def add_headers(response: Response) -> Response:
    headers = response.headers
    chosen = {name.lower() for name in headers.keys()}  # noqa: SIM118  # these are no dict
    for name, value in HEADERS.items():
        if name.lower() not in chosen:
            headers.add(name, value)
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response
