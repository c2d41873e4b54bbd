"""Items that can be answered and scored as written, and what is told of the others."""

import pytest

from caire.assessment.items import Numeric
from tests.caire.catalogue.test_quality import EXPECTED_OF_SO_SMALL_A_BANK
from tests.support.content import BANK, ContentFolder

OTHER_TYPES = """\
- id: itm.n1.c1.00{number}
  state:
    {{version: 1.0.0, status: published, pool: revision, review_by: 2028-11-30,
     licence: CC-BY-SA-4.0}}
  profile:
    {{type: {type}, competency: caire.c1.1.a, bloom: apply, sector: neutral,
     minutes: {{feedback: 1.8, exam: 1.4}}}}
  difficulty: {{p_expected: 0.70, origin: expert, n: 0}}
  stem: "Question ?"
  review: [n1.s1.e1]
  credits: {{authors: ["Équipe CAIRE"]}}
{body}
"""
WORDS = "Pense que tout ce qui se ressemble doit aller dans la même case."


def item_of(kind: str, body: str) -> str:
    indented = "\n".join(f"  {line}" for line in body.strip().split("\n"))
    return OTHER_TYPES.format(number="50", type=kind, body=indented)


class TestLogic:
    """Each type of question: as the format says, then with its logic broken."""

    @pytest.mark.parametrize(
        ("kind", "body", "old", "new", "told"),
        [
            ("true_false", f"""
verdict: "false"
verdict_feedback: {{"true": "Non."}}
justifications:
  - {{id: a, key: true, text: "Parce que oui.", feedback: "Oui."}}
  - {{id: b, key: false, text: "Parce que si.", feedback: "Non.", diagnosis: "{WORDS}"}}
  - {{id: c, key: false, text: "Parce que là.", feedback: "Non.", diagnosis: "{WORDS}"}}""",
             '"true": "Non."', '"false": "Non."', "no feedback for the other verdict"),
            ("multiple", f"""
expected: 2
options:
  - {{id: a, key: true, text: "Le nom du bas.", feedback: "Oui."}}
  - {{id: b, key: true, text: "Le nom du haut.", feedback: "Oui."}}
  - {{id: c, key: false, text: "Le nom du coin.", feedback: "Non.", diagnosis: "{WORDS}"}}""",
             "expected: 2", "expected: 1", "2 options are keys, expected 1"),
            ("order", f"""
elements: [{{id: e1, text: A}}, {{id: e2, text: B}}, {{id: e3, text: C}}, {{id: e4, text: D}}]
pair_feedback:
  - {{before: e1, after: e2, feedback: "A.", diagnosis: "{WORDS}"}}
  - {{before: e2, after: e3, feedback: "B.", diagnosis: "{WORDS}"}}
  - {{before: e3, after: e4, feedback: "C.", diagnosis: "{WORDS}"}}
right_feedback: "Oui." """,
             "before: e3, after: e4", "before: e4, after: e3", "when e3 is put after e4"),
            ("match", f"""
left:
  - {{id: g1, text: A, to: d1, feedback: "Oui.", diagnosis: "{WORDS}"}}
  - {{id: g2, text: B, to: d2, feedback: "Oui.", diagnosis: "{WORDS}"}}
right: [{{id: d1, text: C}}, {{id: d2, text: D}}]""",
             "to: d2", "to: d9", "'d9' is not there"),
            ("categorise", """
categories: [{id: "oui", text: Oui}, {id: "non", text: Non}]
elements:
  - {id: e1, text: A, in: "oui", feedback: "F."}
  - {id: e2, text: B, in: "non", feedback: "F."}""",
             'in: "non"', 'in: "nan"', "'nan' is not there"),
            ("spot", """
expected: 1
text: "{1|Le ciel est bleu.} {2|Le ciel est vert.}"
passages: [{id: 1, key: false, feedback: "Juste."}, {id: 2, key: true, feedback: "Faux."}]""",
             "{2|Le ciel est vert.}", "Le ciel est vert.", "the text marks 1;"),
            ("numeric", f"""
unit: kWh
key: {{value: 14.4, tolerance: 0.3, wide: {{min: 4.5, max: 45}}}}
feedbacks:
  - {{if: right, feedback: "Oui."}}
  - {{if: {{near: 14400}}, feedback: "Divisez.", diagnosis: "{WORDS}"}}
  - {{if: other, feedback: "Reprenez."}}""",
             "if: other", "if: right", "2 feedbacks for 'right'"),
            ("scenario", f"""
start: n1
points_max: 2
nodes:
  - id: n1
    choices:
      - id: a
        text: A
        points: 0
        critical: true
        to: end
        feedback: "Non."
        diagnosis: "{WORDS}"
      - {{id: b, text: B, points: 1, to: n2, feedback: "Oui."}}
  - id: n2
    text: "Et puis ?"
    choices:
      - {{id: a, text: A, points: 1, to: end, feedback: "Oui."}}
      - {{id: b, text: B, points: 0, to: end, feedback: "Non.", diagnosis: "{WORDS}"}}""",
             "points_max: 2", "points_max: 4", "the best path gives 2"),
        ],
    )  # fmt: skip
    def test_each_type(
        self, content: ContentFolder, kind: str, body: str, old: str, new: str, told: str
    ) -> None:
        content.add(BANK, item_of(kind, body))
        assert {p.rule for p in content.check().errors} == EXPECTED_OF_SO_SMALL_A_BANK
        assert "itm.n1.c1.0050" in content.course().items
        content.edit(BANK, old, new)
        messages = [p.message for p in content.check().errors]
        assert told in "\n".join(messages)

    def test_a_unit_is_translated_where_it_is_another_word(self, content: ContentFolder) -> None:
        body = """
unit: personnes
key: {value: 14, tolerance: 0}
feedbacks: [{if: right, feedback: "Oui."}, {if: other, feedback: "Reprenez."}]"""
        content.add(BANK, item_of("numeric", body))
        untold = content.problems("Q35")
        content.add("i18n/en/aware/bank/c1.yaml", '  "itm.n1.c1.0050.unit": "people"\n')

        item = content.course().items["itm.n1.c1.0050"]

        assert isinstance(item, Numeric)
        assert (item.unit, item.unit_in) == ("personnes", {"en": "people"})
        assert content.problems("Q35") == untold

    def test_a_scenario_that_turns_in_a_circle(self, content: ContentFolder) -> None:
        body = """
start: n1
points_max: 1
nodes:
  - id: n1
    choices:
      - {id: a, text: A, points: 1, to: n1, feedback: F}
      - {id: b, text: B, points: 1, to: end, feedback: F}"""
        content.add(BANK, item_of("scenario", body))
        assert "circle" in content.problems("Q01")[0].message
