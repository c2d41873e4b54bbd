"""Statistics of items, for who writes and who administers. No person, no small group."""

from flask import Blueprint, abort, render_template, request

from caire.analysis.presentation import advice, mode_names
from caire.analysis.queries import counted_at, item_reports
from caire.assessment.analysis import (
    DIFFICULTY,
    DISCRIMINATION_LEAST,
    DISTRACTOR_LEAST,
    JUDGED_FROM,
    SMALL_GROUP,
)
from caire.assessment.parts import parts_of
from caire.catalogue.queries import current_course, current_courses
from caire.web.database import current_db
from caire.web.guards import admin_required
from caire.web.language import current_language

ITEMS_A_PAGE = 50

bp = Blueprint("analysis", __name__, url_prefix="/admin/items", template_folder="templates")


@bp.get("/")
@admin_required
def index() -> str:
    """The courses, each with how many of its items are flagged."""
    db = current_db()
    rows = []
    for _version_id, course in current_courses(db):
        reports = item_reports(db, course)
        rows.append((course, len(reports), sum(bool(report.flags) for report in reports)))
    return render_template("analysis/index.html", rows=rows, counted_at=counted_at(db))


@bp.get("/<course_key>/")
@admin_required
def of_course(course_key: str) -> str:
    """Flagged items first; `show=all` lists every item that was answered."""
    db = current_db()
    _version_id, course = current_course(db, course_key)
    reports = item_reports(db, course)
    flagged = [report for report in reports if report.flags]
    every = request.args.get("show") == "all"
    listed = reports if every else flagged
    page = max(1, request.args.get("page", 1, type=int))
    first = (page - 1) * ITEMS_A_PAGE
    return render_template(
        "analysis/course.html",
        course=course,
        reports=listed[first : first + ITEMS_A_PAGE],
        answered=len(reports),
        flagged=len(flagged),
        every=every,
        page=page,
        pages=max(1, -(-len(listed) // ITEMS_A_PAGE)),
        counted_at=counted_at(db),
        modes=mode_names(),
        titles={flag: title for flag, (title, _text) in advice().items()},
        judged_from=JUDGED_FROM,
    )


@bp.get("/<course_key>/<item_id>")
@admin_required
def of_item(course_key: str, item_id: str) -> str:
    """What is known of one item, and what to do about it."""
    db = current_db()
    _version_id, course = current_course(db, course_key)
    item = course.items.get(item_id)
    if item is None:
        abort(404)
    return render_template(
        "analysis/item.html",
        course=course,
        item=item,
        reports=[r for r in item_reports(db, course) if r.item.head.id == item_id],
        modes=mode_names(),
        advice=advice(),
        texts={part.id: part.text for part in parts_of(item, current_language())},
        limits={
            "judged_from": JUDGED_FROM,
            "easy": DIFFICULTY[1],
            "hard": DIFFICULTY[0],
            "discrimination": DISCRIMINATION_LEAST,
            "distractor": DISTRACTOR_LEAST,
            "small": SMALL_GROUP,
        },
    )
