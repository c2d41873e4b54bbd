"""One table turns refusals into pages: the most specific class wins.

A slice adds the sentences of its own refusals with `register_sentences`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from structlog import get_logger
from werkzeug.exceptions import HTTPException

from caire.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from caire.people.login import answer_as_to_a_visitor
from caire.web.database import current_db
from caire.web.guards import WrongRole
from caire.web.security import FormExpired

log = get_logger(__name__)

Sentence = Callable[[Any], str]

STATUS: dict[type[Refusal], int] = {
    Refusal: 400,
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    Invalid: 422,
    FormExpired: 400,
}

_sentences: dict[type[Refusal], Sentence] = {}


def register_sentences(sentences: Mapping[type[Refusal], Sentence]) -> None:
    """Say what a refusal's page reads. The function is called in the visitor's language."""
    _sentences.update(sentences)


def status_of(refusal: Refusal) -> int:
    return next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)


def sentence_of(refusal: Refusal) -> str:
    """The sentence of the most specific class that has one."""
    kind = next(kind for kind in type(refusal).__mro__ if kind in _sentences)
    return _sentences[kind](refusal)


def _role_sentence(refusal: WrongRole) -> str:
    needed = {
        "trainer": _("Cette page est réservée aux personnes qui animent des séances."),
        "manager": _("Cette page est réservée aux gestionnaires d’une organisation."),
        "admin": _("Cette page est réservée à l’administration de la plateforme."),
    }
    return needed.get(refusal.needed, _("Votre compte ne donne pas accès à cette page."))


def init_errors(app: Flask) -> None:
    register_sentences(
        {
            Refusal: lambda e: _("La demande n’a pas pu être traitée."),
            NotFound: lambda e: _(
                "Cette page n’existe pas, ou elle n’est pas accessible avec votre compte."
            ),
            NotAllowed: lambda e: _("Votre compte ne permet pas cette action."),
            Conflict: lambda e: _("Ce n’est plus possible : la situation a changé entre-temps."),
            Invalid: lambda e: _("Une valeur envoyée n’est pas acceptée."),
            WrongRole: _role_sentence,
            FormExpired: lambda e: _(
                "Ce formulaire n’est plus valable : la page est restée ouverte trop longtemps, "
                "ou la session a changé. Rien n’a été enregistré. Revenez en arrière, "
                "rechargez la page, puis envoyez de nouveau."
            ),
        }
    )
    app.register_error_handler(Refusal, _refusal_page)
    app.register_error_handler(HTTPException, _http_page)
    app.register_error_handler(Exception, _bug_page)


def _refusal_page(refusal: Refusal) -> Response:
    return error_page(status_of(refusal), refusal.code, sentence_of(refusal))


def _http_page(error: HTTPException) -> Response:
    code = error.code or 500
    if code < 400:
        return make_response(error.get_response())
    sentences = {
        400: _("La demande est incomplète ou mal formée."),
        404: sentence_of(NotFound()),
        405: _("Cette adresse ne s’utilise pas ainsi. Repassez par la page précédente."),
        413: _("Le fichier envoyé est trop gros. Réduisez-le, puis recommencez."),
        429: _("Trop de demandes en peu de temps. Patientez un instant, puis réessayez."),
    }
    page = error_page(code, f"http_{code}", sentences.get(code, sentence_of(Refusal())))
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            page.headers[name] = value
    return page


def _bug_page(error: Exception) -> Response:
    log.exception("unexpected error", path=request.path)
    _stand_without_database()
    return error_page(
        500,
        "internal",
        _("Une erreur s’est produite de notre côté. Elle est notée. Réessayez dans un instant."),
    )


def _stand_without_database() -> None:
    """What failed may have left the session unusable, and the page asks who is signed in."""
    try:
        current_db().rollback()
        current_user.is_authenticated  # noqa: B018  # asks the database, if nobody has yet
    except SQLAlchemyError:
        answer_as_to_a_visitor()


def error_page(status: int, code: str, sentence: str) -> Response:
    """The page of a refusal, or JSON for a program that asks for it."""
    if request.path.startswith(("/api/", "/xapi/")) or _prefers_json():
        return make_response(jsonify({"error": code, "message": sentence}), status)
    return make_response(
        render_template("error.html", status=status, code=code, sentence=sentence), status
    )


def _prefers_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"
