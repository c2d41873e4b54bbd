"""Dossiers: the learner deposits and reads her result; trainers mark, and agree in writing."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from caire.catalogue.course import Course
from caire.catalogue.queries import course_version
from caire.catalogue.rules import Rubric
from caire.clock import utcnow
from caire.dossiers import errors as e
from caire.dossiers.models import COMMENT_MAX
from caire.dossiers.presentation import (
    comment_name,
    comments_given,
    mark_name,
    marks_given,
    status_names,
    written,
)
from caire.dossiers.queries import (
    DossierRow,
    MarkingRow,
    agreement_on,
    dossier_row,
    dossiers_for,
    dossiers_of,
    markings_of,
)
from caire.dossiers.services.depositing import (
    ask_second_marking,
    deposit_dossier,
    may_ask,
    may_deposit,
    rubric_of,
    written_parts,
)
from caire.dossiers.services.marking import accept_agreement, mark_dossier, propose_agreement
from caire.learning.progress.summary import dossier_stage
from caire.learning.queries import LearningPath, path_of
from caire.web.database import current_db, transaction
from caire.web.errors import register_sentences
from caire.web.guards import changes_allowed, current_account, signed_in, trainer_required
from caire.web.platform import current_config

bp = Blueprint("dossiers", __name__, template_folder="templates")

register_sentences(
    {
        e.NoSuchDossier: lambda r: _("Ce dossier n’existe pas, ou n’est pas à vous."),
        e.PartsMissing: lambda r: _("Il manque un volet : écrivez-le avant de déposer."),
        e.CannotDeposit: lambda r: _(
            "Aucun dépôt n’est possible maintenant : une version est en lecture, réussie, ou "
            "c’était la dernière."
        ),
        e.CannotAskAgain: lambda r: _(
            "Une deuxième lecture se demande une fois, pour un dossier non réussi qu’une seule "
            "personne a noté."
        ),
        e.NotToBeMarked: lambda r: _(
            "Ce dossier n’attend pas votre note : il est déjà noté, ou une autre personne doit le "
            "lire."
        ),
        e.MarkingIncomplete: lambda r: _(
            "Donnez une note et un commentaire à chaque critère de chaque volet."
        ),
        e.NotToBeAgreed: lambda r: _(
            "Il n’y a rien à accorder ici, ou la proposition a changé : rouvrez le dossier."
        ),
        e.ReasonMissing: lambda r: _("Écrivez vos raisons, en 1 000 caractères au plus."),
        e.OwnProposal: lambda r: _("C’est à l’autre personne de répondre à votre proposition."),
    }
)


def _path(course_key: str) -> LearningPath:
    """The visitor's own path on a course that asks for a dossier; else 404."""
    path = path_of(current_db(), person_id=current_account().id, course_key=course_key)
    if path is None or path.course.rubric is None:
        abort(404)
    return path


@bp.get("/learn/<course_key>/dossier")
@signed_in
def mine(course_key: str) -> str:
    """What is written, what was deposited, and the result of each criterion."""
    return _mine(_path(course_key))


def _mine(path: LearningPath) -> str:
    db, rubric = current_db(), rubric_of(path)
    rows = dossiers_of(db, path.enrolment.id)
    latest = rows[0] if rows else None
    markings = markings_of(db, latest.id) if latest else ()
    return render_template(
        "dossiers/mine.html",
        path=path,
        rubric=rubric,
        latest=latest,
        kept=next((m for m in markings if latest and m.rank == latest.kept_rank), None),
        agreement=agreement_on(db, latest.id) if latest and latest.is_decided else None,
        may_deposit=may_deposit(rubric, latest),
        stage=dossier_stage(path.course, path.state),
        may_ask=latest is not None and may_ask(latest, len(markings)),
        texts=written(path.course, rubric, written_parts(db, path)),
    )


@bp.post("/learn/<course_key>/dossier")
@signed_in
def deposit(course_key: str) -> Response:
    path = _path(course_key)
    with transaction() as db:
        deposit_dossier(db, path=path, xapi_root=current_config().xapi_root, now=utcnow())
    flash(_("Votre dossier est déposé. Il sera lu sans votre nom."), "success")
    return redirect(url_for("dossiers.mine", course_key=course_key), code=303)


@bp.post("/learn/<course_key>/dossier/second")
@signed_in
def ask_second(course_key: str) -> Response:
    path = _path(course_key)
    with transaction() as db:
        ask_second_marking(db, path=path, xapi_root=current_config().xapi_root, now=utcnow())
    flash(_("Une autre personne notera votre dossier, sans voir la première note."), "success")
    return redirect(url_for("dossiers.mine", course_key=course_key), code=303)


@bp.get("/train/dossiers/")
@trainer_required
def to_mark() -> str:
    db, actor = current_db(), current_account()
    rows = dossiers_for(db, actor)
    return render_template(
        "dossiers/to_mark.html",
        waiting=[row for row in rows if _is_waiting(row) and not row.is_shared],
        shared=[row for row in rows if _is_waiting(row) and row.is_shared],
        others=[row for row in rows if not _is_waiting(row)],
        courses={row.id: course_version(db, row.course_version_id) for row in rows},
        status_names=status_names(),
    )


def _is_waiting(row: DossierRow) -> bool:
    """Whether this trainer has something to do: mark, or agree."""
    return not row.is_decided and (row.own_rank is None or row.status == "agreement")


@bp.get("/train/dossiers/<int:dossier_id>")
@trainer_required
def marking(dossier_id: int) -> str:
    return _marking(dossier_id, marks={}, comments={}, wrong=())


def _row_for(dossier_id: int) -> tuple[DossierRow, Course, Rubric]:
    db = current_db()
    row = dossier_row(db, dossier_id, current_account())
    course = course_version(db, row.course_version_id) if row else None
    if row is None or course is None or course.rubric is None:
        raise e.NoSuchDossier(f"dossier {dossier_id}")
    return row, course, course.rubric


def _marking(
    dossier_id: int,
    *,
    marks: dict[str, dict[str, int]],
    comments: dict[str, dict[str, str]],
    wrong: tuple[tuple[str, str], ...],
) -> str:
    db, actor = current_db(), current_account()
    row, course, rubric = _row_for(dossier_id)
    found = markings_of(db, dossier_id)
    return render_template(
        "dossiers/marking.html",
        row=row,
        course=course,
        rubric=rubric,
        written_parts=written(course, rubric, row.texts),
        may_mark=row.status in ("to_mark", "second") and row.own_rank is None,
        shown=_shown(row, found),
        agreement=agreement_on(db, dossier_id),
        actor_id=actor.id,
        marks=marks,
        comments=comments,
        wrong=wrong,
        mark_name=mark_name,
        comment_name=comment_name,
        comment_max=COMMENT_MAX,
        status_names=status_names(),
    )


def _shown(row: DossierRow, found: tuple[MarkingRow, ...]) -> tuple[MarkingRow, ...]:
    """Each marker sees her own marks; both see both once both have marked."""
    if row.own_rank is None:
        return ()
    is_blind = row.status in ("to_mark", "second")
    return tuple(one for one in found if not is_blind or one.rank == row.own_rank)


@bp.post("/train/dossiers/<int:dossier_id>")
@trainer_required
def mark(dossier_id: int) -> Response | tuple[str, int]:
    actor = current_account()
    changes_allowed(actor)
    _row, _course, rubric = _row_for(dossier_id)
    form = request.form.to_dict()
    marks, comments = marks_given(rubric, form), comments_given(rubric, form)
    try:
        with transaction() as db:
            mark_dossier(
                db,
                dossier_id=dossier_id,
                actor=actor,
                marks=marks,
                comments=comments,
                xapi_root=current_config().xapi_root,
                now=utcnow(),
            )
    except e.MarkingIncomplete as refused:
        page = _marking(dossier_id, marks=marks, comments=comments, wrong=refused.wrong)
        return page, 422
    flash(_("Votre note est gardée."), "success")
    return redirect(url_for("dossiers.marking", dossier_id=dossier_id), code=303)


@bp.post("/train/dossiers/<int:dossier_id>/proposal")
@trainer_required
def propose(dossier_id: int) -> Response:
    changes_allowed(current_account())
    with transaction() as db:
        propose_agreement(
            db,
            dossier_id=dossier_id,
            actor=current_account(),
            kept_rank=request.form.get("kept", 0, type=int),
            reason=request.form.get("reason", ""),
            now=utcnow(),
        )
    flash(
        _("Votre proposition est écrite. L’autre personne peut l’accepter ou répondre."), "success"
    )
    return redirect(url_for("dossiers.marking", dossier_id=dossier_id), code=303)


@bp.post("/train/dossiers/<int:dossier_id>/agreement")
@trainer_required
def agree(dossier_id: int) -> Response:
    changes_allowed(current_account())
    with transaction() as db:
        accept_agreement(
            db,
            dossier_id=dossier_id,
            actor=current_account(),
            kept_rank=request.form.get("kept", 0, type=int),
            xapi_root=current_config().xapi_root,
            now=utcnow(),
        )
    flash(_("Vous êtes d’accord : le résultat est donné."), "success")
    return redirect(url_for("dossiers.marking", dossier_id=dossier_id), code=303)
