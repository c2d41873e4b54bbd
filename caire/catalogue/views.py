"""Figures of the lessons, under an address that names their content."""

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _

from caire.catalogue.errors import NoSuchActivity, NoSuchCourse
from caire.catalogue.queries import media
from caire.web.database import current_db
from caire.web.errors import register_sentences

YEAR_S = 31_536_000

bp = Blueprint("catalogue", __name__)


@bp.record_once
def _register(state: object) -> None:
    register_sentences(
        {
            NoSuchCourse: lambda e: _("Cette formation n’existe pas, ou n’est plus proposée."),
            NoSuchActivity: lambda e: _(
                "Cette activité n’est pas disponible pour le moment. Votre progression est "
                "gardée : passez à l’écran suivant, et revenez plus tard."
            ),
        }
    )


@bp.get("/media/<digest>")
def figure(digest: str) -> Response:
    """A figure, which browsers may keep for ever: another content has another address."""
    name = digest.partition(".")[0]
    if len(name) != 64:
        abort(404)
    if name in request.if_none_match:
        response = Response(status=304)
    else:
        found = media(current_db(), name)
        response = Response(found.data, mimetype=found.mime)
    response.set_etag(name)
    response.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
    # An SVG that is opened on its own is a document: it may not run or load anything.
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    return response
