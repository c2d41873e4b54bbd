"""Statistics of items, against the published formulas worked by hand on a small table.

Six people, four questions, points 0 or 1:

        A  B  C  D
    P1  1  1  1  1
    P2  1  1  1  0
    P3  1  1  0  0
    P4  1  0  1  0
    P5  0  1  0  0
    P6  0  0  0  0

Corrected point-biserial of A, by r = (M1 - M0) / s · √(p·q): the rests B + C + D are 3, 2, 1, 1 for
who has A right, 1, 0 for who has not. M1 = 7/4, M0 = 1/2, mean 8/6, s² = 16/6 - (8/6)² = 8/9,
p·q = 4/6 · 2/6 = 2/9, so r = 1.25 · √(2/9) / √(8/9) = 1.25 / 2 = 0.625.
D: M1 = 3, M0 = 8/5, s² = 27/6 - (11/6)² = 41/36, p·q = 5/36, r = 1.4 · √5 / √41 = 0.4889.
"""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.assessment.analysis import (
    Evidence,
    Sums,
    flags_of,
    rest_of,
    unused_distractors,
)
from caire.assessment.answers import Chosen, Ordered, Placed, Value, Verdict, Walk
from caire.assessment.chosen import distractors_of, parts_taken
from tests.caire.assessment.bank import ITEMS

TABLE = ("1111", "1110", "1100", "1010", "0100", "0000")
FORMS = [{name: float(mark) for name, mark in zip("ABCD", row, strict=True)} for row in TABLE]


def evidence_of(name: str) -> Evidence:
    found = Evidence()
    for form in FORMS:
        found = found.answered(form[name], rest_of(form, name))
    return found


class TestMeasure:
    @pytest.mark.parametrize(
        ("item", "difficulty", "discrimination"),
        [("A", 4 / 6, 0.625), ("D", 1 / 6, 1.4 * math.sqrt(5 / 41))],
    )
    def test_as_worked_by_hand(self, item: str, difficulty: float, discrimination: float) -> None:
        found = evidence_of(item)
        assert found.difficulty == pytest.approx(difficulty)
        assert found.discrimination == pytest.approx(discrimination, abs=1e-9)

    def test_nothing_where_nothing_varies(self) -> None:
        assert Evidence().difficulty is None
        same = Sums()
        for rest in (0.2, 0.4, 0.9):
            same = same.plus(1.0, rest)
        assert same.correlation is None
        assert Sums().plus(1.0, 0.5).correlation is None

    def test_an_item_alone_has_no_rest(self) -> None:
        assert rest_of({"A": 1.0}, "A") is None
        assert rest_of({"A": 1.0, "B": 0.5, "C": 0.0}, "A") == 0.25

    @given(
        st.lists(
            st.tuples(
                st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.integers(0, 20).map(lambda n: n / 20)
            ),
            min_size=2,
            max_size=60,
        )
    )
    def test_like_pearson_with_partial_points(self, pairs: list[tuple[float, float]]) -> None:
        sums = Sums()
        for x, rest in pairs:
            sums = sums.plus(x, rest)
        xs, rests = zip(*pairs, strict=True)
        if len(set(xs)) == 1 or len(set(rests)) == 1:
            assert sums.correlation is None
        else:
            assert sums.correlation == pytest.approx(statistics.correlation(xs, rests), abs=1e-6)


def judged(**changes: object) -> Evidence:
    """A sound item: 200 answers, 70 % right, discrimination of 1."""
    pairs = Sums()
    for rank in range(200):
        right = float(rank < 140)
        pairs = pairs.plus(right, right)
    values = {"answers": 200, "points": 140.0, "pairs": pairs, "failures": 60,
              "failing": {"a": 30, "c": 30}, **changes}  # fmt: skip
    return Evidence(**values)  # type: ignore[arg-type]  # the fields above


def flat(times: int, slope: float) -> Sums:
    """Pairs whose coefficient is `slope`, near enough."""
    pairs = Sums()
    for rank in range(times):
        x, noise = float(rank % 2), float((rank // 2) % 2)
        pairs = pairs.plus(x, 0.5 + slope * (x - 0.5) + math.sqrt(1 - slope**2) * (noise - 0.5))
    return pairs


class TestFlag:
    def test_nothing_of_a_sound_item(self) -> None:
        assert flags_of(judged(), ("a", "c")) == ()

    @pytest.mark.parametrize(
        ("changes", "flag"),
        [
            ({"points": 69.0}, "too_hard"),
            ({"points": 185.0}, "too_easy"),
            ({"pairs": flat(200, 0.10)}, "weak"),
            ({"pairs": flat(200, 0.02)}, "out"),
            ({"failing": {"a": 58, "c": 2}}, "unused_distractor"),
            ({"exposure": 0.36}, "overexposed"),
            ({"sure_and_wrong": 61}, "overconfident"),
        ],
    )
    def test_what_is_beyond_a_threshold(self, changes: dict[str, object], flag: str) -> None:
        assert flags_of(judged(**changes), ("a", "c")) == (flag,)

    @pytest.mark.parametrize(
        "changes",
        [
            {"points": 70.0},
            {"points": 184.0},
            {"pairs": flat(200, 0.16)},
            {"failing": {"a": 57, "c": 3}},
            {"exposure": 0.35},
            {"sure_and_wrong": 60},
            {"failures": 24, "failing": {}},
        ],
    )
    def test_nothing_up_to_it(self, changes: dict[str, object]) -> None:
        assert flags_of(judged(**changes), ("a", "c")) == ()

    def test_no_judgement_before_200_answers(self) -> None:
        assert flags_of(judged(answers=199, points=0.0), ("a",)) == ()

    def test_exposure_from_25_answers(self) -> None:
        assert flags_of(judged(answers=25, exposure=0.4), ()) == ("overexposed",)
        assert flags_of(judged(answers=24, exposure=0.4), ()) == ()

    def test_names_the_choices_that_nobody_takes(self) -> None:
        assert unused_distractors(judged(failing={"a": 60}), ("a", "c", "d")) == ("c", "d")


class TestTakeParts:
    def test_by_kind_of_answer(self) -> None:
        items = {type(item).__name__: item for item in ITEMS}
        assert parts_taken(items["Single"], Chosen(("b",))) == ("b",)
        assert parts_taken(items["TrueFalse"], Verdict("true", "j2")) == ("true", "j2")
        assert parts_taken(items["Order"], Ordered(("a", "b"))) == ()
        assert parts_taken(items["Match"], Placed((("l1", "r2"),))) == ("l1=r2",)
        assert parts_taken(items["Scenario"], Walk((("n1", "a"),))) == ("n1.a",)

    def test_a_number_by_the_mistake_that_it_is_near(self) -> None:
        numeric = next(item for item in ITEMS if type(item).__name__ == "Numeric")
        near = next(f.near for f in numeric.feedbacks if f.near is not None)
        assert parts_taken(numeric, Value(near)) == (f"near {near:g}",)
        assert parts_taken(numeric, Value(numeric.value)) == ("right",)
        assert parts_taken(numeric, Value(-987654.0)) == ("other",)

    def test_distractors_are_the_wrong_choices(self) -> None:
        for item in ITEMS:
            for name in distractors_of(item):
                parts = getattr(item, "options", getattr(item, "justifications", ())) or getattr(
                    item, "passages", ()
                )
                assert not next(part for part in parts if part.id == name).key
