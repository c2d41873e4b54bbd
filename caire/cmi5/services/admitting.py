"""What a session may ask of the store, and what follows from its statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from caire.cmi5.errors import OutsideSession
from caire.cmi5.models import UnitSession, UnitState
from caire.cmi5.rules import Facts, follow, same_agent
from caire.cmi5.services.following import Following, following_of, say_satisfied, state_of
from caire.cmi5.statements import actor, context_template
from caire.cmi5.structure import Unit
from caire.cmi5.vocabulary import LAUNCH_DATA, PREFERENCES, PROGRESS, TERMINATED
from caire.cohorts.queries import EnrolmentRow
from caire.lrs.bounds import Arriving, Resource
from caire.lrs.errors import NoSuchStatement
from caire.lrs.queries import known_ids, records_by_id
from caire.lrs.records import StatementRecord
from caire.lrs.vocabulary import COMPLETED, FAILED, PASSED, activity_iri

READS = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class SessionBounds:
    """The bounds of one session: see `caire.lrs.bounds`; `course_name` is our name of a course."""

    session_id: str
    course_name: str
    enrolment: EnrolmentRow
    xapi_root: str

    def refuse_request(
        self, db: Session, *, resource: Resource, method: str, parameters: Mapping[str, str]
    ) -> None:
        """Only this learner's, this registration's, this unit's; launch data are only read."""
        if resource == "statements":
            if method in READS:
                self._refuse_reading(db, parameters)
            return
        if "agent" in parameters and not self._is_learner(parameters["agent"]):
            raise OutsideSession("the agent is not the actor of the launch")
        if resource in {"state", "activity_profile", "activities"}:
            session = db.get_one(UnitSession, self.session_id)
            if parameters.get("activityId") != self._activity(session):
                raise OutsideSession("the activityId is not that of the launch")
        if resource == "state":
            self._refuse_state(method, parameters)
        if resource == "agent_profile" and parameters.get("profileId", PREFERENCES) != PREFERENCES:
            raise OutsideSession(f"of the learner's profiles, {PREFERENCES} alone is open")

    def admit(self, db: Session, *, incoming: Sequence[Arriving], now: datetime) -> None:
        """Judge each statement that is new, in its turn, and keep what it tells.

        Raises:
            RuleBroken, OutsideSession.
        """
        following = self._following(db)
        session = db.get_one(UnitSession, self.session_id, populate_existing=True)
        unit = following.unit(session.unit_name)
        state = state_of(db, following, unit)
        facts = self._facts(session, state, unit)
        known = known_ids(db, [one.id for one in incoming])
        for one in incoming:
            if one.id in known:
                continue  # sent again: the store says whether it is the same
            given = _as_sent(one, now)
            before, facts = facts, follow(facts, given, now=now)
            _keep(session, state, given, facts.verbs - before.verbs, now)
        session.verbs = sorted(facts.verbs)
        session.first_at, session.ended_at = facts.first_at, facts.ended_at
        db.flush()

    def follow(self, db: Session, *, records: Sequence[StatementRecord], now: datetime) -> None:
        """Say what has become satisfied, in the session that made it so (9.3.9)."""
        if records:
            say_satisfied(db, self._following(db), session_id=self.session_id, now=now)

    def _following(self, db: Session) -> Following:
        found = following_of(
            db, enrolment=self.enrolment, name=self.course_name, xapi_root=self.xapi_root
        )
        assert found is not None  # the session belongs to it
        return found

    def _facts(self, session: UnitSession, state: UnitState, unit: Unit) -> Facts:
        return Facts(
            actor=actor(self.xapi_root, self.enrolment.actor_name),
            registration=self.enrolment.registration,
            activity=self._activity(session),
            template=context_template(unit, session.id),
            mode=session.mode,  # type: ignore[arg-type]  # one of the three, written by a launch
            mastery_score=unit.mastery_score,
            verbs=frozenset(session.verbs),
            completed=state.completed_at is not None,
            passed=state.passed_at is not None,
            abandoned=session.abandoned_at is not None,
            first_at=session.first_at,
            ended_at=session.ended_at,
            ended_here_at=session.terminated_at,
        )

    def _activity(self, session: UnitSession) -> str:
        return activity_iri(self.xapi_root, "unit", session.unit_name)

    def _is_learner(self, given: str) -> bool:
        try:
            agent = msgspec.json.decode(given)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return False
        learner = actor(self.xapi_root, self.enrolment.actor_name)
        return isinstance(agent, dict) and same_agent(agent, learner)

    def _refuse_state(self, method: str, parameters: Mapping[str, str]) -> None:
        if parameters.get("registration", "").lower() != self.enrolment.registration:
            raise OutsideSession("the registration is not that of the launch")
        whole = "stateId" not in parameters or parameters["stateId"] == LAUNCH_DATA
        if method not in READS and whole:
            raise OutsideSession(f"{LAUNCH_DATA} is the platform's: name another stateId (10.2.1)")

    def _refuse_reading(self, db: Session, parameters: Mapping[str, str]) -> None:
        named = parameters.get("statementId") or parameters.get("voidedStatementId")
        if named is not None:
            found = records_by_id(db, [named.lower()]).get(named.lower())
            if found is None or found.registration != self.enrolment.registration:
                raise NoSuchStatement(f"no statement of this registration has the id {named}")
        elif parameters.get("registration", "").lower() != self.enrolment.registration:
            raise OutsideSession("only statements of the launch's registration: ?registration=…")


def _as_sent(one: Arriving, now: datetime) -> dict[str, Any]:
    """The statement; a timestamp that only the store would add stays missing."""
    given: dict[str, Any] = msgspec.json.decode(one.raw(now))
    if one.checked.timestamp is None:
        del given["timestamp"]
    return given


def _keep(
    session: UnitSession,
    state: UnitState,
    given: Mapping[str, Any],
    defined: frozenset[str],
    now: datetime,
) -> None:
    """What screens show of a statement; `defined` holds its verb when it is one of cmi5."""
    session.last_at = now
    result = given.get("result") or {}
    progress = (result.get("extensions") or {}).get(PROGRESS)
    if isinstance(progress, int) and not isinstance(progress, bool) and 0 <= progress <= 100:
        state.progress = progress
    if COMPLETED in defined:
        state.completed_at, state.progress = now, 100
    if PASSED in defined:
        state.passed_at = now
    if FAILED in defined:
        state.failed_at = now
    if defined & {PASSED, FAILED}:
        state.score = (result.get("score") or {}).get("scaled", state.score)
    if TERMINATED in defined:
        session.terminated_at = now
