"""A trace in one sentence, for people."""

import pytest

from caire.lrs import building as b
from caire.lrs import vocabulary as v
from caire.lrs.sentences import sentence
from caire.lrs.services import void
from tests.caire.lrs.factories import HOME, NOW, own_statement, store_some

TITLES = {"n1.s1.e1": "Avant de commencer", "aware": "Sensibilisation"}


def target(kind: str, name: str) -> dict[str, object]:
    return {"target": b.activity(HOME, kind, name, v.TYPE_ACTIVITY)}


CASES = [
    (
        {},
        "Écran « Avant de commencer » parcouru.",
        "Went through the screen “Avant de commencer”.",
    ),
    (
        {"verb": v.REGISTERED, **target("course", "aware")},
        "Inscription au parcours « Sensibilisation ».",
        "Enrolled in the course “Sensibilisation”.",
    ),
    (
        {
            "verb": v.ANSWERED,
            **target("item", "i-1"),
            "result": {"score": {"scaled": 0.5}, "success": False},
            "extensions": {"try": 2},
        },
        "Réponse à la question « i-1 » (essai 2, à revoir, 50 %).",
        "Answered the question “i-1” (try 2, to be looked at again, 50%).",
    ),
    (
        {
            "verb": v.PROGRESSED,
            **target("activity", "act.x#mission-2"),
            "result": {"score": {"scaled": 1.0}},
        },
        "Mission accomplie dans l’activité « act.x » (mission 2, 100 %).",
        "Ended a mission in the activity “act.x” (mission 2, 100%).",
    ),
    (
        {
            "verb": v.PASSED,
            **target("exam", "final"),
            "result": {"score": {"raw": 17.5, "max": 20, "scaled": 0.875}},
            "extensions": {"attempt": 1},
        },
        "Évaluation « final » réussie (tentative 1, 17,5 points sur 20).",
        "Passed the assessment “final” (attempt 1, 17.5 points out of 20).",
    ),
    (
        {"verb": v.ATTENDED, **target("workshop", "3"), "extensions": {"presence": 0.9}},
        "Présence à la séance n° 3 (90 % du temps).",
        "Attended the half-day no.\u00a03 (90% of the time).",
    ),
    (
        {
            "verb": v.ANSWERED,
            **target("activity", "act.x#prediction"),
            "result": {"success": True},
        },
        "Réponse dans l’activité « act.x » (prédiction, juste).",
        "Answered in the activity “act.x” (prediction, right).",
    ),
    (
        {"verb": v.ANSWERED, **target("activity", "act.x#debate")},
        "Réponse dans l’activité « act.x » (étape debate).",
        "Answered in the activity “act.x” (step debate).",
    ),
    (
        {"verb": v.PASSED, **target("placement", "entry.n2")},
        "Positionnement « entry.n2 » réussi.",
        "Passed the placement “entry.n2”.",
    ),
    (
        {"verb": v.WAIVED, **target("placement", "dispense.n1")},
        "Dispense obtenue par le positionnement « dispense.n1 ».",
        "Exempted by the placement “dispense.n1”.",
    ),
    (
        {"verb": v.own_verb(HOME, "revoked"), **target("certificate", "AB12")},
        "Certificat « AB12 » révoqué.",
        "Certificate “AB12” revoked.",
    ),
    (
        {"verb": "http://example.org/verbs/danced", **target("item", "i-1")},
        f"danced : « {HOME}/activities/item/i-1 ».",
        f"danced: “{HOME}/activities/item/i-1”.",
    ),
]


@pytest.mark.parametrize(("changes", "french", "english"), CASES)
def test_says_what_happened(db, changes, french, english):
    (record,) = store_some(db, own_statement(**changes))

    plain = sentence(record, "fr", TITLES).replace("\u00a0", " ").replace("\u202f", " ")

    assert plain == french
    assert sentence(record, "en", TITLES) == english


def test_says_that_a_trace_was_taken_back(db):
    (wrong,) = store_some(db, own_statement())

    voiding = void(db, statement_id=wrong.id, authority_home=HOME, now=NOW)

    assert sentence(voiding, "fr", {}) == f"Trace «\u00a0{wrong.id}\u00a0» annulée."
