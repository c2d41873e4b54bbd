"""Pages of administrators and trainers: courses, their learners, waivers."""

from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from caire.clock import utcnow
from caire.cmi5.addresses import OPAQUE
from caire.cmi5.errors import AlreadyWaived, CourseRefused
from caire.cmi5.forms import CourseForm, WaiverForm
from caire.cmi5.policies import may_see, may_waive, sees_every_learner
from caire.cmi5.presentation import said
from caire.cmi5.queries import (
    courses,
    learners,
    plain_rows,
    structure_for,
    taught_by,
    unit_rows,
    versions,
)
from caire.cmi5.reading.package import MAX_PACKAGE_BYTES
from caire.cmi5.sentences import reason_names, shown_faults
from caire.cmi5.services.following import structure_of
from caire.cmi5.services.importing import import_course
from caire.cmi5.services.waiving import waive
from caire.cmi5.starting import left_empty
from caire.cohorts.queries import EnrolmentRow, enrolment_by_id
from caire.people.queries import account as account_of
from caire.web.database import current_db, transaction
from caire.web.errors import sentence_of
from caire.web.forms import options
from caire.web.guards import (
    admin_required,
    administration_allowed,
    changes_allowed,
    current_account,
    trainer_required,
)
from caire.web.platform import current_config

LEARNERS_A_PAGE = 50
#: What surrounds the file in a form.
FORM_ROOM_BYTES = 10_000


def add_routes(bp: Blueprint) -> None:
    bp.url_value_preprocessor(let_packages_in)
    bp.add_url_rule("/admin/units/", view_func=index)
    bp.add_url_rule("/admin/units/", view_func=bring, methods=["POST"])
    bp.add_url_rule("/train/units/", view_func=taught)
    bp.add_url_rule("/train/units/<name>/", view_func=course)
    bp.add_url_rule(
        "/train/units/<name>/<int:enrolment_id>", view_func=learner, methods=["GET", "POST"]
    )


def let_packages_in(endpoint: str | None, _values: object) -> None:
    """A package is larger than any other form: administrators alone may send that much."""
    if endpoint == "cmi5.bring" and current_user.is_admin:
        request.max_content_length = MAX_PACKAGE_BYTES + FORM_ROOM_BYTES


@admin_required
def index() -> str:
    return _index(CourseForm())


@admin_required
def bring() -> Response | tuple[str, int]:
    """Import a course; what is wrong with it is said element by element."""
    administration_allowed(current_account())
    form = CourseForm(request.form)
    if not form.validate():
        return _index(form), 422
    sent = request.files["file"]
    try:
        with transaction() as db:
            made = import_course(
                db,
                raw=sent.read(),
                filename=sent.filename or "cmi5.xml",
                imported_by=current_account().id,
                now=utcnow(),
            )
    except CourseRefused as refusal:
        form.file.errors = [sentence_of(refusal)]
        return _index(form, refusal), 422
    if made.was_new:
        flash(_("Le cours est importé\xa0: version %(n)d.", n=made.version), "success")
    else:
        flash(_("Ce fichier est déjà la version %(n)d du cours.", n=made.version), "info")
    if made.storage and not current_config().cmi5.content_url:
        flash(
            _(
                "Ses pages utilisent %(names)s, que les navigateurs refusent tant que les paquets "
                "n’ont pas un hôte à eux\xa0: ses unités risquent de ne pas démarrer.",
                names=", ".join(made.storage),
            ),
            "warning",
        )
    return redirect(url_for("cmi5.course", name=made.name), code=303)


def _index(form: CourseForm, refusal: CourseRefused | None = None) -> str:
    return render_template(
        "cmi5/courses.html",
        rows=courses(current_db()),
        form=form if current_account().is_admin else None,
        faults=shown_faults(refusal) if refusal else (),
        max_bytes=MAX_PACKAGE_BYTES,
        left_empty=_left_empty(),
    )


@trainer_required
def taught() -> str:
    """The courses, for who follows their learners and imports none."""
    rows = courses(current_db())
    return render_template(
        "cmi5/courses.html", rows=rows, form=None, faults=(), max_bytes=0, left_empty=_left_empty()
    )


def _left_empty() -> Mapping[str, int]:
    """Learners who met an empty unit, by course; nobody does where packages have a host."""
    if current_config().cmi5.content_url:
        return {}
    return left_empty(current_db(), now=utcnow())


@trainer_required
def course(name: str) -> str:
    """Its structure, its versions, and the learners that one may see."""
    db, account = current_db(), current_account()
    known = versions(db, name)
    if not known:
        abort(404)
    page = max(1, request.args.get("page", 1, type=int))
    found = learners(
        db,
        name,
        among=None if sees_every_learner(account) else taught_by(db, account.id),
        limit=LEARNERS_A_PAGE + 1,
        offset=(page - 1) * LEARNERS_A_PAGE,
    )
    structure = structure_of(known[0])
    return render_template(
        "cmi5/course.html",
        name=name,
        structure=structure,
        versions=known,
        rows=plain_rows(structure, {}, {}),
        learners=found[:LEARNERS_A_PAGE],
        page=page,
        has_more=len(found) > LEARNERS_A_PAGE,
        lacks_host=OPAQUE in known[0].origins and not current_config().cmi5.content_url,
        left_empty=_left_empty().get(name, 0),
    )


@trainer_required
def learner(name: str, enrolment_id: int) -> Response | str | tuple[str, int]:
    """What one learner reached; and, for who may, a waiver."""
    db, account = current_db(), current_account()
    enrolment = enrolment_by_id(db, enrolment_id)
    trained = taught_by(db, account.id)
    if enrolment is None or not may_see(account, enrolment.person_id, taught=trained):
        abort(404)
    structure = structure_for(db, enrolment_id=enrolment.id, name=name)
    if structure is None:
        abort(404)
    rows = unit_rows(db, structure, enrolment_id=enrolment.id, name=name)
    form = WaiverForm(request.form)
    form.unit.choices = options(
        (row.name, said(row.title)) for row in rows if row.unit and not row.is_satisfied
    )
    form.reason.choices = options(reason_names().items())
    status = 200
    if request.method == "POST":
        changes_allowed(account)
        if not may_waive(account, enrolment.person_id, taught=trained):
            abort(404)
        if form.validate() and (done := _waive(form, enrolment, structure.id, name)):
            return done
        status = 422
    person = account_of(db, enrolment.person_id)
    page = render_template(
        "cmi5/learner.html",
        name=name,
        structure=structure,
        rows=rows,
        person=person,
        form=form if may_waive(account, enrolment.person_id, taught=trained) else None,
        reasons=reason_names(),
    )
    return (page, status) if status != 200 else page


def _waive(form: WaiverForm, enrolment: EnrolmentRow, course_id: str, name: str) -> Response | None:
    try:
        with transaction() as db:
            waive(
                db,
                enrolment=enrolment,
                course_id=course_id,
                unit_name=form.unit.data,
                reason=form.reason.data,
                note=form.note.data,
                waived_by=current_account().id,
                xapi_root=current_config().xapi_root,
                now=utcnow(),
            )
    except AlreadyWaived as refusal:
        form.unit.errors = [sentence_of(refusal)]
        return None
    flash(_("La personne est dispensée de cette unité."), "success")
    address = url_for("cmi5.learner", name=name, enrolment_id=enrolment.id)
    return redirect(address, code=303)
