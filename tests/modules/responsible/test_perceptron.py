"""« Du neurone au réseau »: what is trained, counted, refused and given away."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.responsible.activities import perceptron
from modules.responsible.activities.perceptron.bench import EPOCHS, RATES, STARTS
from modules.responsible.activities.perceptron.network import (
    Example,
    Network,
    drawn,
    loss,
    multiplications,
    parameters,
    right,
    train,
)
from modules.responsible.activities.perceptron.presets import FORETOLD, PRESETS, preset
from modules.responsible.activities.perceptron.scoring import foretold_score, recited_score
from tests.modules.runs import Played

ACTIVITY = perceptron.load()
#: The exclusive or, on the corners of the square.
XOR = tuple(Example(x, y, int((x > 50) != (y > 50))) for x in (0, 100) for y in (0, 100))
#: Settings that solve the opposite corners with the fewest units.
SOLVED = {"preset": "corners", "hidden": "2", "epochs": "200", "rate": "1", "start": "2"}
RECITED = {"preset": "tiny", "hidden": "8", "epochs": "600", "rate": "3", "start": "1"}
HOME = {"preset": "shift", "hidden": "0", "epochs": "200", "rate": "1", "start": "1"}


def played(*, until: str = "prediction", **options: str) -> Played:
    """A run whose steps are done, rightly, up to this one."""
    run = Played(ACTIVITY, 0, **options)  # type: ignore[arg-type]
    run.answer("prediction", separable="two")
    if until == "prediction":
        return run
    trained(run, SOLVED)
    run.answer("mission-1")
    if until == "mission-1":
        return run
    trained(run, RECITED, "fresh")
    run.answer("mission-2")
    if until == "mission-2":
        return run
    trained(run, HOME, "fresh", "elsewhere")
    run.answer("mission-3", remedy="examples")
    return run


def trained(run: Played, chosen: dict[str, str], *measures: str) -> Played:
    run.explore(action="train", **chosen)
    for where in measures:
        run.explore(action=where)
    return run


class TestTrain:
    def test_one_step_of_a_neuron_is_that_worked_by_hand(self) -> None:
        """From zero, both answers are 0.5: each error of half turns the weight of heat by 0.5."""
        examples = (Example(0, 50, 0), Example(100, 50, 1))
        found = train(examples, Network((), (0.0, 0.0, 0.0)), 1.0, 1)
        assert found.network.out == pytest.approx((0.5, 0.0, 0.0))
        assert found.losses[0] == pytest.approx(0.6931, abs=1e-4)
        assert found.losses[-1] == pytest.approx(0.4741, abs=1e-4)

    @pytest.mark.parametrize("hidden", [0, 1, 2, 5])
    def test_a_step_goes_down_the_slope_measured_by_differences(self, hidden: int) -> None:
        before = drawn(hidden, 3)
        examples = preset("ring").examples
        after = train(examples, before, 1.0, 1).network
        for place, weight in enumerate(before.out):
            nudged = [*before.out]
            nudged[place] = weight + 1e-5
            slope = (
                loss(examples, Network(before.units, tuple(nudged))) - loss(examples, before)
            ) / 1e-5
            assert weight - after.out[place] == pytest.approx(slope, abs=1e-4)
        for rank, unit in enumerate(before.units):
            for place in range(3):
                moved = [list(u) for u in before.units]
                moved[rank][place] += 1e-5
                units = tuple((a, b, c) for a, b, c in moved)
                slope = (loss(examples, Network(units, before.out)) - loss(examples, before)) / 1e-5
                assert unit[place] - after.units[rank][place] == pytest.approx(slope, abs=1e-4)

    @given(st.integers(0, 8), st.integers(1, 5))
    @settings(max_examples=15, deadline=None)
    def test_the_same_settings_always_give_the_same_network(self, hidden: int, start: int) -> None:
        examples = preset("tiny").examples
        once, again = (train(examples, drawn(hidden, start), 1.0, 20) for _ in range(2))
        assert once == again

    def test_the_weights_are_those_the_lesson_counts(self) -> None:
        assert [parameters(hidden) for hidden in (0, 2, 8)] == [3, 9, 33]
        for hidden in range(9):
            network = drawn(hidden, 1)
            assert 3 * len(network.units) + len(network.out) == parameters(hidden)

    def test_more_units_cost_more_products(self) -> None:
        """24 examples, two units: 24 × 18 products, and one for each of the nine weights."""
        assert multiplications(2, 24) == 24 * 18 + 9
        costs = [multiplications(hidden, 24) for hidden in range(9)]
        assert costs == sorted(costs)


class TestTeach:
    def test_no_straight_line_solves_exclusive_or(self) -> None:
        """Minsky and Papert, 1969; a band between two lines does it."""
        assert right(XOR, train(XOR, drawn(0, 1), 3.0, 600).network) < 4
        band = Network(((4.0, 4.0, 2.0), (4.0, 4.0, -2.0)), (6.0, -6.0, -6.0))
        solved = tuple(Example(e.x, e.y, 1 - e.label) for e in XOR)
        assert right(XOR, band) == 4 or right(solved, band) == 4

    @pytest.mark.parametrize("name", FORETOLD)
    def test_one_neuron_separates_the_two_groups_only(self, name: str) -> None:
        examples = preset(name).examples
        found = right(examples, train(examples, drawn(0, 1), 3.0, 600).network)
        assert (found == len(examples)) == (name == "two")

    def test_one_unit_never_solves_the_corners_two_do_with_some_draws(self) -> None:
        examples = preset("corners").examples

        def solved(hidden: int) -> list[bool]:
            nets = [train(examples, drawn(hidden, start), 1.0, 200).network for start in STARTS]
            return [right(examples, net) == len(examples) for net in nets]

        assert not any(solved(1))
        assert any(solved(2))
        assert not all(solved(2))

    def test_eight_units_recite_eight_points_and_one_neuron_generalises(self) -> None:
        tiny = preset("tiny")
        for start in STARTS:
            big = train(tiny.examples, drawn(8, start), 3.0, 600).network
            assert right(tiny.examples, big) == 8
            assert right(tiny.fresh, big) <= 80
        one = train(tiny.examples, drawn(0, 1), 1.0, 200).network
        assert right(tiny.fresh, one) >= 95

    @pytest.mark.parametrize("hidden", [0, 3, 8])
    def test_the_other_workshop_breaks_what_was_perfect_at_home(self, hidden: int) -> None:
        shift = preset("shift")
        network = train(shift.examples, drawn(hidden, 1), 1.0, 200).network
        assert right(shift.fresh, network) >= 99
        assert right(shift.elsewhere, network) <= 60

    def test_examples_from_there_mend_it(self) -> None:
        both = preset("both")
        network = train(both.examples, drawn(3, 1), 3.0, 600).network
        assert right(both.elsewhere, network) >= 90
        assert right(both.fresh, network) >= 95

    def test_every_set_holds_both_classes_inside_the_square(self) -> None:
        for name in PRESETS:
            found = preset(name)
            for group in (found.examples, found.fresh, found.elsewhere):
                assert all(0 <= e.x <= 100 and 0 <= e.y <= 100 for e in group)
                assert not group or {e.label for e in group} == {0, 1}


class TestScore:
    def test_only_the_right_forecast_has_all_and_each_mistake_costs_a_quarter(self) -> None:
        for count in range(5):
            for ticked in combinations(FORETOLD, count):
                score = foretold_score(ticked)
                assert 0 <= score <= 1
                assert (score == 1) == (ticked == ("two",))

    @given(st.integers(0, 8), st.one_of(st.none(), st.integers(0, 100)))
    def test_reciting_scores_once_it_is_proved(self, learnt: int, fresh: int | None) -> None:
        score = recited_score({"right": learnt, "fresh": fresh})
        assert score == (0 if learnt < 8 else 1 if fresh is not None and fresh <= 80 else 0.5)

    def test_right_answers_have_every_point_in_both_versions(self) -> None:
        for mode in ("visual", "text"):
            run = played(until="mission-3", mode=mode)
            assert [record.score for record in run.done.values()] == [1.0] * 4

    @pytest.mark.parametrize(("hidden", "score"), [("3", 0.75), ("8", 0.5), ("0", 0.0)])
    def test_more_units_than_needed_score_less(self, hidden: str, score: float) -> None:
        run = trained(played(), {**SOLVED, "hidden": hidden, "epochs": "600"})
        assert not run.answer("mission-1").done
        assert run.answer("mission-1", settle="1").score == score

    def test_a_small_network_found_later_or_earlier_counts(self) -> None:
        run = trained(trained(played(), SOLVED), {**SOLVED, "hidden": "8"})
        assert run.answer("mission-1").score == 1.0


class TestAnswer:
    def test_eight_points_learnt_are_no_proof_before_new_cases(self) -> None:
        run = trained(played(until="mission-1"), RECITED)
        outcome = run.answer("mission-2")
        assert not outcome.done
        assert "rien n’est prouvé" in outcome.feedback
        assert trained(run, RECITED, "fresh").answer("mission-2").success

    def test_a_wrong_remedy_is_answered_and_keeps_half(self) -> None:
        run = trained(played(until="mission-2"), HOME, "fresh", "elsewhere")
        outcome = run.answer("mission-3", remedy="units")
        assert outcome.score == 0.5
        assert "n’ont toujours rien vu" in outcome.feedback
        assert outcome.response["remedy"] == "units"

    def test_missions_without_their_trials_say_what_to_train(self) -> None:
        with pytest.raises(AnswerRefused, match="Huit points"):
            played(until="mission-1").answer("mission-2", settle="1")
        run = trained(played(until="mission-2"), HOME, "fresh")
        with pytest.raises(AnswerRefused, match="Un seul atelier"):
            run.answer("mission-3", remedy="examples")

    def test_nothing_ticked_is_refused(self) -> None:
        with pytest.raises(AnswerRefused, match="au moins un jeu"):
            Played(ACTIVITY).answer("prediction", separable="forged")


class TestBench:
    def test_a_training_leaves_its_settings_and_results(self) -> None:
        found = played().explore(action="train", **SOLVED)
        assert found.trace == {
            "action": "train",
            "preset": "corners",
            "hidden": 2,
            "epochs": 200,
            "rate": 1.0,
            "start": 2,
            "right": 24,
            "total": 24,
        }
        assert "24 exemples sur 24" in found.message

    def test_a_measure_adds_its_result(self) -> None:
        run = trained(played(), RECITED)
        assert run.explore(action="fresh").trace["fresh"] <= 80

    def test_the_network_kept_is_drawn_again_as_it_was(self) -> None:
        run = trained(played(), SOLVED)
        view = run.view()["bench"]
        assert view["trial"]["learnt"] == "24/24"
        assert not any(point["wrong"] for point in view["points"])
        assert [len(cells) for _, cells in view["answers"]] == [5] * 5

    @pytest.mark.parametrize(
        ("field", "typed", "said"),
        [
            ("preset", "forged", "jeux d’exemples"),
            ("preset", "both", "jeux d’exemples"),
            ("hidden", "9", "de 0 à 8"),
            ("hidden", "²", "de 0 à 8"),
            ("epochs", "1000000", "50, 200 ou 600"),
            ("rate", "nan", "petits, moyens ou grands"),
            ("start", "0", "de 1 à 5"),
        ],
    )
    def test_settings_out_of_the_lists_are_refused(self, field: str, typed: str, said: str) -> None:
        with pytest.raises(AnswerRefused, match=said):
            played().explore(action="train", **{**SOLVED, field: typed})

    def test_nothing_is_measured_before_training_nor_where_there_is_nothing(self) -> None:
        with pytest.raises(AnswerRefused, match="Entraînez d’abord"):
            played().explore(action="fresh")
        with pytest.raises(AnswerRefused, match="Un seul atelier"):
            trained(played(), SOLVED).explore(action="elsewhere")
        own = trained(played(), {**SOLVED, "preset": "own"})
        with pytest.raises(AnswerRefused, match="pas de cas nouveaux"):
            own.explore(action="fresh")

    def test_a_drawing_is_kept_learnt_and_bounded(self) -> None:
        run = played()
        found = run.explore(action="add", x="5,5", y="2.5", label="1")
        assert found.trace == {"action": "add", "preset": "own", "points": 5}
        assert run.workspace["own"][-1] == {"x": 55, "y": 25, "label": 1}
        for _ in range(25):
            run.explore(action="add", x="1", y="1", label="0")
        with pytest.raises(AnswerRefused, match="30 points au plus"):
            run.explore(action="add", x="1", y="1", label="0")
        run.explore(action="train", **{**SOLVED, "preset": "own"})
        assert run.workspace["trials"][-1]["total"] == 30

    def test_a_drawing_of_one_class_is_not_trained(self) -> None:
        run = played()
        run.explore(action="remove")
        run.explore(action="remove")
        with pytest.raises(AnswerRefused, match="deux points"):
            run.explore(action="remove")
        with pytest.raises(AnswerRefused, match="au moins un ▲ et un ●"):
            run.explore(action="train", **{**SOLVED, "preset": "own"})

    @pytest.mark.parametrize("typed", ["", "-1", "10,1", "loin"])
    def test_a_place_that_cannot_be_read_is_refused(self, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="de 0 à 10"):
            played().explore(action="add", x=typed, y="5", label="1")

    def test_the_heaviest_run_stays_small(self) -> None:
        run = played()
        for epochs in map(str, EPOCHS):
            for rate in RATES:
                trained(run, {**RECITED, "epochs": epochs, "rate": rate}, "fresh")
        assert len(run.workspace["trials"]) == 8
        assert len(str(run.workspace)) < 10_000


class TestHide:
    def test_networks_come_after_the_forecast_and_the_remedy_after_its_choice(self) -> None:
        assert "bench" not in Played(ACTIVITY).view()
        before = dict(played(until="mission-2").view()["bench"]["presets"])
        assert "both" not in before
        assert "both" in dict(played(until="mission-3").view()["bench"]["presets"])
