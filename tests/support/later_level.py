"""A tiny course that asks for all that a later level may ask: CURRICULUM F.1, level 3."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from caire.catalogue.services import load_content
from caire.certificates.statements import earned
from caire.demo.journeys import Learner
from caire.learning.services.writing import keep_writing
from caire.lrs import building as b
from caire.lrs import vocabulary as v
from caire.lrs.services import store_own
from tests.factories import NOW, XAPI_ROOT, make_learner, make_person
from tests.support.content import BANK, LEVEL, ContentFolder
from tests.support.productions import PLEDGES, with_productions

RULE = "rules/certification.n1.yaml"
SCENARIO = "itm.n1.c1.0060"
ASKED = """\
  - prerequisite: {any: [certificate.n0, placement.entry.n1]}
  - sequences_done: {ids: [n1.s1]}
  - exam_passed:
      plan: plan.n1
      min_share: 0.60
      floors_share: {caire.c1.1: 0.50}
      forbid: [critical_node]
  - productions_deposited: {ids: [n1.s2.e3]}
  - dossier_passed: {rubric: rubric.dossier.n1, min_share: 0.60}
"""
RUBRIC = """\
schema: caire.rubric/1
id: rubric.dossier.n1
version: 1.0.0
title: "Dossier de tri"
second_marking: {at_least: 0.50, at_most: 0.65}
max_submissions: 2
parts:
  - {id: p1, title: "Besoin", screen: n1.s2.e3, fields: [un]}
  - {id: p2, title: "Suite", screen: n1.s2.e3, fields: [deux]}
criteria:
  - {id: exact, title: "Exact", question: "Est-ce vrai ?"}
  - {id: situe, title: "Situé", question: "Est-ce d'ici ?"}
marks: ["absent", "fragile", "suffisant", "solide"]
"""
ITEM = """\
- id: itm.n1.c1.0060
  state:
    {version: 1.0.0, status: published, pool: certification, review_by: 2028-11-30,
     licence: CC-BY-SA-4.0}
  profile:
    {type: scenario, competency: caire.c1.1.a, bloom: apply, sector: bureau,
     minutes: {feedback: 4.5, exam: 4.0}, confidence: false}
  difficulty: {p_expected: 0.70, origin: expert, n: 0}
  stem: "Que fait-elle ?"
  start: n1
  points_max: 1
  nodes:
    - id: n1
      text: "Une boîte fume."
      choices:
        - {id: a, text: "Elle appelle.", points: 1, critical: false, to: end, feedback: "Oui."}
        - {id: b, text: "Elle attend.", points: 1, critical: true, to: end, feedback: "Non.",
           diagnosis: "Pense qu'une boîte qui fume finit toujours par s'éteindre toute seule."}
        - {id: c, text: "Elle note.", points: 0, critical: false, to: end, feedback: "Non.",
           diagnosis: "Pense qu'une note suffit pour que quelqu'un d'autre agisse à sa place."}
  facts: []
  review: [n1.s1.e1]
  credits: {authors: ["Équipe CAIRE"], reviewed_by: [], sources: [], enemies: []}
"""


def later_content(folder: Path) -> ContentFolder:
    """The tiny course with productions, a scenario in its exam, and the rule of a later level."""
    content = with_productions(folder)
    old = """\
  - sequences_done: {ids: [n1.s1]}
  - exam_passed: {plan: plan.n1, min_share: 0.70}
"""
    content.edit(RULE, old, ASKED)
    content.edit(LEVEL, "types: {single: 1}", "types: {single: 1, scenario: 1}")
    content.add(BANK, ITEM)
    content.add("rules/rubric.n1.yaml", RUBRIC)
    return content


def later_learner(db: Session, content: ContentFolder) -> Learner:
    """Somebody new on that course."""
    load_content(db, root=content.root, modules={}, now=NOW)
    return make_learner(db, make_person(db, given_name="Ilyes", now=NOW), now=NOW)


def write(db: Session, learner: Learner, text: str = "Mon texte.", **texts: str) -> None:
    """Write on the production: in its first field, and in those that are named."""
    keep_writing(
        db,
        path=learner.path(db),
        screen_id=PLEDGES,
        texts={"un": text, **texts},
        xapi_root=XAPI_ROOT,
        now=learner.later(2),
    )


def certified_before(
    db: Session, learner: Learner, code: str = "AAAA", *, registration: str | None = None
) -> str:
    """The trace of the certificate of an earlier level; returns its id."""
    enrolment = learner.path(db).enrolment
    if registration is not None:
        enrolment = replace(enrolment, registration=registration)
    statement = earned(
        XAPI_ROOT,
        enrolment,
        learner.path(db).course,
        code=code,
        rule="cert.n0@1.0.0",
        evidence={},
        now=learner.later(1),
    )
    store_own(db, statements=[statement], authority_home=XAPI_ROOT)
    return str(statement.id)


def placed(db: Session, learner: Learner, *, verb: str = v.PASSED, test: str = "entry.n1") -> str:
    """The trace of an entry test; returns its id."""
    path = learner.path(db)
    statement = b.statement(
        XAPI_ROOT,
        id=f"00000000-0000-4000-8000-{int(learner.clock.timestamp()):012d}",
        actor_name=path.enrolment.actor_name,
        verb=verb,
        target=b.activity(XAPI_ROOT, "placement", test, v.TYPE_ASSESSMENT),
        registration=path.enrolment.registration,
        course_key=path.course.key,
        content_version=path.course.version,
        now=learner.later(1),
    )
    store_own(db, statements=[statement], authority_home=XAPI_ROOT)
    return str(statement.id)
