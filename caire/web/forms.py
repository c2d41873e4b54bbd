"""The mother of every form: CSRF protection and messages in the visitor's language."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

from flask import session
from markupsafe import Markup
from wtforms import Form as WTForm
from wtforms.csrf.session import SessionCSRF
from wtforms.fields.choices import SelectChoice

from caire.web.language import current_language
from caire.web.platform import current_config


class Form(WTForm):
    """A form whose token belongs to the visitor's session."""

    class Meta:
        csrf = True
        csrf_class = SessionCSRF
        # A half-day lasts longer than WTForms' 30 minutes; the token ends with the session.
        csrf_time_limit: timedelta | None = None

        @property
        def csrf_secret(self) -> bytes:
            return current_config().site.secret_key.encode()

        @property
        def csrf_context(self) -> Any:
            return session

        @property
        def locales(self) -> Sequence[str]:
            return [current_language()]


def options(pairs: Iterable[tuple[object, str]]) -> list[SelectChoice]:
    """What a list offers: (value, label) in its order."""
    return [SelectChoice(value=value, label=label) for value, label in pairs]


class ActionForm(Form):
    """A button: nothing but the token."""


def csrf_token() -> str:
    """The token for a form written by hand in a template."""
    kept = session.get("csrf")
    return _token_of(current_config().site.secret_key, kept) if kept else _new_token()


@lru_cache(maxsize=4096)
def _token_of(secret_key: str, kept: str) -> str:
    """The token of a session that has one: it is always the same, for every page has several."""
    return _new_token()


def _new_token() -> str:
    field: Any = ActionForm()["csrf_token"]
    return str(field.current_token)


def csrf_field() -> Markup:
    """The hidden field itself."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(csrf_token())
