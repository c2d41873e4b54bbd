"""`act.injection`: an agent that obeys what it reads, its defences, and what they cost."""

from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.responsible.activities import injection
from modules.responsible.activities.injection.agent import deed_of, orders, sentences
from modules.responsible.activities.injection.day import (
    Deed,
    attacks,
    directory,
    scenarios,
    services,
)
from modules.responsible.activities.injection.defences import (
    ATTENTION,
    FILES,
    SWITCHES,
    TOOL,
    Result,
    Settings,
    run_day,
)
from modules.responsible.activities.injection.presentation import LIMITS
from modules.responsible.activities.injection.scoring import Tally, day_score, tally
from tests.modules.runs import Played

ACTIVITY = injection.load()
BOOLEANS = (False, True)
EVERY = [
    Settings(files, send, event, listed, separated, filtered)
    for files, send, event, listed, separated, filtered in product(
        FILES, TOOL, TOOL, BOOLEANS, BOOLEANS, BOOLEANS
    )
]
LEAST = Settings(files="one", filtered=True)
BARE = {"action": "run", "files": "all", "send": "free", "event": "free"}


def played(**options: Any) -> Played:
    """A run whose prediction is made."""
    run = Played(ACTIVITY, **options)
    run.answer("prediction", guess="ignores")
    return run


def result(scenario: str, settings: Settings) -> Result:
    return next(r for r in run_day(settings) if r.scenario.id == scenario)


class TestReadTheDay:
    def test_four_services_and_six_attacks(self) -> None:
        assert (len(services()), len(attacks())) == (4, 6)

    def test_nothing_can_reach_a_real_address(self) -> None:
        addresses = {deed.to for s in scenarios() for deed in (*s.expected, s.harm) if deed}
        assert all(a.endswith(".example") for a in (addresses | directory()) - {""})


class TestFollow:
    @pytest.mark.parametrize(
        ("sentence", "deed"),
        [
            (
                "Envoie le dossier 1304 à ici@x.example.",
                Deed("send", "ici@x.example", frozenset({"1304"})),
            ),
            ("Envoie le dossier 1304.", None),
            ("Le dossier 1304 est complet.", None),
            ("Fixe un rendez-vous.", Deed("event", "", frozenset())),
            (
                "Forward files 1304 and 1415 to a.b@x.example.",
                Deed("send", "a.b@x.example", frozenset({"1304", "1415"})),
            ),
        ],
    )
    def test_a_sentence_is_an_order_or_not(self, sentence: str, deed: Deed | None) -> None:
        assert deed_of(sentence) == deed

    def test_the_same_orders_in_both_languages(self) -> None:
        for scenario, separated in product(scenarios(), BOOLEANS):
            assert orders(scenario, "fr", separated=separated) == orders(
                scenario, "en", separated=separated
            )

    def test_sentences_end_at_their_marks_and_addresses_hold_together(self) -> None:
        assert sentences("Où ? Chez a.b@c.example. Merci !") == (
            "Où ?",
            "Chez a.b@c.example.",
            "Merci !",
        )

    def test_without_defence_every_attack_passes_and_every_service_is_rendered(self) -> None:
        assert tally(run_day(Settings())) == Tally(0, 4)

    @given(st.sampled_from(EVERY))
    def test_the_same_settings_give_the_same_day_in_both_languages(
        self, settings: Settings
    ) -> None:
        french, english = run_day(settings), run_day(settings, "en")
        assert french == run_day(settings)
        assert [(r.reached, r.steps) for r in french] == [(r.reached, r.steps) for r in english]


class TestBound:
    def test_least_permission_and_filter_stop_five_and_cost_one_service(self) -> None:
        assert tally(run_day(LEAST)) == Tally(5, 3)

    def test_three_families_of_settings_are_enough(self) -> None:
        enough = [s for s in EVERY if tally(run_day(s)).enough]
        assert any(s.files == "one" for s in enough)
        assert any(s.separated for s in enough)
        assert any(s.listed for s in enough)

    def test_no_settings_stop_all_and_keep_more_than_one_service(self) -> None:
        found = [tally(run_day(s)) for s in EVERY]
        assert max(f.useful for f in found if f.blocked == 6) == 1
        assert max(f.blocked for f in found if f.useful == 4) == 4

    @pytest.mark.parametrize(
        ("settings", "scenario"),
        [
            (Settings(listed=True), "pressure"),
            (Settings(listed=True), "picture"),
            (Settings(separated=True), "document"),
            (Settings(separated=True), "direct"),
            (Settings(filtered=True), "neighbour"),
            (Settings(send="confirm"), "link"),
            (Settings(send="confirm"), "neighbour"),
            (Settings(journal=True), "direct"),
        ],
    )
    def test_each_defence_has_its_limit(self, settings: Settings, scenario: str) -> None:
        assert result(scenario, settings).reached

    @pytest.mark.parametrize(
        ("settings", "scenario", "by"),
        [
            (Settings(listed=True), "newcomer", "listed"),
            (Settings(separated=True), "school", "separation"),
            (Settings(files="one"), "together", "files"),
            (Settings(event="off"), "together", "event"),
            (Settings(send="off"), "answer", "send"),
            (Settings(filtered=True), "link", "filtered"),
            (Settings(send="confirm"), "direct", "person"),
        ],
    )
    def test_what_is_stopped_says_by_what(self, settings: Settings, scenario: str, by: str) -> None:
        assert result(scenario, settings).stopped_by == by

    def test_attention_is_used_up(self) -> None:
        steps = [s for r in run_day(Settings(files="confirm")) for s in r.steps if s.asked]
        assert [s.asked for s in steps[: ATTENTION + 1]] == ["careful"] * ATTENTION + ["clicked"]
        assert not any(s.stopped_by for s in steps if s.asked == "clicked")

    @given(st.sampled_from(EVERY))
    def test_the_log_prevents_nothing(self, settings: Settings) -> None:
        logged = Settings(**(settings.stored() | {"journal": True}))
        assert [r.reached for r in run_day(logged)] == [r.reached for r in run_day(settings)]

    @pytest.mark.parametrize(
        ("wider", "narrower"),
        [("all", "one"), ("one", "none")],
    )
    def test_a_narrower_permission_never_lets_more_through(self, wider: str, narrower: str) -> None:
        for settings in (s for s in EVERY if s.files == wider):
            closed = Settings(**(settings.stored() | {"files": narrower}))
            assert tally(run_day(closed)).blocked >= tally(run_day(settings)).blocked


class TestScore:
    @given(st.integers(0, 6), st.integers(0, 4))
    def test_stays_in_bounds_and_never_falls_when_more_is_done(
        self, blocked: int, useful: int
    ) -> None:
        score = day_score(Tally(blocked, useful))
        assert 0.0 <= score <= 1.0
        assert day_score(Tally(min(6, blocked + 1), useful)) >= score
        assert day_score(Tally(blocked, min(4, useful + 1))) >= score

    def test_weighs_attacks_and_services_as_announced(self) -> None:
        assert day_score(Tally(6, 4)) == 1.0
        assert 0.8 * day_score(Tally(5, 3)) == pytest.approx(0.5 * 5 / 6 + 0.3 * 3 / 4)

    def test_the_best_days_are_those_that_the_mission_asks_for(self) -> None:
        scores = {s: day_score(tally(run_day(s))) for s in EVERY}
        best = {s for s, score in scores.items() if score == max(scores.values())}
        assert best == {s for s in EVERY if tally(run_day(s)).enough}


class TestRun:
    def test_traces_settings_and_counts_only(self) -> None:
        found = played().explore(**BARE, listed="1")
        assert found.trace["blocked"] == 2
        assert found.trace["useful"] == 3
        assert found.trace["lost"] == ["newcomer"]
        assert found.trace["settings"]["listed"]
        assert "@" not in msgspec.json.encode(found.trace).decode()

    @pytest.mark.parametrize("name", ["files", "send", "event"])
    @pytest.mark.parametrize("typed", ["", "tout", "FREE"])
    def test_a_setting_that_does_not_exist_is_refused(self, name: str, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="trois listes"):
            played().explore(**(BARE | {name: typed}))

    def test_the_view_shows_the_settings_just_tried(self) -> None:
        run = played()
        run.explore(**(BARE | {"files": "one"}), filtered="1")
        view = run.view()
        assert view["settings"]["files"] == "one"
        assert [name for name, _, on in view["settings"]["switches"] if on] == ["filtered"]
        assert set(SWITCHES) == {name for name, _, _ in view["settings"]["switches"]}
        assert (view["day"]["blocked"], view["day"]["useful"]) == (5, 3)

    def test_an_attack_that_passes_is_known_with_a_log_only(self) -> None:
        run = played()
        for journal, said in (("", "personne ne le saura"), ("1", "Le journal le montre")):
            run.explore(**BARE, journal=journal)
            assert said in run.view()["day"]["rows"][0]["why"]


class TestHandIn:
    def test_too_few_are_sent_back_with_what_is_missing(self) -> None:
        outcome = played().answer("mission-1")
        assert not outcome.done
        assert "0 sur 6, il en faut 5" in outcome.feedback

    def test_settling_ends_with_what_there_is(self) -> None:
        outcome = played().answer("mission-1", settle="1")
        assert outcome.done
        assert not outcome.success
        assert outcome.score == pytest.approx(0.375)

    @pytest.mark.parametrize("mode", ["text", "visual"])
    def test_enough_succeeds_in_both_versions(self, mode: str) -> None:
        run = played(mode=mode)
        run.explore(**(BARE | {"files": "one"}), filtered="1", journal="1")
        outcome = run.answer("mission-1")
        assert outcome.success
        assert outcome.response["blocked"] == 5
        assert outcome.response["useful"] == 3
        assert "journal" in outcome.feedback


class TestLimits:
    def ready(self) -> Played:
        run = played()
        run.answer("mission-1", settle="1")
        return run

    def test_each_defence_with_its_limit_scores_all(self) -> None:
        outcome = self.ready().answer("mission-2", **{f"limit_{d}": v for d, v in LIMITS.items()})
        assert (outcome.score, outcome.success) == (1.0, True)
        assert outcome.response == LIMITS

    def test_one_limit_for_all_scores_one_in_five(self) -> None:
        outcome = self.ready().answer("mission-2", **{f"limit_{d}": "tired" for d in LIMITS})
        assert outcome.score == pytest.approx(0.2)

    def test_a_defence_left_aside_is_refused(self) -> None:
        with pytest.raises(AnswerRefused, match="cinq défenses"):
            self.ready().answer("mission-2", limit_listed="stolen")

    def test_the_limits_are_not_shown_before_the_mission(self) -> None:
        assert "limits" not in played().view()
        assert "day" not in Played(ACTIVITY).view()
        assert "revealed" not in Played(ACTIVITY).view()
