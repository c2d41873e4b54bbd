"""`act.post-mortem`: gestures, causes, their tree, actions replayed, and the message."""

from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.sdk import AnswerRefused
from modules.responsible.activities import post_mortem
from modules.responsible.activities.post_mortem import message, tree
from modules.responsible.activities.post_mortem.replay import actions, asked, replay, springs
from modules.responsible.activities.post_mortem.scoring import (
    ACTIONS,
    FEW_MISLED,
    ORGANISATIONAL,
    actions_score,
    misled,
    order_score,
)
from modules.responsible.activities.post_mortem.story import (
    FAMILIES,
    cause,
    causes,
    events,
    gestures,
)
from tests.modules.runs import Played

ACTIVITY = post_mortem.load()
RIGHT = tuple(gesture.id for gesture in gestures())
SAME = springs()[0]
WRITTEN = (
    "Nous vous avons indiqué le 30 juin ; la date était le 15 juin. Toutes nos excuses. Votre "
    "inscription reste possible jusqu’au 30 juin. Nour Haddad répond au 01 99 00 12 34."
)
LINKINGS = st.fixed_dictionaries({name: st.sampled_from(tree.parents()) for name in causes()})
CHOICES = st.sets(st.sampled_from(list(actions())))


def ranked(order: tuple[str, ...]) -> dict[str, str]:
    return {f"rank_{name}": str(rank) for rank, name in enumerate(order, 1)}


def linked(links: dict[str, str]) -> dict[str, str]:
    return {f"parent_{name}": parent for name, parent in links.items()}


def sorted_by_family() -> dict[str, str]:
    return {f"family_{name}": cause(name).families[0] for name in causes()}


def doing(*names: str) -> dict[str, str]:
    return {f"do_{name}": "1" for name in names}


ANSWERS: dict[str, dict[str, str]] = {
    "prediction": {"spared": "most"},
    "mission-1": ranked(RIGHT),
    "mission-2": sorted_by_family(),
    "mission-3": linked(tree.reference()),
    "mission-4": doing("owner", "cases", "double", "line"),
}


def before(step: str, **options: Any) -> Played:
    """A run that has come to this step, all of it right."""
    run = Played(ACTIVITY, **options)
    for done, fields in ANSWERS.items():
        if done == step:
            break
        run.answer(done, **fields)
    return run


class TestTellTheStory:
    def test_fourteen_facts_of_which_seven_are_causes_of_the_six_families(self) -> None:
        assert (len(events()), len(causes())) == (14, 7)
        assert {cause(name).families[0] for name in causes()} == set(FAMILIES)

    def test_the_facts_name_nobody(self) -> None:
        told = " ".join(event.text["fr"] for event in events())
        assert "Idriss" not in told

    def test_the_families_of_the_story_are_those_of_the_days(self) -> None:
        assert sum(asked()) == 312
        assert asked()[0] == 21


class TestPredict:
    def test_twice_the_attention_spares_nobody(self) -> None:
        assert replay(SAME, (), reread=20).total == replay(SAME, ()).total == 312

    @pytest.mark.parametrize(("guess", "right"), [("none", True), ("half", False)])
    def test_the_outcome_says_why(self, guess: str, right: bool) -> None:
        outcome = Played(ACTIVITY).answer("prediction", spared=guess)
        assert outcome.success is right
        assert "périmé" in outcome.feedback

    def test_nothing_of_the_story_is_shown_before(self) -> None:
        view = Played(ACTIVITY).view()
        assert not {"events", "gestures", "families", "tree", "springs", "elements"} & set(view)


class TestOrder:
    def test_the_right_order_scores_all_and_its_reverse_nothing(self) -> None:
        assert order_score(RIGHT) == 1.0
        assert order_score(RIGHT[::-1]) == 0.0

    def test_one_swap_of_neighbours_costs_two_pairs_of_fifteen(self) -> None:
        swapped = (RIGHT[1], RIGHT[0], *RIGHT[2:])
        assert order_score(swapped) == pytest.approx(13 / 15)

    def test_only_the_right_order_scores_all(self) -> None:
        scores = [order_score(order) for order in permutations(RIGHT)]
        assert scores.count(1.0) == 1
        assert all(0.0 <= score <= 1.0 for score in scores)

    def test_both_versions_score_alike(self) -> None:
        order = ("alert", "stop", *RIGHT[2:])
        tapped = before("mission-1", mode="visual")
        for name in order:
            tapped.explore(action="put", put=name)
        typed = before("mission-1").answer("mission-1", **ranked(order))
        assert tapped.answer("mission-1") == typed

    def test_the_last_gesture_is_taken_back(self) -> None:
        run = before("mission-1")
        run.explore(action="put", put="count")
        run.explore(action="put", put="stop")
        assert run.explore(action="put", back="1").trace == {"action": "put", "order": ["count"]}
        assert [row["id"] for row in run.view()["gestures"]["put"]] == ["count"]

    @pytest.mark.parametrize("put", ["", "count", "coffee"])
    def test_a_gesture_that_is_not_left_is_refused(self, put: str) -> None:
        run = before("mission-1")
        run.explore(action="put", put="count")
        with pytest.raises(AnswerRefused):
            run.explore(action="put", put=put)

    @pytest.mark.parametrize("rank", ["", "1", "7", "deux"])
    def test_a_rank_missing_or_given_twice_is_refused(self, rank: str) -> None:
        with pytest.raises(AnswerRefused, match="chaque rang une seule fois"):
            before("mission-1").answer("mission-1", **(ranked(RIGHT) | {"rank_alert": rank}))

    def test_gestures_left_are_refused(self) -> None:
        run = before("mission-1")
        run.explore(action="put", put="stop")
        with pytest.raises(AnswerRefused, match="les 6 gestes"):
            run.answer("mission-1")

    def test_the_right_order_is_shown_after_only(self) -> None:
        assert "truth" not in before("mission-1").view()["gestures"]
        truth = before("mission-2").view()["gestures"]["truth"]
        assert [row["id"] for row in truth] == list(RIGHT)


class TestSort:
    def test_every_family_that_can_be_defended_counts(self) -> None:
        run = before("mission-2")
        outcome = run.answer("mission-2", **(sorted_by_family() | {"family_role": "communication"}))
        assert (outcome.score, outcome.success) == (1.0, True)

    def test_one_mistake_costs_a_seventh(self) -> None:
        run = before("mission-2")
        outcome = run.answer("mission-2", **(sorted_by_family() | {"family_signal": "data"}))
        assert outcome.score == pytest.approx(6 / 7)
        wrong = [row["id"] for row in run.view()["families"]["rows"] if not row["right"]]
        assert wrong == ["signal"]

    def test_a_cause_left_aside_is_refused(self) -> None:
        with pytest.raises(AnswerRefused, match="chacune des causes"):
            before("mission-2").answer("mission-2", family_role="data")


class TestLink:
    def test_the_reference_scores_all_and_so_does_what_can_be_defended(self) -> None:
        links = tree.reference()
        assert tree.tree_score(links, causes()) == 1.0
        assert tree.tree_score(links | {"tests": "wrong"}, causes()) == 1.0

    def test_too_high_in_the_right_branch_is_worth_half(self) -> None:
        assert tree.link_score(cause("role"), "wrong") == 0.5
        assert tree.link_score(cause("role"), "unseen") == 0.0
        assert tree.link_score(cause("role"), tree.ROOT) == 0.0
        assert tree.link_score(cause("guide"), "role") == 0.0

    @given(LINKINGS)
    def test_the_score_stays_in_bounds_and_a_better_link_never_lowers_it(
        self, links: dict[str, str]
    ) -> None:
        score = tree.tree_score(links, causes())
        assert 0.0 <= score <= 1.0
        for name, parent in tree.reference().items():
            assert tree.tree_score(links | {name: parent}, causes()) >= score

    @given(LINKINGS)
    def test_a_cause_is_in_the_tree_or_aside_or_turns_in_a_circle(
        self, links: dict[str, str]
    ) -> None:
        if tree.looping(links):
            with pytest.raises(AnswerRefused, match="se causer elle-même"):
                before("mission-3").explore(action="link", **linked(links))
            return

        def names(node: tree.Node) -> set[str]:
            return {node.id}.union(*(names(each) for each in node.below))

        drawn = names(tree.grown(links))
        assert set(causes()) - drawn == set(tree.aside(links)) == set()

    def test_the_same_fact_everywhere_never_scores_much(self) -> None:
        best = max(
            tree.tree_score(dict.fromkeys(causes(), parent), causes()) for parent in tree.BRANCHES
        )
        assert best < 0.6

    def test_what_is_not_linked_waits_aside_with_what_hangs_below(self) -> None:
        assert tree.aside({"role": "guide"}) == tuple(causes())
        found = before("mission-3").explore(action="link", parent_role="guide")
        assert found.trace == {"action": "link", "links": {"role": "guide"}, "left": 7}

    def test_a_tree_with_causes_aside_is_refused_by_their_names(self) -> None:
        links = {name: parent for name, parent in tree.reference().items() if name != "signal"}
        with pytest.raises(AnswerRefused, match="L’accueil ne sait pas"):
            before("mission-3").answer("mission-3", **linked(links))

    def test_a_parent_that_does_not_exist_is_refused(self) -> None:
        with pytest.raises(AnswerRefused, match="dans la liste"):
            before("mission-3").explore(action="link", parent_role="somebody")

    def test_the_reference_is_shown_after_only(self) -> None:
        assert "truth" not in before("mission-3").view()["tree"]
        shown = before("mission-4").view()["tree"]["truth"]
        assert [branch["id"] for branch in shown["below"]] == list(tree.BRANCHES)

    def test_a_tree_handed_in_does_not_change(self) -> None:
        with pytest.raises(AnswerRefused, match="ne change plus"):
            before("mission-4").explore(action="link", parent_role="wrong")


class TestReplay:
    @pytest.mark.parametrize(
        ("chosen", "families"),
        [
            ((), [312, 312, 312]),
            (("reminder",), [312, 312, 312]),
            (("banner",), [281, 312, 281]),
            (("line",), [63, 63, 63]),
            (("checked",), [21, 312, 21]),
            (("owner",), [0, 312, 312]),
            (("backup",), [0, 312, 312]),
            (("versions",), [0, 312, 0]),
            (("single",), [0, 312, 0]),
            (("cases",), [0, 312, 0]),
            (("double",), [312, 0, 312]),
            (("double", "line", "checked"), [21, 0, 21]),
        ],
    )
    def test_each_action_cuts_what_it_says(
        self, chosen: tuple[str, ...], families: list[int]
    ) -> None:
        assert [replay(spring, chosen).total for spring in springs()] == families

    @given(CHOICES, st.sampled_from(list(actions())))
    def test_one_more_action_never_misleads_more(self, chosen: set[str], more: str) -> None:
        for spring in springs():
            assert replay(spring, chosen | {more}).total <= replay(spring, chosen).total

    @given(CHOICES)
    def test_the_score_stays_in_bounds(self, chosen: set[str]) -> None:
        assert 0.0 <= actions_score(list(chosen)) <= 1.0

    def test_a_review_of_everything_still_compares_with_the_wrong_guide(self) -> None:
        assert replay(SAME, (), reread=200).stopped_on is None
        assert replay(SAME, ("checked",), reread=1).stopped_on == 12
        assert replay(SAME, ("checked",), reread=0).stopped_on is None

    def test_the_mission_is_neither_given_nor_out_of_reach(self) -> None:
        sets = [
            chosen
            for chosen in combinations(actions(), ACTIONS)
            if sum(actions()[name].kind == "organisation" for name in chosen) >= ORGANISATIONAL
        ]
        reached = sum(misled(chosen) <= FEW_MISLED for chosen in sets)
        assert 0.2 < reached / len(sets) < 0.6

    def test_a_single_action_never_reaches_it(self) -> None:
        assert min(misled([name]) for name in actions()) > FEW_MISLED

    def test_the_trace_holds_actions_and_families(self) -> None:
        found = before("mission-4").explore(
            action="replay", **doing("reminder", "owner", "line", "banner")
        )
        assert found.trace["actions"] == ["reminder", "owner", "line", "banner"]
        assert found.trace["misled"] == 57 + 63

    @pytest.mark.parametrize(
        ("names", "said"),
        [
            ((), "vous en avez coché 0"),
            (("owner", "line", "double"), "vous en avez coché 3"),
            (("owner", "line", "double", "backup", "single"), "vous en avez coché 5"),
            (("owner", "single", "cases", "banner"), "au moins 2 actions"),
        ],
    )
    def test_another_number_or_too_little_organisation_is_refused(
        self, names: tuple[str, ...], said: str
    ) -> None:
        with pytest.raises(AnswerRefused, match=said):
            before("mission-4").explore(action="replay", **doing(*names))

    def test_too_many_families_are_sent_back_until_one_settles(self) -> None:
        run = before("mission-4")
        weak = doing("reminder", "banner", "owner", "backup")
        with pytest.raises(AnswerRefused, match="visez 50 au plus"):
            run.answer("mission-4", **weak)
        outcome = run.answer("mission-4", **weak, settle="1")
        assert outcome.done
        assert not outcome.success

    def test_enough_is_reached_without_a_trial(self) -> None:
        outcome = before("mission-4").answer("mission-4", **ANSWERS["mission-4"])
        assert outcome.success
        assert outcome.response["misled"] == 0


class TestWrite:
    ALL = {f"has_{name}": "1" for name in message.ELEMENTS}

    def test_five_elements_ticked_and_found_score_all(self) -> None:
        outcome = before("mission-5").answer("mission-5", message=WRITTEN, **self.ALL)
        assert (outcome.score, outcome.success) == (1.0, True)

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_the_model_has_a_trace_of_each_element(self, language: str) -> None:
        run = before("mission-5", language=language)
        run.answer("mission-5", message=WRITTEN)
        shown = run.view()["elements"]["model"]
        text = " ".join(sentence for _, sentence in shown)
        assert message.traces(text) == set(message.ELEMENTS)
        assert not message.blames(text)

    def test_nothing_typed_is_kept_or_traced(self) -> None:
        outcome = before("mission-5").answer("mission-5", message=WRITTEN, **self.ALL)
        assert set(outcome.response) == {"length", "ticked", "found", "blames"}
        assert outcome.response["length"] == len(WRITTEN)
        assert "Nour" not in str(outcome)

    def test_a_tick_without_a_trace_is_read_again_then_worth_half(self) -> None:
        run = before("mission-5")
        bare = WRITTEN.replace("01 99 00 12 34", "vos questions")
        with pytest.raises(AnswerRefused, match="vous cochez le contact"):
            run.answer("mission-5", message=bare, **self.ALL)
        outcome = run.answer("mission-5", message=bare, **self.ALL, settle="1")
        assert outcome.score == pytest.approx(0.9)

    @given(
        st.frozensets(st.sampled_from(message.ELEMENTS)),
        st.frozensets(st.sampled_from(message.ELEMENTS)),
        st.sampled_from(message.ELEMENTS),
    )
    def test_the_score_stays_in_bounds_and_never_falls_when_more_is_there(
        self, ticked: frozenset[str], found: frozenset[str], more: str
    ) -> None:
        score = message.message_score(ticked, found)
        assert 0.0 <= score <= 1.0
        assert message.message_score(ticked | {more}, found | {more}) >= score

    @pytest.mark.parametrize(
        "blame", ["L’algorithme a failli.", "Une erreur technique.", "L’assistant s’est trompé."]
    )
    def test_laying_it_on_the_tool_is_said(self, blame: str) -> None:
        outcome = before("mission-5").answer("mission-5", message=f"{blame} {WRITTEN}")
        assert outcome.response["blames"]
        assert "la ville répond de ce que dit son assistant" in outcome.feedback

    @pytest.mark.parametrize("typed", ["", "Pardon.", "a" * 1501])
    def test_a_message_too_short_or_too_long_is_refused(self, typed: str) -> None:
        with pytest.raises(AnswerRefused, match="de 80 à 1500 signes"):
            before("mission-5").answer("mission-5", message=typed)
