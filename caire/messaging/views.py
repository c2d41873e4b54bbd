"""The local outbox: where a demo shows the mails that it does not send."""

from flask import Blueprint, Response, abort, make_response, render_template, request

from caire.messaging import queries
from caire.web.database import current_db
from caire.web.platform import current_config

bp = Blueprint("messaging", __name__, template_folder="templates")

PAGE_SIZE = 25
LAST_PAGE = 100_000
#: A mail has its own style and nothing else: no script, no image, no other address.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@bp.before_request
def only_in_a_demo() -> None:
    """Everybody can read this page, reset links included: it must exist nowhere else."""
    config = current_config()
    if not (config.is_demo and config.mail.delivery == "outbox"):
        abort(404)


@bp.get("/outbox")
def outbox() -> str:
    page = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    found = queries.outbox(current_db(), limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    pages = max(1, -(-found.total // PAGE_SIZE))
    return render_template("messaging/outbox.html", mails=found, page=page, pages=pages)


@bp.get("/outbox/<int:mail_id>")
def mail(mail_id: int) -> str:
    return render_template("messaging/mail.html", mail=queries.stored_mail(current_db(), mail_id))


@bp.get("/outbox/<int:mail_id>/html")
def mail_html(mail_id: int) -> Response:
    """The message as a mail program shows it."""
    response = make_response(queries.stored_mail(current_db(), mail_id).body_html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response
