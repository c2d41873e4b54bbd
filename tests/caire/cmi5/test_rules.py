"""What a session may send: the rules of cmi5, one by one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from caire.cmi5 import vocabulary as v
from caire.cmi5.errors import RuleBroken
from caire.cmi5.rules import CLOCK_SKEW, GRACE, Facts, follow
from caire.lrs.vocabulary import COMPLETED, FAILED, INITIALIZED, PASSED, SATISFIED, VOIDED

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
ACTOR = {"objectType": "Agent", "account": {"homePage": "https://lms.example", "name": "lea"}}
REGISTRATION = "0b2d1b6e-6f0c-4a5e-9a0a-5d9f2a7f1c11"
UNIT = "https://lms.example/xapi/activities/unit/1"
PUBLISHED = "https://units.example/a"
TEMPLATE = {
    "contextActivities": {"grouping": [{"id": PUBLISHED}]},
    "extensions": {v.SESSION_ID: "s-1"},
}
FRESH = Facts(ACTOR, REGISTRATION, UNIT, TEMPLATE, "Normal", 0.8)
BEGUN = replace(FRESH, verbs=frozenset({INITIALIZED}), first_at=NOW - timedelta(minutes=5))
DONE = {"completion": True, "duration": "PT1M"}
WELL = {"success": True, "score": {"scaled": 0.9}, "duration": "PT1M"}
BADLY = {"success": False, "score": {"scaled": 0.5}, "duration": "PT1M"}
LEFT = {"duration": "PT1M"}


def sent(verb, result=None, *, defined=True, at=NOW, **changes):
    """A statement as cmi5 wants it, with changes at its top."""
    context = {
        "registration": REGISTRATION,
        "contextActivities": {"grouping": [{"id": PUBLISHED}, {"id": "https://x.example"}]},
        "extensions": {v.SESSION_ID: "s-1"},
    }
    if defined:
        context["contextActivities"]["category"] = [{"id": v.CATEGORY}]
        if result and {"success", "completion"} & set(result):
            context["contextActivities"]["category"].append({"id": v.MOVE_ON_CATEGORY})
    if result and "score" in result:
        context["extensions"][v.MASTERY_SCORE] = 0.8
    made = {
        "actor": ACTOR,
        "verb": {"id": verb},
        "object": {"id": UNIT},
        "context": context,
        "timestamp": at.isoformat().replace("+00:00", "Z"),
    }
    if result is not None:
        made["result"] = result
    return {**made, **changes}


def refused(facts, statement, now=NOW) -> RuleBroken:
    with pytest.raises(RuleBroken) as refusal:
        follow(facts, statement, now=now)
    return refusal.value


class TestASession:
    def test_begins_goes_on_and_ends(self):
        facts = FRESH
        for statement in (
            sent(INITIALIZED),
            sent("https://units.example/verbs/looked", defined=False),
            sent(COMPLETED, DONE),
            sent(PASSED, WELL),
            sent(v.TERMINATED, LEFT),
        ):
            facts = follow(facts, statement, now=NOW)

        assert facts.completed
        assert facts.passed
        assert facts.ended_at == NOW

    def test_what_is_only_allowed_changes_nothing(self):
        seen = follow(BEGUN, sent(COMPLETED, {"completion": True}, defined=False), now=NOW)
        assert seen == BEGUN

    @pytest.mark.parametrize("statement", [sent(COMPLETED, DONE), sent("u:looked", defined=False)])
    def test_begins_with_initialized(self, statement):
        assert refused(FRESH, statement).section == "7.1.1"

    def test_an_undefined_initialized_does_not_begin_it(self):
        assert refused(FRESH, sent(INITIALIZED, defined=False)).section == "7.1.1"

    def test_says_no_verb_twice(self):
        assert refused(BEGUN, sent(INITIALIZED)).section == "9.3"

    def test_is_judged_once(self):
        failed = follow(BEGUN, sent(FAILED, BADLY), now=NOW)
        assert refused(failed, sent(PASSED, WELL)).section == "9.3"

    def test_late_statements_are_taken_for_a_while_when_they_happened_before_the_end(self):
        ended = follow(BEGUN, sent(v.TERMINATED, LEFT), now=NOW)
        early = sent("u:looked", defined=False, at=NOW - timedelta(seconds=1))

        assert follow(ended, early, now=NOW + GRACE) == ended
        assert refused(ended, early, NOW + GRACE + timedelta(seconds=1)).section == "9.3.8"

    def test_nothing_happens_after_its_end(self):
        ended = follow(BEGUN, sent(v.TERMINATED, LEFT), now=NOW)
        after = sent("u:looked", defined=False, at=NOW + timedelta(seconds=1))

        assert refused(ended, after).section == "9.3.8"
        assert refused(ended, sent(COMPLETED, DONE)).section == "9.3.8"

    def test_an_abandoned_one_records_nothing(self):
        assert refused(replace(BEGUN, abandoned=True), sent(COMPLETED, DONE)).section == "9.3.6"

    @pytest.mark.parametrize("mode", ["Browse", "Review"])
    def test_only_begins_and_ends_when_it_is_not_for_real(self, mode):
        facts = replace(BEGUN, mode=mode)

        assert refused(facts, sent(COMPLETED, DONE)).section == "10.2.2"
        assert follow(facts, sent(v.TERMINATED, LEFT), now=NOW).ended_at


class TestARegistration:
    def test_is_completed_once(self):
        assert refused(replace(BEGUN, completed=True), sent(COMPLETED, DONE)).section == "9.3.3"

    @pytest.mark.parametrize(("verb", "result"), [(PASSED, WELL), (FAILED, BADLY)])
    def test_is_passed_once_and_never_failed_after(self, verb, result):
        assert refused(replace(BEGUN, passed=True), sent(verb, result)).section == "9.3.4"


def in_context(**changes):
    statement = sent(COMPLETED, DONE)
    return {**statement, "context": {**statement["context"], **changes}}


class TestAStatement:
    @pytest.mark.parametrize(
        ("statement", "section", "path"),
        [
            (sent(VOIDED, defined=False), "6.3", "$.verb.id"),
            (sent(SATISFIED, defined=False), "9.3", "$.verb.id"),
            (sent(v.WAIVED, DONE), "9.3", "$.verb.id"),
            (sent(v.LAUNCHED), "9.3", "$.verb.id"),
            (sent(v.ABANDONED, LEFT), "9.3", "$.verb.id"),
            (sent("u:looked"), "7.1.3", "$.context.contextActivities.category"),
            (sent(COMPLETED, DONE, actor={"mbox": "mailto:lea@example.org"}), "9.2", "$.actor"),
            (
                sent(COMPLETED, DONE, actor={**ACTOR, "objectType": "Group"}),
                "9.2",
                "$.actor",
            ),
            (sent(COMPLETED, DONE, object={"id": PUBLISHED}), "9.4", "$.object.id"),
            (
                sent(COMPLETED, DONE, object={"objectType": "StatementRef", "id": UNIT}),
                "9.4",
                "$.object.id",
            ),
            (in_context(registration=None), "9.6.1", "$.context.registration"),
            (in_context(registration="another"), "9.6.1", "$.context.registration"),
            (in_context(extensions={v.SESSION_ID: "s-2"}), "10.2.1", None),
            (in_context(extensions={}), "10.2.1", None),
            (in_context(contextActivities={}), "9.6.2", "$.context.contextActivities.grouping"),
            (sent(COMPLETED, {"duration": "PT1S"}), "9.5.3", "$.result.completion"),
            (sent(COMPLETED, {**DONE, "completion": False}), "9.5.3", "$.result.completion"),
            (sent(COMPLETED, {**DONE, "success": True}), "9.5.2", "$.result.success"),
            (sent(PASSED, {**WELL, "success": False}), "9.5.2", "$.result.success"),
            (sent(FAILED, {**BADLY, "success": True}), "9.5.2", "$.result.success"),
            (sent(COMPLETED, {"completion": True}), "9.5.4.1", "$.result.duration"),
            (sent(PASSED, {"success": True}), "9.5.4.1", "$.result.duration"),
            (sent(v.TERMINATED), "9.5.4.1", "$.result.duration"),
            (sent(COMPLETED, {**DONE, "score": {"scaled": 1}}), "9.5.1", "$.result.score"),
            (sent(PASSED, {**WELL, "score": {"scaled": 0.7}}), "9.3.4", "$.result.score.scaled"),
            (sent(FAILED, {**BADLY, "score": {"scaled": 0.8}}), "9.3.5", "$.result.score.scaled"),
            (sent(FAILED, {**BADLY, "score": {"scaled": -0.5}}), "9.5.1", "$.result.score.scaled"),
            (sent(PASSED, {**WELL, "score": {"raw": 3}}), "9.5.1", "$.result.score"),
            (sent(COMPLETED, DONE, timestamp=None), "9.7", "$.timestamp"),
            (sent(COMPLETED, DONE, timestamp="2026-12-01T10:00:00+01:00"), "9.7", "$.timestamp"),
            (sent(COMPLETED, DONE, timestamp="tomorrow"), "9.7", "$.timestamp"),
            (sent(COMPLETED, DONE, at=NOW + 2 * CLOCK_SKEW), "9.7", "$.timestamp"),
            (sent(COMPLETED, DONE, at=NOW - timedelta(hours=1)), "9.3", "$.timestamp"),
        ],
    )
    def test_that_breaks_a_rule_is_refused_by_its_section(self, statement, section, path):
        refusal = refused(BEGUN, statement)

        assert refusal.section == section
        assert path is None or refusal.path == path

    def test_holds_the_category_moveon_exactly_when_it_judges(self):
        without = sent(COMPLETED, DONE)
        without["context"]["contextActivities"]["category"] = [{"id": v.CATEGORY}]
        needless = sent(v.TERMINATED, LEFT)
        needless["context"]["contextActivities"]["category"].append({"id": v.MOVE_ON_CATEGORY})

        assert refused(BEGUN, without).section == "9.6.2.2"
        assert refused(BEGUN, needless).section == "9.6.2.2"

    def test_that_was_judged_by_the_mastery_score_says_it(self):
        silent = sent(PASSED, WELL)
        del silent["context"]["extensions"][v.MASTERY_SCORE]
        assert refused(BEGUN, silent).section == "9.6.3.2"

    def test_may_pass_without_a_score(self):
        result = {"success": True, "duration": "PT1S"}
        assert follow(BEGUN, sent(PASSED, result), now=NOW).passed

    def test_may_write_one_activity_without_its_list(self):
        statement = sent(COMPLETED, DONE)
        statement["context"]["contextActivities"]["grouping"] = {"id": PUBLISHED}
        assert follow(BEGUN, statement, now=NOW).completed
