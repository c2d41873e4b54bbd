"""Trainers mark; close results are marked twice, and the two agree in writing (F.2.5)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from caire.assessment.dossier import Marks, is_close, part_points, passes
from caire.catalogue.rules import Rubric
from caire.dossiers.access import HeldDossier, dossier_for_marker
from caire.dossiers.errors import (
    MarkingIncomplete,
    NotToBeAgreed,
    NotToBeMarked,
    OwnProposal,
    ReasonMissing,
)
from caire.dossiers.models import COMMENT_MAX, Agreement, Marking
from caire.dossiers.queries import MarkingRow, markings_of
from caire.dossiers.statements import decided, marked
from caire.lrs.services import store_own
from caire.messaging.notices import queue_dossier_marked
from caire.people.account import Account

Comments = Mapping[str, Mapping[str, str]]


def mark_dossier(
    db: Session,
    *,
    dossier_id: int,
    actor: Account,
    marks: Marks,
    comments: Comments,
    xapi_root: str,
    now: datetime,
) -> None:
    """Give a mark and a written comment for each part and criterion.

    The first marking decides, unless its result is close to the pass mark; the second one, of
    another trainer, decides when it says the same, else the two must agree.

    Raises:
        NoSuchDossier: not hers to mark.
        NotToBeMarked: it is not waiting for a marking, or for another person's.
        MarkingIncomplete: nothing is kept.
    """
    held = dossier_for_marker(db, dossier_id, actor)
    before = markings_of(db, dossier_id)
    rank = {"to_mark": 1, "second": 2}.get(held.dossier.status)
    if rank is None or any(one.marker_id == actor.id for one in before):
        raise NotToBeMarked(f"dossier {dossier_id}")
    wrong = incomplete(held.rubric, marks, comments)
    if wrong:
        raise MarkingIncomplete(wrong)
    db.add(
        Marking(
            dossier_id=dossier_id,
            rank=rank,
            marker_id=actor.id,
            marks={part: dict(given) for part, given in marks.items()},
            comments={part: _cleaned(given) for part, given in comments.items()},
            marked_at=now,
        )
    )
    db.flush()
    about = (xapi_root, held.enrolment, held.course, held.rubric)
    number = held.dossier.number
    statement = marked(*about, number=number, rank=rank, marks=marks, now=now)
    store_own(db, statements=[statement], authority_home=xapi_root)
    _go_on(db, held, rank, marks, before, xapi_root=xapi_root, now=now)


def _go_on(
    db: Session,
    held: HeldDossier,
    rank: int,
    marks: Marks,
    before: tuple[MarkingRow, ...],
    *,
    xapi_root: str,
    now: datetime,
) -> None:
    rubric = held.rubric
    if rank == 1 and is_close(
        sum(part_points(marks).values()),
        points_max=rubric.points_max,
        at_least=rubric.second_from,
        at_most=rubric.second_to,
    ):
        held.dossier.status = "second"
    elif rank == 2 and before[0].marks != marks:
        held.dossier.status = "agreement"
    else:
        _decide(db, held, rank=1, marks=marks, xapi_root=xapi_root, now=now)
    db.flush()


def incomplete(rubric: Rubric, marks: Marks, comments: Comments) -> tuple[tuple[str, str], ...]:
    """The (part, criterion) that lack a mark of the scale, or a comment of a fair length."""
    return tuple(
        (part.id, criterion.id)
        for part in rubric.parts
        for criterion in rubric.criteria
        if not 0 <= marks.get(part.id, {}).get(criterion.id, -1) <= rubric.top
        or not 0 < len(_text(comments, part.id, criterion.id)) <= COMMENT_MAX
    )


def _text(comments: Comments, part: str, criterion: str) -> str:
    # Browsers send line ends as two characters, and count them as one.
    return comments.get(part, {}).get(criterion, "").replace("\r\n", "\n").strip()


def _cleaned(given: Mapping[str, str]) -> dict[str, str]:
    return {name: text.replace("\r\n", "\n").strip() for name, text in given.items()}


def propose_agreement(
    db: Session, *, dossier_id: int, actor: Account, kept_rank: int, reason: str, now: datetime
) -> None:
    """Write which of the two markings is better argued, and why; it replaces an earlier proposal.

    Raises:
        NoSuchDossier, NotToBeAgreed, ReasonMissing.
    """
    held = _to_agree(db, dossier_id, actor)
    if not 0 < len(reason.strip()) <= COMMENT_MAX:
        raise ReasonMissing(f"write a reason of 1 to {COMMENT_MAX} characters")
    if kept_rank not in (1, 2):
        raise NotToBeAgreed(f"no marking {kept_rank}")
    agreement = db.get(Agreement, held.dossier.id) or Agreement(dossier_id=held.dossier.id)
    agreement.kept_rank = kept_rank
    agreement.reason = reason.strip()
    agreement.proposed_by = actor.id
    agreement.proposed_at = now
    db.add(agreement)
    db.flush()


def accept_agreement(
    db: Session, *, dossier_id: int, actor: Account, kept_rank: int, xapi_root: str, now: datetime
) -> None:
    """Agree with what the other marker proposed, as it was read; the dossier is decided.

    Raises:
        NoSuchDossier, OwnProposal.
        NotToBeAgreed: nothing is proposed, or something else than `kept_rank`.
    """
    held = _to_agree(db, dossier_id, actor)
    agreement = db.get(Agreement, dossier_id)
    if agreement is None or agreement.kept_rank != kept_rank:
        raise NotToBeAgreed(f"dossier {dossier_id}")
    if agreement.proposed_by == actor.id:
        raise OwnProposal(f"dossier {dossier_id}")
    agreement.agreed_at = now
    kept = next(one for one in markings_of(db, dossier_id) if one.rank == kept_rank)
    _decide(db, held, rank=kept_rank, marks=kept.marks, xapi_root=xapi_root, now=now)
    db.flush()


def _to_agree(db: Session, dossier_id: int, actor: Account) -> HeldDossier:
    held = dossier_for_marker(db, dossier_id, actor)
    marked_it = any(one.marker_id == actor.id for one in markings_of(db, dossier_id))
    if held.dossier.status != "agreement" or not marked_it:
        raise NotToBeAgreed(f"dossier {dossier_id}")
    return held


def _decide(
    db: Session, held: HeldDossier, *, rank: int, marks: Marks, xapi_root: str, now: datetime
) -> None:
    rule = held.course.rule.dossier if held.course.rule else None
    passed = rule is not None and passes(
        part_points(marks),
        points_max=held.rubric.points_max,
        min_share=rule.min_share,
        no_zero=rule.no_zero,
    )
    dossier = held.dossier
    dossier.status = "passed" if passed else "failed"
    dossier.decided_at = now
    dossier.kept_rank = rank
    db.flush()
    statement = decided(
        xapi_root,
        held.enrolment,
        held.course,
        held.rubric,
        number=dossier.number,
        # Asked for by the learner, the second marking decides what was decided before.
        decision=2 if dossier.second_asked_at else 1,
        kept_rank=rank,
        marks=marks,
        passed=passed,
        now=now,
    )
    store_own(db, statements=[statement], authority_home=xapi_root)
    queue_dossier_marked(
        db,
        person_id=held.enrolment.person_id,
        course_title=held.course.title,
        marked_again=dossier.second_asked_at is not None,
        path=f"/learn/{held.course.key}/dossier",
        now=now,
    )
