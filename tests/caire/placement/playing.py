"""Taking a placement test through the services, answer by answer."""

from random import Random

from sqlalchemy.orm import Session

from caire.demo.answers import right_form, wrong_form
from caire.demo.journeys import Learner
from caire.lrs.queries import statements_of_registration
from caire.lrs.records import StatementRecord
from caire.placement import services
from caire.placement.queries import Sitting
from tests.factories import XAPI_ROOT

DISPENSE = "dispense.n1"
ENTRY = "entry.n2"


def begin(db: Session, learner: Learner, test_id: str = DISPENSE) -> Sitting:
    return services.begin(
        db,
        person_id=learner.person_id,
        test_id=test_id,
        xapi_root=XAPI_ROOT,
        now=learner.clock,
    )


def give(
    db: Session, learner: Learner, signs: str, test_id: str = DISPENSE, *, minutes: float = 0.5
) -> Sitting:
    """Answer so many questions: `+` right, `-` wrong, `?` « je ne sais pas »."""
    sitting = begin(db, learner, test_id)
    for sign in signs.replace(" ", ""):
        item = sitting.item
        assert item is not None
        forms = {"+": right_form(item), "-": wrong_form(item, Random(1)), "?": None}
        sitting = services.answer(
            db,
            person_id=learner.person_id,
            test_id=test_id,
            item_id=item.head.id,
            form=forms[sign],
            xapi_root=XAPI_ROOT,
            now=learner.later(minutes),
        )
    return sitting


def traces(db: Session, sitting: Sitting, verb: str) -> list[StatementRecord]:
    """Those of the sitting that have this verb, in order."""
    records = statements_of_registration(db, sitting.registration)
    return [record for record in records if record.verb == verb]
