"""A form becomes an answer, an answer a trace, a trace a form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caire.assessment.answers import Chosen, Ordered, Value, Walk
from caire.assessment.items import Item
from caire.assessment.responses import (
    ResponseRefused,
    form_of,
    from_trace,
    interaction_type,
    parse,
    parse_optional,
    to_trace,
)
from tests.caire.assessment.bank import (
    CATEGORISE,
    ITEMS,
    KEYS,
    MATCH,
    MULTIPLE,
    NUMERIC,
    ORDER,
    SCENARIO,
    SINGLE,
    SPOT,
    TRUE_FALSE,
)
from tests.caire.assessment.strategies import Form, answered

#: Values that mean something in some field of some item.
SENT = sorted({value for key in KEYS.values() for values in key.values() for value in values})

each_item = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.head.id)


def refusal(item: Item, form: Form) -> tuple[str, str]:
    with pytest.raises(ResponseRefused) as caught:
        parse(item, form)
    return caught.value.reason, caught.value.field


class TestKeep:
    @given(answered())
    def test_an_answer_comes_back_from_its_trace_as_it_was(self, case: tuple[Item, Form]) -> None:
        item, form = case
        response = parse(item, form)
        assert parse(item, form_of(item, to_trace(item, response))) == response
        assert from_trace(item, to_trace(item, response)) == response

    @given(answered())
    def test_a_trace_is_shorter_than_its_column(self, case: tuple[Item, Form]) -> None:
        item, form = case
        assert len(to_trace(item, parse(item, form))) < 500

    @pytest.mark.parametrize(
        ("item", "trace", "kind"),
        [
            (SINGLE, "a", "choice"),
            (MULTIPLE, "a[,]b", "choice"),
            (TRUE_FALSE, "verdict[.]false[,]justification[.]a", "performance"),
            (ORDER, "e1[,]e2[,]e3[,]e4", "sequencing"),
            (MATCH, "g1[.]d1[,]g2[.]d2[,]g3[.]d3[,]g4[.]d4", "matching"),
            (SPOT, "2[,]4", "choice"),
            (NUMERIC, "14.4", "numeric"),
            (SCENARIO, "n1[.]c[,]n4[.]b", "performance"),
        ],
    )
    def test_traces_are_written_as_xapi_interactions(
        self, item: Item, trace: str, kind: str
    ) -> None:
        assert to_trace(item, parse(item, KEYS[item.head.id])) == trace
        assert interaction_type(item) == kind

    def test_an_answer_of_another_kind_is_a_programming_error(self) -> None:
        with pytest.raises(TypeError, match="itm.n1.c4.0001"):
            to_trace(SINGLE, "a")

    def test_a_trace_of_an_older_version_is_refused(self) -> None:
        with pytest.raises(ResponseRefused, match="unknown"):
            from_trace(SINGLE, "z")


class TestReadForms:
    @each_item
    @pytest.mark.parametrize("form", [{}, {"choice": [""], "value": ["  "], "verdict": []}])
    def test_nothing_answered_is_nothing(self, item: Item, form: Form) -> None:
        assert parse_optional(item, form) is None
        assert refusal(item, form)[0] == "empty"

    @given(
        st.sampled_from(ITEMS),
        st.dictionaries(
            st.sampled_from([name for key in KEYS.values() for name in key]),
            st.lists(st.sampled_from(SENT) | st.text(max_size=40), max_size=4),
        ),
    )
    def test_whatever_is_sent_gives_an_answer_or_a_refusal(self, item: Item, form: Form) -> None:
        try:
            response = parse_optional(item, form)
        except ResponseRefused:
            return
        assert response is None or from_trace(item, to_trace(item, response)) == response

    def test_the_order_of_ticks_does_not_matter(self) -> None:
        assert parse(MULTIPLE, {"choice": ["b", "a"]}) == Chosen(("a", "b"))

    def test_a_choice_that_is_not_offered_is_unknown(self) -> None:
        assert refusal(SINGLE, {"choice": ["z"]}) == ("unknown", "choice")
        assert refusal(CATEGORISE, KEYS[CATEGORISE.head.id] | {"place-e1": ["d1"]}) == (
            "unknown",
            "place-e1",
        )

    @pytest.mark.parametrize(
        ("item", "form"),
        [
            (SINGLE, {"choice": ["a", "b"]}),
            (MULTIPLE, {"choice": ["a", "b", "c"]}),
            (SPOT, {"passage": ["1", "2", "3"]}),
        ],
    )
    def test_ticking_more_than_expected_is_too_many(self, item: Item, form: Form) -> None:
        assert refusal(item, form)[0] == "too_many"

    def test_a_verdict_needs_its_reason(self) -> None:
        assert refusal(TRUE_FALSE, {"verdict": ["true"]}) == ("incomplete", "justification")
        assert refusal(TRUE_FALSE, {"justification": ["a"]}) == ("incomplete", "verdict")

    def test_every_element_needs_a_place(self) -> None:
        assert refusal(MATCH, {"place-g1": ["d1"]}) == ("incomplete", "place-g2")


class TestOrder:
    def test_ranks_give_the_order(self) -> None:
        form = {"position-e1": ["4"], "position-e2": ["1"], "position-e3": ["2"]}
        response = parse(ORDER, form | {"position-e4": ["3"]})
        assert response == Ordered(("e2", "e3", "e4", "e1"))

    def test_a_rank_given_twice_is_named(self) -> None:
        form = KEYS[ORDER.head.id] | {"position-e3": ["1"]}
        assert refusal(ORDER, form) == ("duplicate", "position-e3")

    def test_a_rank_left_out_is_named(self) -> None:
        form = {"position-e1": ["1"], "position-e4": ["4"]}
        assert refusal(ORDER, form) == ("incomplete", "position-e2")


class TestReadNumbers:
    @pytest.mark.parametrize(
        ("written", "number"),
        [
            ("14,4", 14.4),
            ("14.4", 14.4),
            ("14 400", 14400.0),
            ("14\u202f400,5", 14400.5),
            ("\u22123", -3.0),
            ("+3", 3.0),
            ("-0", 0.0),
        ],
    )
    def test_as_people_write_them(self, written: str, number: float) -> None:
        assert parse(NUMERIC, {"value": [written]}) == Value(number)

    @pytest.mark.parametrize(
        "written", ["beaucoup", "1e3", "nan", "inf", "1,2,3", ",5", "٣", "9" * 31]
    )
    def test_what_is_no_number_is_refused(self, written: str) -> None:
        assert refusal(NUMERIC, {"value": [written]}) == ("not_a_number", "value")

    @given(st.floats(-1e15, 1e15).filter(lambda n: n == 0 or abs(n) > 1e-9))
    def test_a_kept_number_is_plain_text(self, number: float) -> None:
        trace = to_trace(NUMERIC, Value(number))
        assert "e" not in trace
        assert float(trace) == number


class TestFollowScenarios:
    def test_the_way_is_kept(self) -> None:
        assert parse(SCENARIO, KEYS[SCENARIO.head.id]) == Walk((("n1", "c"), ("n4", "b")))

    def test_steps_ticked_beside_the_way_do_not_count(self) -> None:
        # Without script a radio button cannot be unticked after a change of mind.
        form = KEYS[SCENARIO.head.id] | {"node-n2": ["a"]}
        assert parse(SCENARIO, form) == parse(SCENARIO, KEYS[SCENARIO.head.id])

    def test_a_way_that_stops_is_incomplete(self) -> None:
        assert refusal(SCENARIO, {"node-n1": ["c"]}) == ("incomplete", "node-n4")

    def test_a_step_of_another_way_is_out_of_path(self) -> None:
        form = {"node-n1": ["c"], "node-n2": ["b"]}
        assert refusal(SCENARIO, form) == ("out_of_path", "node-n4")
