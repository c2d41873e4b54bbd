"""Enrolling a team from a spreadsheet: send, read what will happen, confirm."""

from collections.abc import Sequence

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from caire.catalogue.queries import current_course, current_courses
from caire.clock import utcnow
from caire.cohorts.errors import CourseNotOpen
from caire.cohorts.forms import UploadForm
from caire.cohorts.imports.applying import apply_kept, keep_for_review, kept_table, staff_import
from caire.cohorts.imports.outcome import RowOutcome, preview
from caire.cohorts.imports.reading import MAX_ROWS, UnreadableTable, read_table
from caire.organisations.policies import can_change
from caire.organisations.queries import OrganisationRow, organisation_by_slug
from caire.web.database import current_db, transaction
from caire.web.errors import register_sentences
from caire.web.forms import options
from caire.web.guards import changes_allowed, current_account, manager_required
from caire.web.language import localised
from caire.web.platform import current_config

bp = Blueprint("cohorts", __name__, template_folder="templates", url_prefix="/organisation")

#: A list of hundreds stays readable on a phone, and light.
ROWS_A_PAGE = 50


@bp.route("/<slug>/enrol", methods=["GET", "POST"])
@manager_required
def upload(slug: str) -> Response:
    organisation = _organisation(slug)
    db = current_db()
    open_courses = [course for _v, course in current_courses(db) if course.status == "open"]
    form = UploadForm(request.form)
    form.course.choices = options((c.key, localised(c.title)) for c in open_courses)
    if request.method == "POST" and form.validate():
        sent = request.files.get("file")
        try:
            table = read_table(sent.filename or "" if sent else "", sent.read() if sent else b"")
        except UnreadableTable as refusal:
            form.file.errors = [unreadable(refusal)]
        else:
            with transaction() as writing:
                kept = keep_for_review(
                    writing,
                    table=table,
                    filename=(sent.filename if sent else "") or "",
                    organisation_id=organisation.id,
                    course_key=form.course.data,
                    uploaded_by=current_account().id,
                    now=utcnow(),
                )
                kept_id = kept.id
            if table.ignored:
                flash(
                    _("Colonnes non utilisées : %(names)s.", names=", ".join(table.ignored[:12])),
                    "info",
                )
            return redirect(url_for("cohorts.review", slug=slug, import_id=kept_id), code=303)
    page = render_template("cohorts/upload.html", organisation=organisation, form=form)
    return make_response(page, 422 if request.method == "POST" else 200)


@bp.get("/<slug>/enrol/<int:import_id>")
@manager_required
def review(slug: str, import_id: int) -> str | Response:
    """What will happen to each row, before anything happens."""
    organisation = _organisation(slug)
    db = current_db()
    kept = staff_import(db, import_id=import_id, organisation_id=organisation.id)
    if kept.applied_at is not None:
        flash(_("Cette liste a déjà été appliquée : personne n’a été inscrit deux fois."), "info")
        return redirect(url_for("reporting.organisation", slug=slug), code=303)
    outcomes = preview(db, table=kept_table(kept), course_key=kept.course_key)
    _version, course = current_course(db, kept.course_key)
    kinds = {kind: sum(told_kind(o) == kind for o in outcomes) for kind in _KINDS}
    asked = request.args.get("show", "")
    chosen = _chosen(outcomes, asked)
    pages = max(1, -(-len(chosen) // ROWS_A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    return render_template(
        "cohorts/review.html",
        organisation=organisation,
        kept=kept,
        course=course,
        outcomes=chosen[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE],
        total=len(outcomes),
        kinds=kinds,
        shown=asked if asked in kinds else "",
        page=page,
        pages=pages,
        applied=kinds["enrolled"],
        told_kind=told_kind,
    )


@bp.post("/<slug>/enrol/<int:import_id>")
@manager_required
def apply(slug: str, import_id: int) -> Response:
    organisation = _organisation(slug)
    applied, finished = 0, False
    while not finished:
        with transaction() as db:
            kept = staff_import(db, import_id=import_id, organisation_id=organisation.id)
            report = apply_kept(db, kept=kept, xapi_root=current_config().xapi_root, now=utcnow())
            applied += report.applied if report else 0
            finished = kept.applied_at is not None
    if not applied:
        flash(_("Cette liste avait déjà été appliquée : rien n’a été fait deux fois."), "info")
    else:
        flash(
            ngettext(
                "%(num)d personne est inscrite. Un message lui est envoyé.",
                "%(num)d personnes sont inscrites. Un message leur est envoyé.",
                applied,
            ),
            "success",
        )
    return redirect(url_for("reporting.organisation", slug=slug), code=303)


_KINDS = ("error", "duplicate", "enrolled", "already")


def told_kind(outcome: RowOutcome) -> str:
    """What the manager is told: not whether somebody has an account elsewhere (R-TEN-5)."""
    return "enrolled" if outcome.is_applied else outcome.kind


def _chosen(outcomes: Sequence[RowOutcome], kind: str) -> list[RowOutcome]:
    """The rows of a kind, or all of them; what needs a decision comes first."""
    chosen = [o for o in outcomes if kind not in _KINDS or told_kind(o) == kind]
    return sorted(chosen, key=lambda o: (_KINDS.index(told_kind(o)), o.row.line))


def _organisation(slug: str) -> OrganisationRow:
    """The organisation, for who may enrol its staff."""
    account = current_account()
    changes_allowed(account)
    found = organisation_by_slug(current_db(), slug)
    if found is None or not can_change(account, found.id):
        abort(404)
    return found


def unreadable(refusal: UnreadableTable) -> str:
    """Why a file is not a staff list, and what to do."""
    sentences = {
        "empty": _("Le fichier est vide, ou aucun fichier n’a été choisi."),
        "too_large": _("Le fichier est trop gros : 5 Mo au plus. Gardez une seule feuille."),
        "not_a_spreadsheet": _(
            "Ce fichier n’est pas un tableau lisible. Enregistrez-le en CSV ou en Excel (.xlsx)."
        ),
        "no_email_column": _(
            "Aucune colonne ne contient les adresses. Nommez-la « e-mail » sur la première "
            "ligne. Colonnes lues : %(names)s.",
            names=refusal.detail or _("aucune"),
        ),
        "no_name_column": _(
            "Il manque les colonnes « nom » et « prénom » (ou une colonne « nom prénom »). "
            "Colonnes lues : %(names)s.",
            names=refusal.detail or _("aucune"),
        ),
        "too_many_rows": _(
            "Le tableau a %(rows)s lignes : %(max)d au plus. Envoyez-le en plusieurs fois.",
            rows=refusal.detail,
            max=MAX_ROWS,
        ),
    }
    return sentences[refusal.reason]


register_sentences(
    {
        CourseNotOpen: lambda r: _("Ce parcours est annoncé : il n’est pas encore ouvert."),
        UnreadableTable: unreadable,
    }
)
