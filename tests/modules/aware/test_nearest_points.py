"""« Dresser un trieur »: what the server computes, refuses and gives away."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.aware.activities import nearest_points
from modules.aware.activities.nearest_points.bench import read_written, written
from modules.aware.activities.nearest_points.classifiers import (
    METHODS,
    Point,
    classify,
    count_right,
    fit_stump,
    neighbours,
)
from modules.aware.activities.nearest_points.scenarios import (
    intrusion,
    newcomer,
    scenario_of,
    scenarios,
)
from tests.modules.runs import Played

ACTIVITY = nearest_points.load()
seeds = st.integers(0, 2**31 - 1)
coordinates = st.integers(0, 100)
points = st.builds(Point, coordinates, coordinates, st.integers(0, 1))
data_sets = st.lists(points, min_size=2, max_size=24)


def played(seed: int = 1, *, until: str | None = None, **options: str) -> Played:
    """A run whose first steps are answered, up to `until`."""
    run = Played(ACTIVITY, seed, **options)  # type: ignore[arg-type]
    steps = ("prediction", "mission-1", "mission-2", "mission-3")
    for step in steps[: steps.index(until) + 1 if until else 0]:
        run.answer(step, **right_answers(seed)[step])
    return run


def right_answers(seed: int) -> dict[str, dict[str, str]]:
    scenario = scenario_of(seed)
    kept = [p for rank, p in enumerate(scenario.starter) if rank not in scenario.wrong]
    marks = {m: count_right(scenario.clean(), m, scenario.exam) for m in ("knn1", "stump")}
    return {
        "prediction": {"label": str(newcomer(seed).label)},
        "mission-1": {"points": written(kept), "method": "knn1"},
        "mission-2": {"flip": intrusion(seed).flipped},
        "mission-3": {"better": max(marks, key=marks.__getitem__), "clear": "stump"},
    }


class TestClassify:
    def test_the_majority_of_the_neighbours_wins(self) -> None:
        data = [Point(10, 10, 0), Point(12, 10, 1), Point(14, 10, 1), Point(90, 90, 0)]
        assert classify(data, "knn1", 9, 10) == 0
        assert classify(data, "knn3", 9, 10) == 1

    def test_the_nearest_decides_between_equal_votes(self) -> None:
        assert classify([Point(10, 10, 1), Point(20, 10, 0)], "knn5", 11, 10) == 1

    def test_equal_distances_keep_the_order_of_the_list(self) -> None:
        data = [Point(10, 0, 0), Point(30, 0, 1)]
        assert [n.rank for n in neighbours(data, 20, 0, 1)] == [0]

    def test_the_stump_cuts_where_classes_part(self) -> None:
        data = [Point(10, 50, 0), Point(20, 10, 0), Point(61, 40, 1), Point(80, 20, 1)]
        stump = fit_stump(data)
        assert (stump.axis, stump.doubled, stump.low, stump.high) == ("x", 81, 0, 1)

    def test_a_single_place_gives_a_single_answer(self) -> None:
        stump = fit_stump([Point(5, 5, 1), Point(5, 5, 1)])
        assert stump.classify(0, 0) == stump.classify(100, 100) == 1

    @given(data_sets, st.sampled_from(METHODS))
    def test_one_neighbour_knows_its_own_distinct_examples(
        self, data: list[Point], method: str
    ) -> None:
        distinct = list({(p.x, p.y): p for p in data}.values())
        assert count_right(distinct, "knn1", distinct) == len(distinct)
        assert 0 <= count_right(distinct, method, distinct) <= len(distinct)


class TestDrawARun:
    @settings(deadline=None)
    @given(seeds)
    def test_the_same_seed_gives_the_same_run(self, seed: int) -> None:
        assert Played(ACTIVITY, seed).view() == Played(ACTIVITY, seed).view()

    @settings(deadline=None)
    @given(seeds)
    def test_exactly_one_of_five_places_changes(self, seed: int) -> None:
        drawn = intrusion(seed)
        changes = [a != b for a, b in zip(drawn.before, drawn.after, strict=True)]
        assert len(drawn.places) == 5
        assert sum(changes) == 1

    @settings(deadline=None)
    @given(seeds)
    def test_the_newcomer_divides_its_neighbours(self, seed: int) -> None:
        point = newcomer(seed)
        near = neighbours(scenario_of(seed).starter, point.x, point.y, 3)
        assert {n.point.label for n in near} == {0, 1}

    def test_three_cases_follow_each_other(self) -> None:
        assert [scenario_of(seed).id for seed in range(3)] == ["machine", "triage", "coffee"]

    @pytest.mark.parametrize("scenario", scenarios(), ids=lambda s: s.id)
    def test_wrong_labels_fail_the_exam_and_their_removal_passes_it(self, scenario) -> None:
        kept = [p for rank, p in enumerate(scenario.starter) if rank not in scenario.wrong]
        assert all(count_right(scenario.starter, m, scenario.exam) < 24 for m in METHODS)
        assert count_right(kept, "knn1", scenario.exam) >= 24
        assert len(kept) <= 12


class TestHide:
    @settings(deadline=None)
    @given(seeds)
    def test_nothing_is_given_away_before_its_step(self, seed: int) -> None:
        run = Played(ACTIVITY, seed, mode="visual")
        view = run.view()
        assert not {"bench", "intrusion", "comparison"} & set(view)
        shown = {tuple(point[:2]) for point in view["client"]["points"]}
        assert not shown & {(p.x, p.y) for p in scenario_of(seed).exam}
        assert not {"clean", "intruder", "places"} & set(view["client"])

    def test_the_places_come_without_their_answer(self) -> None:
        view = played(until="mission-1").view()
        assert all("after" not in place for place in view["intrusion"]["places"])

    def test_the_answers_come_with_the_step_done(self) -> None:
        view = played(until="mission-2").view()
        assert all("after" in place for place in view["intrusion"]["places"])


class TestAssess:
    @settings(deadline=None)
    @given(seeds)
    def test_right_answers_have_every_point(self, seed: int) -> None:
        run = played(seed, until="mission-3")
        assert [record.score for record in run.done.values()] == [1.0] * 4

    def test_a_wrong_prediction_costs_its_share_only(self) -> None:
        outcome = played().answer("prediction", label=str(1 - newcomer(1).label))
        assert (outcome.score, outcome.success, outcome.done) == (0.0, False, True)

    def test_a_weak_sorter_may_be_tried_again(self) -> None:
        run = played(until="prediction")
        outcome = run.answer("mission-1", points="10.10.1;90.90.1")
        assert not outcome.done
        assert "mission-1" not in run.done

    def test_stopping_early_gives_the_share_reached(self) -> None:
        run = played(until="prediction")
        outcome = run.answer("mission-1", points="10.10.1;90.90.1", settle="1")
        right = outcome.response["right"]
        assert outcome.done
        assert outcome.score == pytest.approx(right / 30 / 0.8)

    def test_thirteen_examples_are_too_many_even_to_stop(self) -> None:
        run = played(until="prediction")
        many = ";".join(f"{n}.{n}.{n % 2}" for n in range(13))
        assert not run.answer("mission-1", points=many, settle="1").done

    def test_what_is_sent_counts_for_both_versions_alike(self) -> None:
        """The visual version sends its points; the text version answers from the bench kept."""
        visual, text = (played(2, until="prediction", mode=m) for m in ("visual", "text"))
        answer = right_answers(2)["mission-1"]
        text.explore(action="update", **answer)
        assert visual.answer("mission-1", **answer) == text.answer("mission-1")

    def test_a_step_cannot_be_sent_before_the_one_it_follows(self) -> None:
        with pytest.raises(AnswerRefused, match="vient après"):
            played().answer("mission-2", flip="A")

    def test_a_step_done_cannot_be_sent_again(self) -> None:
        with pytest.raises(AnswerRefused):
            played(until="prediction").answer("prediction", label="1")

    @pytest.mark.parametrize(
        "sent",
        ["1.2", "1.2.3", "101.5.1", "-1.5.1", "1.2.1", "a.b.c", "1.2.1;;3.4.0", "٣.2.1;1.2.0"],
    )
    def test_tampered_points_are_refused(self, sent: str) -> None:
        with pytest.raises(AnswerRefused):
            played(until="prediction").answer("mission-1", points=sent)

    @pytest.mark.parametrize("label", ["", "2", "à réparer"])
    def test_an_unknown_class_is_refused(self, label: str) -> None:
        with pytest.raises(AnswerRefused, match="Choisissez"):
            played().answer("prediction", label=label)

    @given(data_sets)
    def test_written_points_are_read_back(self, data: list[Point]) -> None:
        assert read_written(written(data), ACTIVITY.speech, "fr") == tuple(data)


class TestExplore:
    def test_the_bench_opens_after_the_prediction(self) -> None:
        with pytest.raises(AnswerRefused, match="prédiction"):
            played().explore(action="exam")

    def test_the_table_changes_adds_and_removes_examples(self) -> None:
        run = played(until="prediction")
        run.explore(
            action="update", x_0="1,5", y_0="2", c_0="1", x_1="3", y_1="4.25", c_1="0", c_2="remove"
        )
        assert run.workspace["points"] == [[15, 20, 1], [30, 42, 0]]

    @pytest.mark.parametrize("typed", ["onze", "11", "-1", "nan", "inf", "1e99"])
    def test_a_wrong_coordinate_names_its_row(self, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="Ligne 2"):
            played(until="prediction").explore(
                action="update", x_0="1", y_0="1", c_0="1", x_1=typed, y_1="1", c_1="0"
            )

    def test_an_answer_says_which_neighbours_decided(self) -> None:
        found = played(until="prediction").explore(action="classify", x="5", y="5")
        assert found.message.count("exemple") == 3

    def test_the_cut_is_said_in_one_sentence(self) -> None:
        run = played(until="prediction")
        found = run.explore(action="update", method="stump", points="10.10.0;20.20.0;81.30.1")
        assert "à partir de 5,05 de douleur" in found.message

    def test_five_exams_are_kept_at_most(self) -> None:
        run = played(until="prediction")
        for _ in range(7):
            run.explore(action="exam")
        assert len(run.workspace["exams"]) == 5

    def test_the_starter_examples_can_come_back(self) -> None:
        run = played(until="prediction")
        run.explore(action="update", points="10.10.0;20.20.1")
        run.explore(action="reset")
        assert len(run.workspace["points"]) == 14

    def test_english_speaks_english(self) -> None:
        run = played(until="prediction", language="en")
        assert "right answers out of 30" in run.explore(action="exam").message
