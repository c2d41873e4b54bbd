"""A trainer or an administrator gives one attempt more at the final assessment."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from caire.attempts import errors as e
from caire.attempts.forms import ReopeningForm
from caire.attempts.queries import exhausted_learners, learner_row, path_in_charge
from caire.clock import utcnow
from caire.learning.services.reopening import reopen_exam
from caire.web.database import current_db, transaction
from caire.web.errors import register_sentences
from caire.web.guards import changes_allowed, current_account, trainer_required
from caire.web.platform import current_config

bp = Blueprint("attempts", __name__, template_folder="templates", url_prefix="/train/attempts")

register_sentences(
    {e.NoSuchLearner: lambda r: _("Cette inscription n’existe pas, ou n’est pas à vous.")}
)


@bp.get("/")
@trainer_required
def exhausted() -> str:
    rows = exhausted_learners(current_db(), current_account(), now=utcnow())
    return render_template("attempts/exhausted.html", rows=rows)


@bp.get("/<int:enrolment_id>")
@trainer_required
def learner(enrolment_id: int) -> str:
    return _page(enrolment_id, ReopeningForm())


def _page(enrolment_id: int, form: ReopeningForm) -> str:
    row = learner_row(current_db(), enrolment_id, current_account(), now=utcnow())
    return render_template("attempts/learner.html", row=row, form=form)


@bp.post("/<int:enrolment_id>")
@trainer_required
def reopen(enrolment_id: int) -> Response | tuple[str, int]:
    actor, form = current_account(), ReopeningForm(request.form)
    changes_allowed(actor)
    if not form.validate():
        return _page(enrolment_id, form), 422
    with transaction() as db:
        reopen_exam(
            db,
            path=path_in_charge(db, enrolment_id, actor),
            reopened_by=actor.id,
            reason=form.reason.data,
            xapi_root=current_config().xapi_root,
            now=utcnow(),
        )
    flash(_("Une tentative de plus est ouverte."), "success")
    return redirect(url_for("attempts.learner", enrolment_id=enrolment_id), code=303)
