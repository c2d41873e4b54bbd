"""Files of packages, and the address at which a unit fetches its access.

Files run in the visitor's browser and come from other makers: they are served in a sandbox, so that
their origin is none and the visitor's session is out of their reach. See ADR 0017.
"""

import mimetypes
from io import BytesIO
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, jsonify, request, send_file
from sqlalchemy.orm import Session

from caire.clock import utcnow
from caire.cmi5.addresses import origin_of
from caire.cmi5.queries import served_file
from caire.cmi5.services.sessions import FetchError, fetch_access
from caire.config import Config
from caire.web.database import current_db, transaction
from caire.web.platform import current_config

bp = Blueprint("cmi5_content", __name__, url_prefix="/cmi5")

MAX_AGE_S = 3600
_SANDBOX = (
    "sandbox allow-scripts allow-forms allow-modals allow-downloads "
    "allow-popups allow-popups-to-escape-sandbox"
)
#: Types that browsers must know and that systems do not all list.
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".wasm": "application/wasm",
    ".vtt": "text/vtt",
    ".woff2": "font/woff2",
}


def content_root() -> str:
    """The address under which packages are served: our own, or one that is theirs alone."""
    config = current_config()
    return (config.cmi5.content_url or config.site.url).rstrip("/") + "/cmi5/content"


def content_origins(_db: Session, config: Config) -> frozenset[str]:
    """Where packages are served with an origin of their own: from there they call the store."""
    url = config.cmi5.content_url
    return frozenset({origin_of(url)} if url else ())


def content_policy(*, own_origin: bool, content_origin: str, site_origin: str) -> str:
    """What a unit of a package may do: speak to its own files and to the store, and no further.

    Args:
        own_origin: packages have an address of their own, and may keep an origin there.
    """
    sandbox = _SANDBOX + (" allow-same-origin" if own_origin else "")
    files = f"{content_origin} data: blob:"
    return "; ".join(
        (
            sandbox,
            f"default-src {files}",
            f"script-src {files} 'unsafe-inline' 'unsafe-eval'",
            f"style-src {files} 'unsafe-inline'",
            f"connect-src {files} {site_origin}",
            "object-src 'none'",
            f"base-uri {content_origin}",
            "form-action 'none'",
        )
    )


@bp.before_app_request
def serve_nothing_else_there() -> None:
    """The host of packages has no page of ours: nobody signs in beside what others wrote."""
    config = current_config()
    if not config.cmi5.content_url or request.endpoint == "cmi5_content.file":
        return
    if request.host == urlsplit(config.cmi5.content_url).netloc:
        abort(404)


@bp.get("/content/<content_key>/<path:path>")
def file(content_key: str, path: str) -> Response:
    """One file of the package that a session has opened, for as long as it lasts."""
    config = current_config()
    if request.host != urlsplit(content_root()).netloc:
        abort(404)
    found = served_file(current_db(), content_key=content_key, path=path, now=utcnow())
    if found is None:
        abort(404)
    response = send_file(
        BytesIO(found.data),
        mimetype=_type_of(path),
        etag=found.digest,
        conditional=True,
        max_age=MAX_AGE_S,
    )
    response.headers["Content-Security-Policy"] = content_policy(
        own_origin=bool(config.cmi5.content_url),
        content_origin=origin_of(content_root()),
        site_origin=origin_of(config.site.url),
    )
    # A page without origin asks for its own modules and data as a stranger would.
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = f"private, max-age={MAX_AGE_S}"
    return response


def _type_of(path: str) -> str:
    extension = "." + path.rpartition(".")[2].lower()
    guessed = _TYPES.get(extension) or mimetypes.guess_type(path)[0]
    return guessed or "application/octet-stream"


@bp.post("/fetch/<token>")
def fetch(token: str) -> Response:
    """The access of a session, once; refusals are answered with 200 too (8.2.1)."""
    with transaction() as db:
        found = fetch_access(
            db, token=token, secret_key=current_config().site.secret_key, now=utcnow()
        )
    if isinstance(found, FetchError):
        return jsonify({"error-code": found.code, "error-text": found.text})
    return jsonify({"auth-token": found})


@bp.after_request
def let_units_fetch(response: Response) -> Response:
    """No cookie counts at the fetch address, so that any page may ask there."""
    if request.endpoint == "cmi5_content.fetch":
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = "POST"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    return response
