"""The authors' pages, and the bar that every page of the preview bears."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, render_template, request
from flask_login import current_user

from caire.assessment.items import Item, item_type
from caire.assessment.parts import parts_of
from caire.assessment.presentation import present
from caire.catalogue.checks.gates import BY_RULE
from caire.catalogue.coverage import POOLS, coverage
from caire.catalogue.loading import CompiledCourse
from caire.catalogue.problems import shown_path
from caire.learning.queries import path_of
from caire.people.login import start_session
from caire.people.queries import known_account
from caire.preview.budget import budget_of
from caire.preview.places import (
    item_file,
    messages_in,
    span_of_item,
    spans_of_screen,
    with_sources,
)
from caire.preview.rehearsing import Bell, Shown
from caire.web.database import current_db
from caire.web.language import current_language

#: A page waits this long before it asks again, so that nothing on the way closes the line, seconds.
PATIENCE_S = 15.0
#: Errors told on a page that is held back; all of them are a click away.
BLOCKING_SHOWN = 5
#: Pages of these change nothing of who reads.
_WITHOUT_READER = {"static_files", "catalogue"}
STATIC = Path(__file__).parent / "static"

bp = Blueprint("preview", __name__, url_prefix="/authoring", template_folder="templates")


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item in a list, with how many messages it has."""

    item: Item
    type: str
    place: str
    messages: int


def add_preview(app: Flask, bell: Bell) -> None:
    """The authors' pages and the bar, on an application whose database is the preview's own."""
    app.extensions["caire.preview"] = bell
    app.register_blueprint(bp)
    app.before_request(_sign_in)
    app.after_request(_with_bar)


def _bell() -> Bell:
    bell: Bell = current_app.extensions["caire.preview"]
    return bell


def _sign_in() -> None:
    """The reader of the latest state, without a form: there is nobody else here."""
    if request.blueprint in _WITHOUT_READER or request.endpoint in _FILES:
        return
    reader = _bell().shown.person_id
    if not current_user.is_authenticated or current_user.id != reader:
        start_session(known_account(current_db(), reader))


@bp.get("/")
def overview() -> str:
    shown = _bell().shown
    budgets = [budget_of(course) for course in shown.rehearsal.courses.values()]
    return render_template("preview/overview.html", shown=shown, budgets=budgets)


@bp.get("/messages")
def messages() -> str:
    shown = _bell().shown
    wanted = request.args.get("rule", "")
    found = [p for p in shown.rehearsal.problems if not wanted or p.rule == wanted]
    files: dict[str, list[object]] = {}
    for message in with_sources(found):
        files.setdefault(message.problem.path, []).append(message)
    return render_template(
        "preview/messages.html", shown=shown, files=files, wanted=wanted, gates=BY_RULE
    )


@bp.get("/<course_key>/items")
def items(course_key: str) -> str:
    shown, course = _course(course_key)
    wanted = {name: request.args.get(name, "") for name in ("pool", "area")}
    found = [
        _row(shown, course, item)
        for item in course.compiled.course.items.values()
        if wanted["pool"] in ("", item.head.pool) and wanted["area"] in ("", item.head.area)
    ]
    areas = sorted({i.head.area for i in course.compiled.course.items.values()}, key=_number)
    return render_template(
        "preview/items.html",
        shown=shown,
        course=course.compiled.course,
        rows=found,
        wanted=wanted,
        areas=areas,
        pools=POOLS,
    )


def _number(area: str) -> int:
    return int(area.removeprefix("c"))


def _row(shown: Shown, course: CompiledCourse, item: Item) -> ItemRow:
    span = span_of_item(course, item.head.id)
    spans = (span,) if span else ()
    count = sum(span.holds(p) for p in shown.rehearsal.problems for span in spans)
    place = f"{span.path}:{span.first}" if span else ""
    return ItemRow(item, item_type(item), place, count)


@bp.get("/<course_key>/items/<item_id>")
def item(course_key: str, item_id: str) -> str:
    """An item as it is asked, then with every answer, feedback and diagnosis."""
    shown, course = _course(course_key)
    compiled = course.compiled.course
    found = compiled.items.get(item_id)
    written = item_file(course, item_id)
    if found is None or written is None:
        abort(404)
    language = current_language()
    span = span_of_item(course, item_id)
    return render_template(
        "preview/item.html",
        shown=shown,
        path=path_of(current_db(), person_id=shown.person_id, course_key=course_key),
        course=compiled,
        item=found,
        type=item_type(found),
        view=present(found, seed=f"preview:{item_id}", language=language),
        parts=parts_of(found, language),
        place=f"{shown_path(written.document.path)}:{written.line()}",
        messages=messages_in(shown.rehearsal.problems, (span,) if span else ()),
        shown_on=[s for s in compiled.screens() if item_id in s.items],
    )


@bp.get("/<course_key>/coverage")
def course_coverage(course_key: str) -> str:
    shown, course = _course(course_key)
    module = course.module
    taught = {a.manifest.id: a.manifest.competencies for a in (module.activities if module else ())}
    return render_template(
        "preview/coverage.html",
        shown=shown,
        course=course.compiled.course,
        coverage=coverage(course.compiled.course, taught),
        pools=POOLS,
    )


def _course(course_key: str) -> tuple[Shown, CompiledCourse]:
    shown = _bell().shown
    course = shown.rehearsal.courses.get(course_key)
    if course is None:
        abort(404)
    return shown, course


@bp.get("/events")
def events() -> Response:
    """A line for each new state: the page that hears it is loaded anew."""
    bell, after = _bell(), request.args.get("after", default=0, type=int)

    def lines() -> Iterator[str]:
        known = after
        while True:
            number = bell.wait_after(known, timeout_s=PATIENCE_S)
            yield f"data: {number}\n\n" if number > known else ": still the same\n\n"
            known = number

    return Response(lines(), mimetype="text/event-stream")


@bp.get("/files/<name>")
def file(name: str) -> Response:
    if name not in ("preview.js", "preview.css"):
        abort(404)
    kind = "text/javascript" if name.endswith(".js") else "text/css"
    return Response((STATIC / name).read_bytes(), mimetype=kind)


_FILES = {"preview.events", "preview.file"}


def _with_bar(response: Response) -> Response:
    """Every page says what the checks say of it, and is loaded anew when a file changes."""
    if response.mimetype != "text/html" or response.is_streamed or response.direct_passthrough:
        return response
    shown = _bell().shown
    arguments = request.view_args or {}
    key, screen_id = arguments.get("course_key", ""), arguments.get("screen_id", "")
    course = shown.rehearsal.courses.get(key)
    spans = spans_of_screen(course, screen_id) if course and screen_id else ()
    bar = render_template(
        "preview/bar.html",
        shown=shown,
        is_held=key in shown.held,
        blocking=with_sources(shown.rehearsal.errors[:BLOCKING_SHOWN]),
        messages=messages_in(shown.rehearsal.problems, spans),
        place=f"{spans[0].path}:{spans[0].first}" if spans else "",
        is_author_page=request.blueprint == "preview",
    )
    page = response.get_data(as_text=True)
    head = '<link rel="stylesheet" href="/authoring/files/preview.css">'
    page = page.replace("</head>", f"{head}</head>", 1)
    response.set_data(re.sub(r"</body>\s*</html>\s*$", lambda _m: f"{bar}</body></html>", page))
    return response
