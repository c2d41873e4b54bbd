"""« L’arbre à questions »: how trees grow, what is scored, refused and kept back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.informed.activities import question_tree
from modules.informed.activities.question_tree.activity import depth_score, tree_score
from modules.informed.activities.question_tree.bench import OFFERED
from modules.informed.activities.question_tree.build import written
from modules.informed.activities.question_tree.loans import (
    DATA,
    DEPTHS,
    automatic,
    best_depth,
    loans,
    scores,
)
from modules.informed.activities.question_tree.presentation import branch_of, rule
from modules.informed.activities.question_tree.tree import (
    Loan,
    Node,
    Question,
    best_question,
    built,
    cart,
)
from tests.modules.runs import Played

ACTIVITY = question_tree.load()
RULE = "Avec un rappel, et jamais en retard, le prêt revient à l’heure."
values = st.integers(0, 4)
some_loans = st.lists(
    st.builds(Loan, st.tuples(*[values] * 6), st.integers(0, 1)), min_size=1, max_size=30
).map(tuple)


def loan(days: int, late: int, *, reminder: int = 0) -> Loan:
    return Loan((0, days, reminder, 0, 0, 0), late)


def played(seed: int = 0, *, until: str = "prediction", **options: str) -> Played:
    """A run whose steps are done up to this one."""
    run = Played(ACTIVITY, seed, **options)  # type: ignore[arg-type]
    run.answer("prediction", depth="3")
    if until == "prediction":
        return run
    for leaf, question in (("1", "past-0"), ("1", "days-7"), ("3", "reminder-0")):
        run.explore(action="ask", leaf=leaf, question=question)
    run.answer("mission-1")
    if until == "mission-1":
        return run
    run.explore(action="depth", depth="8")
    run.answer("mission-2", leaf=str(single(8)), source="chance")
    if until == "mission-3":
        run.answer("mission-3", rule=RULE)
    return run


def single(depth: int) -> int:
    """The number of the first leaf of one loan."""
    sizes = [len(leaf.loans) for leaf in automatic(depth).leaves()]
    return sizes.index(1) + 1


class TestGrow:
    def test_gini_is_worked_out_by_hand(self) -> None:
        """3 late of 4: 2 × 3/4 × 1/4."""
        node = Node("", tuple(loan(n, int(n > 0)) for n in range(4)))
        assert node.impurity == 0.375
        assert node.answer == 1

    def test_the_question_that_separates_best_is_taken(self) -> None:
        known = (loan(3, 0), loan(5, 0), loan(9, 1), loan(12, 1))
        assert best_question(known) == Question("days", 5)
        assert cart(known, 1).right(known) == 4

    def test_equal_questions_keep_the_first_feature(self) -> None:
        known = (loan(1, 0, reminder=0), loan(2, 1, reminder=1))
        assert best_question(known) == Question("days", 1)

    def test_loans_that_agree_are_asked_nothing_more(self) -> None:
        assert best_question((loan(1, 1), loan(9, 1))) is None

    def test_a_tie_answers_on_time(self) -> None:
        assert Node("", (loan(1, 1), loan(2, 0))).answer == 0

    @given(some_loans, st.integers(0, 6))
    def test_a_deeper_tree_never_knows_its_own_loans_less(
        self, known: tuple[Loan, ...], depth: int
    ) -> None:
        assert cart(known, depth + 1).right(known) >= cart(known, depth).right(known)

    @given(some_loans, st.integers(0, 6))
    def test_leaves_share_out_every_loan(self, known: tuple[Loan, ...], depth: int) -> None:
        leaves = cart(known, depth).leaves()
        assert sum(len(leaf.loans) for leaf in leaves) == len(known)
        assert all(leaf.loans and len(leaf.path) <= depth for leaf in leaves)

    @given(some_loans)
    def test_what_cart_asks_can_be_asked_by_hand(self, known: tuple[Loan, ...]) -> None:
        def asked(node: Node) -> dict[str, Question]:
            if node.question is None or node.yes is None or node.no is None:
                return {}
            return {node.path: node.question, **asked(node.yes), **asked(node.no)}

        tree = cart(known, 3)
        assert built(known, asked(tree)) == tree


class TestTeach:
    def test_the_file_is_what_the_build_writes(self) -> None:
        assert DATA.read_text(encoding="utf-8") == written()
        assert {len(rows) for rows in json.loads(written()).values()} == {120}

    def test_known_loans_rise_and_new_ones_fall_after_three(self) -> None:
        known, later = ([score[column] for score in scores()] for column in (1, 2))
        assert best_depth() == 3
        assert known == sorted(known)
        assert known[-1] == 120
        assert later[:3] == sorted(later[:3])
        assert later[2:] == sorted(later[2:], reverse=True)

    def test_single_loans_stand_alone_in_deep_trees_only(self) -> None:
        sizes = [min(len(leaf.loans) for leaf in automatic(d).leaves()) for d in DEPTHS]
        assert [size == 1 for size in sizes] == [False] * 3 + [True] * 5

    def test_a_deep_leaf_holds_one_late_loan(self) -> None:
        assert any((len(leaf.loans), leaf.late) == (1, 1) for leaf in automatic(8).leaves())

    @pytest.mark.parametrize("seed", range(6))
    def test_a_branch_is_said_in_one_sentence(self, seed: int) -> None:
        said = rule(branch_of(seed), ACTIVITY.speech, "fr")
        assert said.startswith("Si ")
        assert said.count(".") == 1
        assert "More" not in rule(branch_of(seed), ACTIVITY.speech, "en")


class TestScore:
    @given(st.sampled_from(DEPTHS), st.sampled_from(DEPTHS))
    def test_a_nearer_depth_never_scores_less(self, one: int, other: int) -> None:
        if abs(one - 3) <= abs(other - 3):
            assert depth_score(one, 3) >= depth_score(other, 3)

    @given(st.integers(0, 15), st.integers(0, 120))
    def test_a_tree_scores_within_bounds(self, questions: int, right: int) -> None:
        assert 0 <= tree_score(questions, right) <= tree_score(questions + 1, right) <= 1

    def test_right_answers_have_every_point_in_both_versions(self) -> None:
        for mode in ("visual", "text"):
            run = played(until="mission-2", mode=mode)
            assert [record.score for record in run.done.values()] == [1.0] * 3

    def test_the_leaf_and_its_source_count_for_half_each(self) -> None:
        run = played(until="mission-1")
        run.explore(action="depth", depth="8")
        assert run.answer("mission-2", leaf=str(single(8)), source="habit").score == 0.5


class TestAnswer:
    def test_a_large_leaf_may_be_tried_again(self) -> None:
        outcome = played(until="mission-1").answer("mission-2", leaf="1", source="chance")
        assert not outcome.done
        assert "Descendez plus profond" in outcome.feedback

    def test_stopping_there_ends_the_mission(self) -> None:
        run = played(until="mission-1")
        outcome = run.answer("mission-2", leaf="1", source="chance", settle="1")
        assert (outcome.done, outcome.score) == (True, 0.5)

    def test_a_tree_too_small_may_grow_again(self) -> None:
        run = played()
        run.explore(action="ask", leaf="1", question="past-0")
        outcome = run.answer("mission-1")
        assert not outcome.done
        assert "new" not in str(outcome.feedback)

    def test_the_rule_leaves_its_length_only(self) -> None:
        outcome = played(until="mission-2").answer("mission-3", rule=RULE, criteria="plain")
        assert outcome.response == {"length": len(RULE), "criteria": ["plain"]}
        assert RULE not in repr(outcome)

    @pytest.mark.parametrize("typed", ["", "0", "9", "trois"])
    def test_a_depth_out_of_range_is_refused(self, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="de 1 à 8"):
            Played(ACTIVITY).answer("prediction", depth=typed)

    def test_a_tree_without_question_is_refused(self) -> None:
        with pytest.raises(AnswerRefused, match="au moins une question"):
            played().answer("mission-1", settle="1")

    @pytest.mark.parametrize(("leaf", "source"), [("", "chance"), ("99", "chance"), ("1", "")])
    def test_a_leaf_or_a_source_not_chosen_is_refused(self, leaf: str, source: str) -> None:
        with pytest.raises(AnswerRefused, match="Choisissez une feuille|d’où vient"):
            played(until="mission-1").answer("mission-2", leaf=leaf, source=source)

    def test_a_rule_too_short_is_refused(self) -> None:
        with pytest.raises(AnswerRefused, match="20 signes"):
            played(until="mission-2").answer("mission-3", rule="Retard.")


class TestAsk:
    def test_a_question_splits_the_leaf_named(self) -> None:
        run = played()
        run.explore(action="ask", leaf="1", question="past-0")
        found = run.explore(action="ask", leaf="2", question="reminder-0")
        assert run.workspace["asked"] == {"": "past-0", "n": "reminder-0"}
        assert found.trace["questions"] == 2

    def test_a_question_taken_away_takes_what_follows(self) -> None:
        run = played()
        for leaf, question in (("1", "past-0"), ("1", "days-7"), ("3", "reminder-0")):
            run.explore(action="ask", leaf=leaf, question=question)
        run.explore(action="drop", place="topy")
        assert run.workspace["asked"] == {"": "past-0", "n": "reminder-0"}
        run.explore(action="drop", place="top")
        assert run.workspace["asked"] == {}

    def test_a_question_that_splits_nothing_is_refused(self) -> None:
        run = played()
        run.explore(action="ask", leaf="1", question="past-0")
        with pytest.raises(AnswerRefused, match="ne coupe pas"):
            run.explore(action="ask", leaf="1", question="past-0")

    def test_a_fifth_question_in_a_row_is_refused(self) -> None:
        run = played()
        for question in ("past-0", "days-3", "days-7", "reminder-0"):
            run.explore(action="ask", leaf="1", question=question)
        with pytest.raises(AnswerRefused, match="déjà sous 4 questions"):
            run.explore(action="ask", leaf="1", question="objects-2")

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"action": "ask", "leaf": "7", "question": "past-0"}, "feuille"),
            ({"action": "ask", "leaf": "", "question": "past-0"}, "feuille"),
            ({"action": "ask", "leaf": "1", "question": "colour"}, "question"),
            ({"action": "drop", "place": "top"}, "question"),
            ({"action": "depth", "depth": "3"}, "Validez d’abord"),
        ],
    )
    def test_what_cannot_be_done_says_what_to_do(self, fields: dict[str, str], said: str) -> None:
        with pytest.raises(AnswerRefused, match=said):
            played().explore(**fields)

    def test_a_tree_handed_in_grows_no_more(self) -> None:
        with pytest.raises(AnswerRefused, match="déjà validé"):
            played(until="mission-1").explore(action="ask", leaf="1", question="years-4")

    @pytest.mark.parametrize("typed", ["", "0", "9", "2,5"])
    def test_an_unreadable_depth_is_refused(self, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="de 1 à 8"):
            played(until="mission-1").explore(action="depth", depth=typed)

    def test_every_question_offered_can_be_said_and_used(self) -> None:
        for name in OFFERED:
            run = played()
            assert run.explore(action="ask", leaf="1", question=name).message


class TestHide:
    def test_the_automatic_tree_waits_for_her_own(self) -> None:
        view = played().view()
        assert "automatic" not in view
        assert "later" not in view["own"]
        assert "automatic" in played(until="mission-1").view()

    def test_english_speaks_english(self) -> None:
        found = played(language="en").explore(action="ask", leaf="1", question="days-7")
        assert "Lent for more than 7 days?" in found.message
        assert loans().known
