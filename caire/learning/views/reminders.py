"""What a learner decides of the messages of the review: how often, from which hour, none."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from caire.clock import utcnow
from caire.learning.services.reminding import (
    FIRST_HOUR,
    LAST_HOUR,
    answer_proposal,
    choose_reminders,
    stop_review,
)
from caire.messaging.stopping import PATHS, STOP_REVIEW, StopSigner
from caire.web.database import transaction
from caire.web.guards import current_account, signed_in
from caire.web.platform import current_config
from caire.web.redirects import safe_target

#: The page that a message's link opens: no session, so no token; its own token says whose it is.
stop_bp = Blueprint("review_stop", __name__, template_folder="../templates")


def hours() -> range:
    """The hours from which a message may leave."""
    return range(FIRST_HOUR, LAST_HOUR + 1)


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/review/reminders", view_func=save_reminders, methods=["POST"])
    bp.add_url_rule("/review/proposal", view_func=answer_review_proposal, methods=["POST"])
    bp.add_url_rule("/review/stop", view_func=stop_reviewing, methods=["POST"])


@signed_in
def save_reminders() -> Response:
    with transaction() as db:
        choose_reminders(
            db,
            person_id=current_account().id,
            every_days=request.form.get("every_days", default=-1, type=int),
            hour=request.form.get("hour", default=-1, type=int),
            now=utcnow(),
        )
    return redirect(url_for("learning.review", chosen="saved", _anchor="reminders"), code=303)


@signed_in
def answer_review_proposal() -> Response:
    """The box on the certificate: ticked or not, the question is answered."""
    accepted = request.form.get("accepted") == "1"
    with transaction() as db:
        answer_proposal(db, person_id=current_account().id, accepted=accepted, now=utcnow())
    if accepted:
        return redirect(url_for("learning.review", chosen="saved", _anchor="reminders"), code=303)
    back = safe_target(request.form.get("back", "")) or url_for("learning.home")
    return redirect(back, code=303)


@signed_in
def stop_reviewing() -> Response:
    with transaction() as db:
        stop_review(db, person_id=current_account().id, now=utcnow())
    return redirect(url_for("learning.review", chosen="stopped", _anchor="reminders"), code=303)


@stop_bp.route(PATHS[STOP_REVIEW] + "<token>", methods=["GET", "POST"])
def stop_by_mail(token: str) -> str:
    """One click in a message is enough, whether from its link or from the mail program.

    What looks at links beforehand asks with HEAD or says that it is prefetching: it stops nothing.
    If one stops the messages all the same, the page and the review say how to have them back.
    """
    signer = StopSigner(current_config().site.secret_key)
    person_id = signer.person_id(STOP_REVIEW, token)
    if person_id is None:
        abort(404)
    if request.method != "HEAD" and not _is_prefetch():
        with transaction() as db:
            stop_review(db, person_id=person_id, now=utcnow())
    return render_template("learning/review_stopped.html")


def _is_prefetch() -> bool:
    said = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return "prefetch" in said
