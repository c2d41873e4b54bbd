"""Activities: the visual and the text version of the same steps."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from caire.assessment.presentation import present
from caire.assessment.responses import from_trace
from caire.assessment.scoring import score
from caire.catalogue.course import Screen
from caire.clock import utcnow
from caire.learning.errors import UnreadableAnswer
from caire.learning.queries import LearningPath, RunRow, latest_run
from caire.learning.services.activities import (
    activity_of,
    answer_step,
    as_run,
    begin_again,
    choose_mode,
    explore,
    open_run,
    run_score,
)
from caire.learning.services.answering import PastAnswer
from caire.learning.views.path import current_path, frame
from caire.learning.views.sentences import reason_sentence
from caire.web.database import current_db, transaction
from caire.web.guards import signed_in
from caire.web.language import current_language
from caire.web.platform import current_config


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/<course_key>/<screen_id>/start", view_func=start, methods=["POST"])
    bp.add_url_rule("/<course_key>/<screen_id>/mode", view_func=mode, methods=["POST"])
    bp.add_url_rule("/<course_key>/<screen_id>/again", view_func=again, methods=["POST"])
    bp.add_url_rule("/<course_key>/<screen_id>/explore", view_func=manipulate, methods=["POST"])
    bp.add_url_rule("/<course_key>/<screen_id>/steps/<step_id>", view_func=step, methods=["POST"])


def show_activity(path: LearningPath, shown: Screen, error: tuple[str, str] | None = None) -> str:
    """Before the start: what it is about and the choice of a version; then the steps.

    `error` is a step's id (or `explore`) and the sentence that says why it was refused.
    """
    _, activity = activity_of(path, shown.id)
    row = latest_run(current_db(), enrolment_id=path.enrolment.id, screen_id=shown.id)
    common = {"manifest": activity.manifest, **frame(path, shown)}
    if row is None:
        return render_template("learning/activity_start.html", **common)
    run = as_run(row, current_language())
    return render_template(
        "learning/activity.html",
        run=run,
        run_number=row.number,
        records=row.steps,
        completed=row.completed_at is not None,
        total=run_score(activity, row.steps),
        view=activity.view(run),
        closing=_explanation(path, activity.manifest.explanation_item, row),
        error=error,
        given=request.form.to_dict(flat=False) if error else {},
        **common,
    )


def _explanation(path: LearningPath, item_id: str, row: RunRow) -> dict[str, object]:
    """The closing question: to answer, or answered with its feedback."""
    item = path.course.items[item_id]
    seed = f"{path.enrolment.registration}:{item_id}:{row.number}"
    view = present(item, seed=seed, language=current_language())
    done = next((r for r in row.steps.values() if r["response"].get("item") == item_id), None)
    if done is None:
        return {"view": view, "past": None}
    response = from_trace(item, str(done["response"]["answer"]))
    return {"view": view, "past": PastAnswer(item, response, score(item, response), 1, None)}


@signed_in
def start(course_key: str, screen_id: str) -> Response:
    """Begin in the version chosen."""
    path = current_path(course_key)
    with transaction() as db:
        open_run(
            db,
            path=path,
            screen_id=screen_id,
            mode=request.form.get("mode", "visual"),
            xapi_root=current_config().xapi_root,
            now=utcnow(),
        )
    return _back(path, screen_id)


@signed_in
def mode(course_key: str, screen_id: str) -> Response:
    """Switch between the versions; nothing is lost."""
    path = current_path(course_key)
    with transaction() as db:
        choose_mode(
            db,
            path=path,
            screen_id=screen_id,
            mode=request.form.get("mode", ""),
            xapi_root=current_config().xapi_root,
            now=utcnow(),
        )
    return _back(path, screen_id)


@signed_in
def again(course_key: str, screen_id: str) -> Response:
    path = current_path(course_key)
    with transaction() as db:
        begin_again(
            db,
            path=path,
            screen_id=screen_id,
            xapi_root=current_config().xapi_root,
            now=utcnow(),
        )
    return _back(path, screen_id)


@signed_in
def step(course_key: str, screen_id: str, step_id: str) -> Response | tuple[str, int]:
    """One step of the activity: assessed, traced, and the page shows what it reveals."""
    path = current_path(course_key)
    try:
        with transaction() as db:
            done = answer_step(
                db,
                path=path,
                screen_id=screen_id,
                step_id=step_id,
                run_number=request.form.get("run", default=0, type=int),
                form=request.form.to_dict(flat=False),
                language=current_language(),
                xapi_root=current_config().xapi_root,
                now=utcnow(),
            )
    except UnreadableAnswer as refusal:
        shown, _ = activity_of(path, screen_id)
        return show_activity(path, shown, (step_id, reason_sentence(refusal))), 422
    if done.outcome is not None and not done.outcome.done:
        flash(done.outcome.feedback, "step")
    return _back(path, screen_id, anchor=step_id)


@signed_in
def manipulate(course_key: str, screen_id: str) -> Response | tuple[str, int]:
    """A free manipulation, from a form of the text version or reported by the visual one."""
    path = current_path(course_key)
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        with transaction() as db:
            message = explore(
                db,
                path=path,
                screen_id=screen_id,
                run_number=request.form.get("run", default=0, type=int),
                form=request.form.to_dict(flat=False),
                language=current_language(),
                xapi_root=current_config().xapi_root,
                now=utcnow(),
            )
    except UnreadableAnswer as refusal:
        if wants_json:
            return jsonify({"error": reason_sentence(refusal)}), 422  # type: ignore[return-value]  # Flask takes the pair
        shown, _ = activity_of(path, screen_id)
        return show_activity(path, shown, ("explore", reason_sentence(refusal))), 422
    if wants_json:
        return jsonify({"message": message})
    flash(message, "explore")
    return _back(path, screen_id, anchor="explore")


def _back(path: LearningPath, screen_id: str, anchor: str | None = None) -> Response:
    return redirect(
        url_for("learning.screen", course_key=path.course.key, screen_id=screen_id, _anchor=anchor),
        code=303,
    )
