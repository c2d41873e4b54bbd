"""« La chasse aux affirmations inventées »: the notes, the scores, what is refused and hidden."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.aware.activities import claim_hunt
from modules.aware.activities.claim_hunt.dossiers import (
    VERDICTS,
    Dossier,
    Sentence,
    dossier_of,
    dossiers,
)
from modules.aware.activities.claim_hunt.scoring import (
    BUDGET,
    PRIORITY,
    economy,
    f1,
    hunt_score,
    judge_pair,
    plan_score,
)
from tests.modules.runs import Played

ACTIVITY = claim_hunt.load()
each_dossier = pytest.mark.parametrize("dossier", dossiers(), ids=lambda d: d.id)
ids = [f"s{n}" for n in range(1, 13)]
claims = st.sets(st.sampled_from(ids))
kinds = st.sampled_from([*sorted(PRIORITY), "general"])
SPEAKS = {"true": "confirms", "false": "contradicts", "outdated": "contradicts", "invented": None}


def played(seed: int = 1, *, until: str | None = None, **options: str) -> Played:
    """A run answered perfectly, up to the step `until`."""
    run = Played(ACTIVITY, seed, **options)  # type: ignore[arg-type]
    dossier = dossier_of(seed)
    if until:
        run.answer("prediction", **plan(dossier))
    if until in ("mission-1", "mission-2"):
        for sentence in dossier.sentences:
            if sentence.is_wrong:
                inquire(run, sentence)
        run.answer("mission-1")
    if until == "mission-2":
        run.answer("mission-2", **sound_pair(dossier))
    return run


def plan(dossier: Dossier) -> dict[str, str]:
    risky = [s.id for s in dossier.sentences if s.kind in PRIORITY]
    return dict(zip(("first", "second", "third"), risky, strict=False))


def inquire(run: Played, sentence: Sentence) -> None:
    run.explore(action="check", sentence=sentence.id, source=sentence.expected)
    run.explore(action="judge", sentence=sentence.id, verdict=sentence.verdict)


def sound_pair(dossier: Dossier) -> dict[str, str]:
    return next(
        {"one": a.id, "other": b.id}
        for a in dossier.sources
        for b in dossier.sources
        if a != b and judge_pair(dossier, a, b) == "sound"
    )


class TestWriteDossiers:
    @each_dossier
    def test_twelve_claims_and_eight_sources(self, dossier: Dossier) -> None:
        assert [s.id for s in dossier.sentences] == ids
        assert [s.letter for s in dossier.sources] == list("ABCDEFGH")

    @each_dossier
    def test_the_expected_source_settles_each_claim(self, dossier: Dossier) -> None:
        for sentence in dossier.sentences:
            source = dossier.source(sentence.expected)
            assert source
            assert source.speaks.get(sentence.id) == SPEAKS[sentence.truth], sentence.id

    @each_dossier
    def test_no_source_speaks_of_what_is_invented(self, dossier: Dossier) -> None:
        invented = {s.id for s in dossier.sentences if s.truth == "invented"}
        assert invented
        assert all(not invented & set(source.speaks) for source in dossier.sources)

    @each_dossier
    def test_only_a_source_out_of_date_confirms_what_is_wrong(self, dossier: Dossier) -> None:
        misled = [
            source
            for source in dossier.sources
            for sentence_id, said in source.speaks.items()
            if sentence_id in dossier.wrong and said == "confirms"
        ]
        assert misled
        assert all(source.outdated for source in misled)

    @each_dossier
    def test_what_is_wrong_is_of_a_risky_kind_and_within_the_budget(self, dossier: Dossier) -> None:
        wrong = [s for s in dossier.sentences if s.is_wrong]
        assert all(s.kind in PRIORITY for s in wrong)
        assert len(wrong) <= BUDGET
        assert {s.truth for s in wrong} == {"false", "invented", "outdated"}

    @each_dossier
    def test_every_text_is_in_two_languages_and_marks_its_claim(self, dossier: Dossier) -> None:
        for sentence in dossier.sentences:
            assert sentence.text["fr"].count("[[") == sentence.text["en"].count("[[") == 1
            assert sentence.parts("en") != sentence.parts("fr")
        texts = [dossier.title, dossier.request, *(s.why for s in dossier.sentences)]
        texts += [t for s in dossier.sources for t in (s.title, s.text)]
        assert all(set(text) == {"fr", "en"} for text in texts)

    @each_dossier
    def test_french_spaces_do_not_break(self, dossier: Dossier) -> None:
        texts = [s.text["fr"] + s.why["fr"] for s in dossier.sentences]
        texts += [s.title["fr"] + s.text["fr"] for s in dossier.sources]
        assert [t for t in texts if re.search(r" [:;!?»%€]|« ", t)] == []

    @each_dossier
    def test_a_claim_can_be_supported_twice_and_a_copy_does_not_count(
        self, dossier: Dossier
    ) -> None:
        found = {judge_pair(dossier, a, b) for a in dossier.sources for b in dossier.sources}
        assert {"sound", "copy", "silent"} <= found

    def test_five_notes_follow_each_other(self) -> None:
        assert [dossier_of(seed).id for seed in range(6)] == [
            "shop", "clinic", "library", "factory", "office", "shop",
        ]  # fmt: skip


class TestScore:
    @given(claims, claims)
    def test_f1_is_the_harmonic_mean_of_precision_and_recall(
        self, flagged: set[str], wrong: set[str]
    ) -> None:
        found = len(flagged & wrong)
        if not found:
            assert f1(flagged, wrong) == 0
            return
        precision, recall = found / len(flagged), found / len(wrong)
        assert f1(flagged, wrong) == pytest.approx(2 / (1 / precision + 1 / recall))

    def test_f1_on_a_computed_example(self) -> None:
        """Four flagged of which three are wrong, out of five wrong: 3/4 and 3/5 give 2/3."""
        assert f1({"s1", "s3", "s5", "s9"}, {"s3", "s5", "s7", "s9", "s10"}) == pytest.approx(2 / 3)

    @given(st.integers(1, 96))
    def test_economy_never_rises_with_the_checks(self, used: int) -> None:
        assert economy(used) == min(1, 6 / used)
        assert 0 < economy(used + 1) <= economy(used) <= 1

    @given(claims, claims, st.integers(0, 96))
    def test_a_hunt_is_scored_between_0_and_1(
        self, flagged: set[str], wrong: set[str], used: int
    ) -> None:
        assert 0 <= hunt_score(flagged, wrong, used) <= 1

    @given(claims.filter(bool), st.integers(1, 6))
    def test_everything_found_within_the_budget_is_worth_1(
        self, wrong: set[str], used: int
    ) -> None:
        assert hunt_score(wrong, wrong, used) == pytest.approx(1)

    @given(claims, claims.filter(bool), st.integers(1, 30))
    def test_a_false_alarm_never_pays(self, flagged: set[str], wrong: set[str], used: int) -> None:
        right = flagged & wrong
        assert hunt_score(flagged, wrong, used) <= hunt_score(right, wrong, used)

    @given(st.tuples(kinds, kinds, kinds))
    def test_a_plan_is_worth_its_risky_ranks(self, chosen: tuple[str, str, str]) -> None:
        expected = sum(w for w, k in zip((3, 2, 1), chosen, strict=True) if k in PRIORITY) / 6
        assert plan_score(chosen) == pytest.approx(expected)


class TestAssess:
    @pytest.mark.parametrize("seed", range(5))
    def test_a_perfect_run_has_every_point(self, seed: int) -> None:
        run = played(seed, until="mission-2")
        assert [record.score for record in run.done.values()] == pytest.approx([1, 1, 1])

    def test_a_generality_first_costs_half_the_plan(self) -> None:
        outcome = played(0).answer("prediction", first="s1", second="s3", third="s5")
        assert (outcome.score, outcome.success) == (0.5, False)
        assert "généralité" in outcome.feedback

    @pytest.mark.parametrize(
        "sent",
        [
            {},
            {"first": "s1", "second": "s1", "third": "s2"},
            {"first": "s1", "second": "s2", "third": "s13"},
        ],
    )
    def test_a_plan_needs_three_different_passages(self, sent: dict[str, str]) -> None:
        with pytest.raises(AnswerRefused, match="passage différent"):
            played().answer("prediction", **sent)

    def test_two_verdicts_are_too_few(self) -> None:
        run = played(0, until="prediction")
        for sentence_id in ("s3", "s5"):
            sentence = dossier_of(0).sentence(sentence_id)
            assert sentence
            inquire(run, sentence)
        outcome = run.answer("mission-1")
        assert not outcome.done
        assert "au moins 3" in outcome.feedback

    def test_the_trace_tells_the_checks_in_order_and_the_verdicts(self) -> None:
        run = played(0, until="mission-1")
        response = run.done["mission-1"].response
        assert response["checks"] == ["s3:b", "s5:e", "s7:g", "s9:c", "s10:b"]
        assert response["verdicts"]["s9"] == "missing"
        assert (response["found"], response["false_alarms"], response["f1"]) == (5, 0, 1.0)

    def test_a_verdict_may_be_changed_until_it_is_handed_in(self) -> None:
        run = played(0, until="prediction")
        run.explore(action="check", sentence="s3", source="b")
        run.explore(action="judge", sentence="s3", verdict="confirmed")
        run.explore(action="judge", sentence="s3", verdict="contradicted")
        assert run.workspace["verdicts"] == {"s3": "contradicted"}

    def test_both_versions_score_alike(self) -> None:
        scores = [
            [r.score for r in played(2, until="mission-2", mode=m).done.values()]
            for m in ("visual", "text")
        ]
        assert scores[0] == scores[1]

    @pytest.mark.parametrize(
        ("pair", "found"),
        [(("a", "c"), "sound"), (("a", "d"), "copy"), (("c", "d"), "no_origin"),
         (("a", "h"), "silent")],
    )  # fmt: skip
    def test_two_sources_must_be_independent_and_one_the_original(
        self, pair: tuple[str, str], found: str
    ) -> None:
        run = played(0, until="mission-1")
        outcome = run.answer("mission-2", one=pair[0], other=pair[1])
        assert (outcome.response["pair"], outcome.success) == (found, found == "sound")

    def test_twice_the_same_source_is_refused(self) -> None:
        with pytest.raises(AnswerRefused, match="différentes"):
            played(0, until="mission-1").answer("mission-2", one="a", other="a")

    def test_steps_come_in_order_and_once(self) -> None:
        with pytest.raises(AnswerRefused, match="vient après"):
            played().answer("mission-2", one="a", other="c")
        with pytest.raises(AnswerRefused):
            played(until="prediction").answer("prediction", **plan(dossier_of(1)))


class TestExplore:
    def test_the_drawer_opens_after_the_plan(self) -> None:
        with pytest.raises(AnswerRefused, match="plan"):
            played().explore(action="check", sentence="s1", source="a")

    def test_a_source_is_read_out(self) -> None:
        found = played(0, until="prediction").explore(action="check", sentence="s3", source="b")
        assert "348" in found.message
        assert found.trace == {
            "dossier": "shop", "action": "check", "sentence": "s3", "source": "b", "checks": 1,
        }  # fmt: skip

    def test_reading_again_costs_nothing(self) -> None:
        run = played(0, until="prediction")
        for source in "bab":
            run.explore(action="check", sentence="s3", source=source)
        assert run.view()["inquiry"]["used"] == 2

    @settings(deadline=None)
    @given(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from("abcdefgh")), max_size=12))
    def test_checks_are_counted_once_each(self, checks: list[tuple[str, str]]) -> None:
        run = played(0, until="prediction")
        for sentence, source in checks:
            run.explore(action="check", sentence=sentence, source=source)
        assert run.view()["inquiry"]["used"] == len(set(checks))

    @pytest.mark.parametrize("verdict", VERDICTS)
    def test_a_verdict_rests_on_something_read(self, verdict: str) -> None:
        with pytest.raises(AnswerRefused, match="passage 3"):
            played(0, until="prediction").explore(action="judge", sentence="s3", verdict=verdict)

    @pytest.mark.parametrize(
        "sent",
        [
            {"action": "check", "sentence": "s0", "source": "a"},
            {"action": "check", "sentence": "s1", "source": "z"},
            {"action": "check", "sentence": "s1"},
            {"action": "judge", "sentence": "s1", "verdict": "true"},
            {"action": "publish"},
        ],
    )
    def test_what_cannot_be_read_is_refused(self, sent: dict[str, str]) -> None:
        with pytest.raises(AnswerRefused):
            played(until="prediction").explore(**sent)

    def test_verdicts_handed_in_stand(self) -> None:
        with pytest.raises(AnswerRefused, match="déjà rendus"):
            played(until="mission-1").explore(action="check", sentence="s1", source="a")


class TestHide:
    @pytest.mark.parametrize("seed", range(5))
    def test_no_extract_is_shown_before_it_is_opened(self, seed: int) -> None:
        run, dossier = played(seed, until="prediction"), dossier_of(seed)
        shown = json.dumps(run.view(), ensure_ascii=False)
        assert all(source.text["fr"] not in shown for source in dossier.sources)
        run.explore(action="check", sentence="s1", source="a")
        shown = json.dumps(run.view(), ensure_ascii=False)
        assert [s.id for s in dossier.sources if s.text["fr"] in shown] == ["a"]

    def test_the_truth_comes_with_the_verdicts_handed_in(self) -> None:
        before, after = (played(until=u).view() for u in ("prediction", "mission-1"))
        assert not {"truth", "extracts", "supported"} & set(before)
        assert [row["truth"] for row in after["truth"]].count("vrai") == 7

    def test_english_speaks_english(self) -> None:
        run = played(until="mission-1", language="en")
        outcome = run.answer("mission-2", **sound_pair(dossier_of(1)))
        assert outcome.feedback.startswith("These two sources confirm")
        assert run.view()["truth"][0]["truth"] == "true"
