"""Bayesian knowledge tracing: the vectors and properties of CURRICULUM F.3."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.assessment.items import ItemType
from caire.assessment.mastery import START, Observation, observe
from tests.caire.assessment.bank import head

TOLERANCE = 5e-5


def seen(kind: ItemType, n_options: int = 0, p: float = 0.62) -> Observation:
    return Observation.of_item(kind, n_options, head(p_expected=p))


SINGLE_4, SINGLE_3 = seen("single", 4), seen("single", 3)
ACTIVITY = Observation.of_activity()
VECTORS = {
    "M1": ([(SINGLE_4, 1.0)] * 3, [0.6000, 0.8625, 0.9627]),
    "M2": (
        [(SINGLE_4, 0.0), (seen("true_false"), 1.0), (seen("numeric", p=0.45), 1.0)],
        [0.1574, 0.5576, 0.9584],
    ),
    "M3": ([(ACTIVITY, 0.7), (seen("spot"), 0.8), (SINGLE_3, 1.0)], [0.3117, 0.6732, 0.8670]),
    "M4": ([(seen("single", 4, 0.80), 0.0)] * 2, [0.1391, 0.1294]),
    "M5": (
        [
            (seen("categorise"), 1.0),
            (seen("true_false"), 0.0),
            (seen("true_false"), 1.0),
            (seen("order"), 1.0),
        ],
        [0.7800, 0.3834, 0.7950, 0.9876],
    ),
}

observations = st.one_of(
    st.just(ACTIVITY),
    st.builds(
        seen,
        st.sampled_from(["multiple", "true_false", "order", "match", "spot", "scenario"]),
        p=st.floats(0.35, 0.92),
    ),
    st.builds(seen, st.just("single"), st.sampled_from([3, 4]), st.floats(0.35, 0.92)),
)
levels = st.floats(0.0, 1.0)


class TestObserve:
    @pytest.mark.parametrize("name", VECTORS)
    def test_the_published_vectors(self, name: str) -> None:
        steps, expected = VECTORS[name]
        level, found = START, []
        for observation, score in steps:
            level = observe(level, observation, score)
            found.append(level)
        assert found == pytest.approx(expected, abs=TOLERANCE)

    @given(levels, observations, st.floats(0.0, 1.0))
    def test_a_level_stays_a_probability(
        self, level: float, observation: Observation, score: float
    ) -> None:
        assert 0 <= observe(level, observation, score) <= 1

    @given(levels, observations)
    def test_a_right_answer_never_lowers_it(self, level: float, observation: Observation) -> None:
        assert observe(level, observation, 1.0) >= level - 1e-6

    @given(levels, observations, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
    def test_a_better_answer_never_gives_less(
        self, level: float, observation: Observation, one: float, other: float
    ) -> None:
        worse, better = sorted((one, other))
        assert observe(level, observation, worse) <= observe(level, observation, better) + 1e-6

    @given(levels, observations, st.floats(0.0, 1.0))
    def test_six_decimals_are_kept(
        self, level: float, observation: Observation, score: float
    ) -> None:
        found = observe(level, observation, score)
        assert found == round(found, 6)

    @pytest.mark.parametrize(
        ("p", "slip"), [(0.92, 0.05), (0.75, 0.05), (0.74, 0.10), (0.50, 0.10), (0.49, 0.20)]
    )
    def test_a_hard_item_is_more_easily_missed(self, p: float, slip: float) -> None:
        assert seen("spot", p=p).slip == slip
