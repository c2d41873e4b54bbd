"""Five minutes on what is about to be forgotten: one card a page, in the course and after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from caire.assessment.memory import FreshnessWord
from caire.assessment.presentation import present
from caire.assessment.texts import LocalText
from caire.catalogue.course import Screen
from caire.clock import in_paris, utcnow
from caire.learning.errors import UnreadableAnswer
from caire.learning.models import ReviewSession
from caire.learning.queries import LearningPath, paths_of, review_plan, review_session
from caire.learning.review.cards import Card, remembered_text
from caire.learning.review.queue import freshness, next_due, session_of
from caire.learning.services.answering import REVIEW_SCREEN, past_answer, record_answer
from caire.learning.services.reminding import FREQUENCIES, note_visit
from caire.learning.services.reviewing import all_cards, begin_review, recall_card
from caire.learning.views.path import current_path, held_answer
from caire.learning.views.questions import Question
from caire.learning.views.reminders import hours
from caire.learning.views.sentences import reason_sentence
from caire.web.database import current_db, transaction
from caire.web.guards import current_account, signed_in
from caire.web.language import current_language
from caire.web.platform import current_config


@dataclass(frozen=True, slots=True)
class ShownCard:
    """One card of today; `question` or `text`: a question, or what a lesson asks to remember."""

    card: Card
    path: LearningPath
    position: int
    total: int
    left: int
    answered: bool
    question: Question | None
    screen: Screen | None
    text: LocalText | None


def add_routes(bp: Blueprint) -> None:
    bp.add_url_rule("/review/", view_func=review)
    bp.add_url_rule("/review/begin", view_func=begin, methods=["POST"], endpoint="begin_review")
    bp.add_url_rule("/review/answer", view_func=answer, methods=["POST"], endpoint="answer_review")


@signed_in
def review() -> str:
    """The card to answer, the one just answered, or where the review stands today."""
    db, person_id, now = current_db(), current_account().id, utcnow()
    paths = paths_of(db, person_id)
    session = review_session(db, person_id=person_id, day=in_paris(now).date())
    cards = all_cards(paths, now=now)
    shown = _asked_for(paths, cards, session) or _first_left(paths, cards, session)
    if shown is not None:
        return render_template("learning/review_card.html", shown=shown, path=shown.path)
    return _overview(paths, cards, session, now)


def _overview(
    paths: Sequence[LearningPath],
    cards: Sequence[Card],
    session: ReviewSession | None,
    now: datetime,
) -> str:
    plan = review_plan(current_db(), current_account().id)
    if plan is not None and plan.unvisited:
        with transaction() as db:
            note_visit(db, person_id=plan.person_id)
    by_mastery = current_config().learning.mastery_map
    due = session_of(cards, now=now, by_mastery=by_mastery) if session is None else []
    return render_template(
        "learning/review.html",
        done=len(session.cards) if session else 0,
        due=len(due),
        next_at=next_due(cards),
        fresh=_named_freshness(paths, cards, now),
        plan=plan,
        frequencies=FREQUENCIES,
        hours=hours(),
        chosen=request.args.get("chosen"),
    )


def _named_freshness(
    paths: Sequence[LearningPath], cards: Sequence[Card], now: datetime
) -> list[tuple[LocalText, FreshnessWord]]:
    titles = {one.id: one.area_title for path in paths for one in path.course.competencies}
    return [(titles[one.competency], one.word) for one in freshness(cards, now=now)]


def _answered(card: Card, session: ReviewSession) -> bool:
    return card.memory is not None and card.memory.reviewed_at >= session.started_at


def _first_left(
    paths: Sequence[LearningPath], cards: Sequence[Card], session: ReviewSession | None
) -> ShownCard | None:
    left = [card for card in _of(session, cards) if session and not _answered(card, session)]
    return _shown(paths, cards, session, left[0]) if session and left else None


def _asked_for(
    paths: Sequence[LearningPath], cards: Sequence[Card], session: ReviewSession | None
) -> ShownCard | None:
    """The card just answered, with what is said of it."""
    wanted = (request.args.get("course"), request.args.get("card"))
    found = next((c for c in _of(session, cards) if (c.course_key, c.id) == wanted), None)
    return _shown(paths, cards, session, found) if session and found else None


def _of(session: ReviewSession | None, cards: Sequence[Card]) -> list[Card]:
    """Today's cards in their order; one whose course was left or that expired is left out."""
    known = {(card.course_key, card.id): card for card in cards}
    names = [(course, card) for course, card in session.cards] if session else []
    return [known[name] for name in names if name in known]


def _shown(
    paths: Sequence[LearningPath],
    cards: Sequence[Card],
    session: ReviewSession,
    card: Card,
    error: UnreadableAnswer | None = None,
) -> ShownCard:
    path = next(p for p in paths if p.course.key == card.course_key)
    today = _of(session, cards)
    screen = path.course.screen(card.id)
    answered = _answered(card, session)
    return ShownCard(
        card=card,
        path=path,
        position=today.index(card) + 1,
        total=len(today),
        left=sum(not _answered(one, session) for one in today),
        answered=answered,
        question=None if screen else _question(path, card.id, answered, error),
        screen=screen,
        text=remembered_text(screen) if screen else None,
    )


def _question(
    path: LearningPath, item_id: str, answered: bool, error: UnreadableAnswer | None
) -> Question:
    item = path.course.items[item_id]
    tries = path.state.items[item_id].tries
    past = None
    if answered:
        past = past_answer(
            current_db(), path=path, screen_id=REVIEW_SCREEN, item_id=item_id, try_number=tries
        )
    seed = f"{path.enrolment.registration}:{item_id}:{tries if past else tries + 1}"
    view = present(item, seed=seed, language=current_language())
    given = request.form.to_dict(flat=False) if error else {} if past else held_answer(item_id)
    reason = reason_sentence(error) if error else None
    return Question(view, tries + 1, past, reason, given, other_tab=False)


@signed_in
def begin() -> Response:
    person_id = current_account().id
    with transaction() as db:
        begin_review(
            db,
            person_id=person_id,
            paths=paths_of(db, person_id),
            by_mastery=current_config().learning.mastery_map,
            now=utcnow(),
        )
    return redirect(url_for("learning.review"), code=303)


@signed_in
def answer() -> Response | tuple[str, int]:
    """Keep the answer to one of today's cards; a card that is answered stays as it is."""
    person_id, now, db = current_account().id, utcnow(), current_db()
    path = current_path(request.form.get("course", ""))
    card_id = request.form.get("card", "")
    session = review_session(db, person_id=person_id, day=in_paris(now).date())
    paths = paths_of(db, person_id)
    cards = all_cards(paths, now=now)
    wanted = (path.course.key, card_id)
    card = next((c for c in _of(session, cards) if (c.course_key, c.id) == wanted), None)
    if session is None:
        return redirect(url_for("learning.review"), code=303)
    if card is None:
        abort(404)
    try:
        if not _answered(card, session):
            _keep(path, card_id, now)
    except UnreadableAnswer as refusal:
        shown = _shown(paths, cards, session, card, refusal)
        page = render_template(
            "learning/review_card.html",
            shown=shown,
            path=path,
            error=reason_sentence(refusal),
        )
        return page, 422
    address = url_for("learning.review", course=path.course.key, card=card_id, _anchor="feedback")
    return redirect(address, code=303)


def _keep(path: LearningPath, card_id: str, now: datetime) -> None:
    root = current_config().xapi_root
    with transaction() as db:
        if path.course.screen(card_id) is not None:
            said = request.form.get("said", "")
            recall_card(db, path=path, screen_id=card_id, said=said, xapi_root=root, now=now)
            return
        record_answer(
            db,
            path=path,
            screen_id=REVIEW_SCREEN,
            item_id=card_id,
            try_number=request.form.get("try", default=0, type=int),
            form=request.form.to_dict(flat=False),
            confidence=request.form.get("confidence", type=int),
            xapi_root=root,
            now=now,
        )
