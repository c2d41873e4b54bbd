"""« Ce que je sais faire, ce que je revois »: the learner's own map, which nobody else sees."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from caire.clock import utcnow
from caire.learning.knowledge_map import knowledge_map
from caire.learning.queries import map_is_hidden, paths_of
from caire.learning.services.mapping import erase_map, hide_map
from caire.web.database import current_db, transaction
from caire.web.guards import current_account, signed_in
from caire.web.platform import current_config


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/mastery/", view_func=mastery)
    bp.add_url_rule("/mastery/hide", view_func=hide_mastery, methods=["POST"])
    bp.add_url_rule("/mastery/erase", view_func=erase_mastery, methods=["POST"])


@signed_in
def mastery() -> str:
    """The map of each course that she follows; 404 where the institution has it off."""
    _only_where_on()
    db, person_id = current_db(), current_account().id
    hidden = map_is_hidden(db, person_id)
    maps = [] if hidden else [knowledge_map(path) for path in paths_of(db, person_id)]
    erased = request.args.get("erased") == "1"
    return render_template("learning/mastery.html", hidden=hidden, maps=maps, erased=erased)


@signed_in
def hide_mastery() -> Response:
    _only_where_on()
    hidden = request.form.get("hidden") == "1"
    with transaction() as db:
        hide_map(db, person_id=current_account().id, hidden=hidden, now=utcnow())
    return redirect(url_for("learning.mastery"), code=303)


@signed_in
def erase_mastery() -> Response:
    _only_where_on()
    with transaction() as db:
        erase_map(
            db,
            paths=paths_of(db, current_account().id),
            xapi_root=current_config().xapi_root,
            now=utcnow(),
        )
    return redirect(url_for("learning.mastery", erased=1), code=303)


def _only_where_on() -> None:
    if not current_config().learning.mastery_map:
        abort(404)
