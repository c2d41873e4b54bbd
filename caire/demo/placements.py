"""Playing a placement test: right on the themes that the learner knows already."""

from random import Random

from sqlalchemy.orm import Session

from caire.demo.answers import right_form, wrong_form
from caire.demo.journeys import Learner
from caire.placement.services import answer, begin

MINUTES_A_QUESTION = 0.8


def take_placement(db: Session, learner: Learner, *, test_id: str, known: str = "") -> None:
    """To its end; `known` holds the letters of the cells where every answer is right.

    An entry test has no cells: all its answers are right.
    """
    sitting = begin(
        db,
        person_id=learner.person_id,
        test_id=test_id,
        xapi_root=learner.xapi_root,
        now=learner.later(1),
    )
    while (item := sitting.item) is not None and (step := sitting.step) is not None:
        right = not step.cell or step.cell in known
        sitting = answer(
            db,
            person_id=learner.person_id,
            test_id=test_id,
            item_id=item.head.id,
            form=right_form(item) if right else wrong_form(item, Random(0)),
            xapi_root=learner.xapi_root,
            now=learner.later(MINUTES_A_QUESTION),
        )
