"""« D’accord sur quoi ? »: what the server computes, refuses and gives away."""

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.responsible.activities import agreement
from modules.responsible.activities.agreement.activity import colleagues
from modules.responsible.activities.agreement.answers import (
    DATA,
    FIRST,
    ISSUES,
    SECOND,
    answers,
    batch,
    mark_of,
    worst,
)
from modules.responsible.activities.agreement.kappa import Table, cross, interval, team_kappa
from modules.responsible.activities.agreement.scoring import (
    DECISIONS,
    REASONS,
    decision_score,
    gain_score,
    sum_score,
)
from tests.modules.runs import Played

ACTIVITY = agreement.load()
STRICT = dict.fromkeys(ISSUES, "strict")
VAGUE = dict.fromkeys(ISSUES, "vague")
kappas = st.one_of(st.none(), st.floats(-1, 1))
marks = st.lists(st.integers(0, 1), min_size=10, max_size=10)


def judge(run: Played, number: int, guide: dict[str, str]) -> None:
    """Judge a whole batch as Julien would with this guide."""
    fields = {
        f"mark-{a.id}": ["yes" if mark_of("julien", a, guide) else "no"]
        for a in batch(number, run.seed)
    }
    run.workspace = ACTIVITY.explore({"action": ["rate"], **fields}, run.run).workspace


def played(
    seed: int = 1, *, until: str = "prediction", guide: dict[str, str] = STRICT, **options: str
) -> Played:
    """A run done up to this step."""
    run = Played(ACTIVITY, seed, **options)  # type: ignore[arg-type]
    run.answer("prediction", alike="13")
    if until == "prediction":
        return run
    judge(run, FIRST, {})
    run.answer("mission-1", agreement="65")
    if until == "mission-1":
        return run
    write(run, guide)
    judge(run, SECOND, guide)
    run.answer("mission-2")
    return run


def write(run: Played, guide: dict[str, str]) -> None:
    run.explore(action="guide", **{f"guide_{issue}": way for issue, way in guide.items()})


class TestMeasure:
    def test_the_published_table(self) -> None:
        """The table of the curriculum and of the lesson that follows."""
        found = Table(both=45, first=15, second=25, neither=15)
        assert found.raw == pytest.approx(0.60)
        assert found.chance == pytest.approx(0.54)
        assert found.kappa == pytest.approx(0.1304, abs=5e-5)

    def test_two_who_always_say_the_same_thing_have_no_kappa(self) -> None:
        assert cross([1, 1, 1], [1, 1, 1]).kappa is None
        assert team_kappa({"a": [1, 1], "b": [1, 1]}) is None
        assert interval({"a": [1, 1], "b": [1, 1]}, 1) is None

    @given(marks, marks)
    def test_kappa_is_between_minus_one_and_one_whoever_comes_first(
        self, one: list[int], other: list[int]
    ) -> None:
        kappa, turned = cross(one, other).kappa, cross(other, one).kappa
        assert (kappa is None) == (turned is None)
        if kappa is not None:
            assert -1.0 <= kappa <= 1.0
            assert kappa == pytest.approx(turned)

    def test_the_interval_is_replayed_from_its_seed_and_narrows_with_more_answers(self) -> None:
        few = {"a": [1, 1, 1, 0, 0, 0, 1, 0, 1, 0], "b": [1, 1, 0, 0, 0, 0, 1, 0, 1, 1]}
        many = {name: found * 10 for name, found in few.items()}
        low, high = interval(few, 7) or (0, 0)
        assert (low, high) == interval(few, 7)
        assert low < (team_kappa(few) or 0) < high
        closer = interval(many, 7) or (0, 0)
        assert closer[1] - closer[0] < (high - low) / 2


class TestRecord:
    def test_both_colleagues_agree_on_thirteen_answers_hardly_more_than_chance(self) -> None:
        found = colleagues()
        assert (found.both, found.first, found.second, found.neither) == (7, 4, 3, 6)
        assert found.kappa == pytest.approx(0.30)

    def test_a_guide_that_decides_brings_them_together_and_a_vague_one_does_not(self) -> None:
        def kappa(guide: dict[str, str]) -> float:
            chosen = batch(SECOND, 1)
            first, second = ([mark_of(n, a, guide) for a in chosen] for n in ("ines", "julien"))
            return cross(first, second).kappa or 0.0

        assert kappa(VAGUE) == pytest.approx(0.2)
        assert kappa(STRICT) == pytest.approx(0.737, abs=1e-3)
        assert kappa(dict.fromkeys(ISSUES, "lenient")) == pytest.approx(kappa(STRICT))

    def test_five_disagreements_are_found_whatever_she_says_and_show_each_issue(self) -> None:
        for own in (0, 1):
            found = worst({a.id: own for a in answers()}, batch(FIRST, 3))
            assert len(found) == 5
            assert {a.issue for a in found} == set(ISSUES)

    def test_the_answers_are_distinct_and_their_french_spaces_do_not_break(self) -> None:
        raw = yaml.safe_load(DATA.read_text(encoding="utf-8"))
        assert len({one["id"] for one in raw}) == len(raw) == 30
        texts = [one[part]["fr"] for one in raw for part in ("question", "reply")]
        assert [t for t in texts if re.search(r" [:;!?»%€]|« ", t)] == []


class TestScore:
    @given(kappas, kappas)
    def test_a_gain_stays_in_its_bounds(self, before: float | None, after: float | None) -> None:
        assert 0.0 <= gain_score(before, after) <= 1.0

    @given(kappas, st.floats(-1, 1), st.floats(-1, 1))
    def test_a_better_agreement_never_scores_less(
        self, before: float | None, one: float, other: float
    ) -> None:
        low, high = sorted((one, other))
        assert gain_score(before, low) <= gain_score(before, high)

    def test_only_one_decision_scores_all(self) -> None:
        full = [(d, r) for d in DECISIONS for r in REASONS if decision_score(d, r) == 1.0]
        assert full == [("more", "low")]

    def test_a_share_counts_in_per_cent_or_out_of_one(self) -> None:
        assert [sum_score(given, 0.65) for given in (65, 0.65, 62, 0.62, 40)] == [1, 1, 0.5, 0.5, 0]


class TestAssess:
    def test_the_guess_is_answered_with_what_was_recorded(self) -> None:
        outcome = Played(ACTIVITY).answer("prediction", alike="18")
        assert outcome.score == 0.0
        assert "13 réponses sur 20" in outcome.feedback

    @pytest.mark.parametrize(
        ("typed", "said"),
        [("35", "acceptées par les deux"), ("13", "diviser par 20"), ("90", "avis pareils")],
    )
    def test_the_usual_mistakes_are_named(self, typed: str, said: str) -> None:
        run = played()
        judge(run, FIRST, {})
        assert said in run.answer("mission-1", agreement=typed).feedback

    def test_a_guide_that_decides_followed_by_her_scores_all(self) -> None:
        run = played(until="mission-2")
        record = run.done["mission-2"]
        assert record.score == 1.0
        assert record.response["after"] == pytest.approx(0.8246, abs=1e-4)
        low, high = record.response["interval"]
        assert low < 0.61 < high

    def test_a_vague_guide_scores_less_and_says_why(self) -> None:
        run = played(until="mission-1")
        write(run, VAGUE)
        judge(run, SECOND, VAGUE)
        outcome = run.answer("mission-2")
        assert outcome.score < 0.5
        assert "4 de vos phrases ne tranchent pas" in outcome.feedback

    def test_both_versions_score_alike(self) -> None:
        runs = [played(until="mission-2", mode=mode).done for mode in ("visual", "text")]
        assert runs[0] == runs[1]

    def test_the_decision_leaves_both_choices(self) -> None:
        outcome = played(until="mission-2").answer("mission-3", decision="go", reason="kappa")
        assert outcome.score == 0.0
        assert outcome.response == {"decision": "go", "reason": "kappa"}
        assert "trop tôt" in outcome.feedback

    def test_what_is_missing_is_asked_for(self) -> None:
        with pytest.raises(AnswerRefused, match="Il en reste 20"):
            played().answer("mission-1", agreement="50")
        run = played(until="mission-1")
        with pytest.raises(AnswerRefused, match="quatre phrases"):
            run.answer("mission-2")
        write(run, STRICT)
        with pytest.raises(AnswerRefused, match="Il en reste 10"):
            run.answer("mission-2")
        with pytest.raises(AnswerRefused, match="ce que fait l’équipe"):
            played(until="mission-2").answer("mission-3", decision="maybe")

    @pytest.mark.parametrize("typed", ["", "-1", "21", "vingt", "1,5"])
    def test_a_guess_that_cannot_be_read_is_refused(self, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="de 0 à 20"):
            Played(ACTIVITY).answer("prediction", alike=typed)


class TestJudge:
    def test_a_verdict_leaves_counts_and_may_be_taken_back(self) -> None:
        run = played()
        first = batch(FIRST, run.seed)[0].id
        found = run.explore(action="rate", **{f"mark_{first}": "yes"})
        assert found.trace == {"action": "rate", "batch": 1, "judged": 1, "accepted": 1}
        assert found.message == "Avis noté. Encore 19 réponses."
        assert run.explore(action="undo").trace["judged"] == 0
        with pytest.raises(AnswerRefused, match="Aucun avis"):
            run.explore(action="undo")

    @pytest.mark.parametrize(
        "fields", [{"mark_a01": "maybe"}, {"mark_b01": "yes"}, {"mark_zz": "no"}, {}]
    )
    def test_what_cannot_be_judged_is_refused(self, fields: dict[str, str]) -> None:
        with pytest.raises(AnswerRefused, match="[Jj]ugez"):
            played().explore(action="rate", **fields)

    def test_a_batch_is_closed_once_it_is_whole(self) -> None:
        run = played()
        judge(run, FIRST, {})
        with pytest.raises(AnswerRefused, match="rien à juger"):
            run.explore(action="undo")

    def test_the_guide_is_whole_comes_after_the_sum_and_holds_once_used(self) -> None:
        with pytest.raises(AnswerRefused, match="après la précédente"):
            write(played(), STRICT)
        run = played(until="mission-1")
        with pytest.raises(AnswerRefused, match="quatre points"):
            run.explore(action="guide", guide_source="strict")
        write(run, VAGUE)
        write(run, STRICT)
        run.explore(action="rate", mark_b01="yes")
        with pytest.raises(AnswerRefused, match="ne change plus"):
            write(run, VAGUE)

    def test_english_speaks_english(self) -> None:
        run = played(language="en")
        assert "verdict" in run.explore(action="rate", mark_a01="yes").message.lower()


class TestHide:
    def test_colleagues_speak_after_her(self) -> None:
        view = played().view()
        assert not {"cross", "before", "divided", "guide"} & set(view)
        assert not any("marks" in card or "issue" in card for card in view["deck"]["cards"])
        assert not {"after", "second", "decisions"} & set(played(until="mission-1").view())
        assert {"after", "second"} <= set(played(until="mission-2").view())
