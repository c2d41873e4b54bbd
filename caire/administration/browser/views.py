"""The pages of traces: the list by a filter, one trace, its files, and how many came by day."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from structlog import get_logger
from werkzeug.wrappers import Response as BaseResponse

from caire.administration.browser.asked import Question, question
from caire.administration.browser.detail import detail_of, shown_size
from caire.administration.browser.period import (
    PERIODS,
    charted,
    shown_day,
    shown_number,
    shown_series,
)
from caire.administration.browser.typed import Typed, typed
from caire.administration.browser.words import (
    Names,
    sender_choices,
    told_traces,
    verb_choices,
)
from caire.clock import utcnow
from caire.cohorts.queries import EnrolmentRow, enrolments_of
from caire.lrs.browsing import (
    SeenPage,
    SeenStatement,
    kept_file,
    programs,
    seen,
    seen_page,
    totals_by_day,
    verbs,
)
from caire.lrs.reading import consistent_reader
from caire.organisations.queries import organisations
from caire.web.database import current_db
from caire.web.guards import admin_required, administration_allowed, current_account
from caire.web.platform import current_config, current_platform

log = get_logger(__name__)

TRACES_A_PAGE = 50


def add_routes(bp: Blueprint) -> None:
    bp.add_app_template_filter(shown_number, "number")
    bp.add_app_template_filter(shown_day, "day")
    bp.add_app_template_filter(shown_size, "size")
    bp.add_url_rule("/traces", view_func=browse)
    bp.add_url_rule("/traces/activity", view_func=activity)
    bp.add_url_rule("/traces/<uuid:statement_id>", view_func=trace)
    bp.add_url_rule("/traces/<uuid:statement_id>.json", view_func=trace_json)
    bp.add_url_rule("/traces/<uuid:statement_id>/files/<sha2>", view_func=trace_file)


@admin_required
def browse() -> str | BaseResponse | tuple[str, int]:
    """Traces by a filter that stands in the address, the latest first."""
    db, asked = current_db(), typed(request.args)
    senders = programs(db)
    found = question(db, asked, xapi_root=current_config().xapi_root, programs=senders)
    if found.person_id is not None and asked.person != str(found.person_id):
        # A shared address names nobody.
        target = url_for("administration.browse") + asked.query(person=str(found.person_id))
        return redirect(target, code=303)
    known = verbs(db)
    page = _page(db, asked, found) if found.may_be_asked else SeenPage((), False, False)
    names = Names(senders, {verb.key: verb for verb in known}, current_config().xapi_root)
    if found.may_be_asked:
        _note("traces read", person=found.person_id, asked=dict(asked.given()))
    shown = render_template(
        "administration/traces_browse.html",
        typed=asked.cut(),
        asked=found,
        page=page,
        traces=told_traces(db, page.rows, names),
        verbs=verb_choices(known, found.filter.verb or ""),
        senders=sender_choices(senders, organisations(db)),
        enrolments=_enrolments(db, found),
    )
    return (shown, 422) if found.faults else shown


@admin_required
def trace(statement_id: UUID) -> str:
    """One trace: the sentence, the facts, what belongs to it, and what is stored."""
    db, one = current_db(), _one(statement_id)
    names = Names(programs(db), {verb.key: verb for verb in verbs(db)}, current_config().xapi_root)
    shown = detail_of(db, one, names)
    person = shown.told.person
    _note("trace read", statement=one.id, person=person.id if person else None)
    return render_template(
        "administration/traces_one.html", shown=shown, may_download=current_account().is_admin
    )


@admin_required
def trace_json(statement_id: UUID) -> Response:
    """The statement as it is stored, to the byte."""
    one = _one(statement_id)
    if one.record is None:
        abort(404)
    _note("trace downloaded", statement=one.id)
    return _download(one.record.raw.encode(), "application/json", f"{one.id}.json")


@admin_required
def trace_file(statement_id: UUID, sha2: str) -> Response:
    """A file that came with a trace: never opened in the page, whatever its sender calls it."""
    administration_allowed(current_account())
    one = _one(statement_id)
    content = kept_file(current_db(), one.seq, sha2)
    if content is None:
        abort(404)
    _note("file of a trace downloaded", statement=one.id, sha2=sha2)
    return _download(content, "application/octet-stream", f"{one.id}-{sha2[:12]}")


@admin_required
def activity() -> str:
    """How many traces came by day, as a chart and as a table."""
    db, now = current_db(), utcnow()
    days = request.args.get("days", type=int)
    days = days if days in PERIODS else PERIODS[0]
    senders = programs(db)
    names = Names(senders, {}, current_config().xapi_root)
    totals = totals_by_day(db, since=charted(days, now))
    series = shown_series(totals, request.args.get("sender", ""), days=days, now=now, names=names)
    return render_template(
        "administration/traces_activity.html", days=days, periods=PERIODS, series=series
    )


def _page(db: Session, asked: Typed, found: Question) -> SeenPage:
    """From a replica when there is one that has come as far as the primary."""
    with consistent_reader(db, current_platform().replicas) as (reader, through):
        return seen_page(
            reader,
            found.filter,
            senders=found.senders,
            turned=found.turned,
            size=TRACES_A_PAGE,
            through=through,
            with_gone=bool(asked.gone),
        )


def _enrolments(db: Session, found: Question) -> list[EnrolmentRow]:
    return enrolments_of(db, found.person_id) if found.person_id is not None else []


def _one(statement_id: UUID) -> SeenStatement:
    found = seen(current_db(), str(statement_id))
    if found is None:
        abort(404, _("Aucune trace n’a cet identifiant."))
    return found


def _download(content: bytes, mime: str, name: str) -> Response:
    response = Response(content, mimetype=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _note(event: str, **about: Any) -> None:
    """Who read whose traces, for the operator's log."""
    log.info(event, by=current_account().id, **about)
