"""Q31: the people of the examples are listed, and the list is weighed."""

import pytest

from tests.support.content import LESSON, ContentFolder

HEAD = "schema: caire.personas/1\nversion: 1.0.0\npersonas:\n"
#: Balanced: as many women as men who know and who begin, each compulsory case once.
PEOPLE = (
    "{id: awa, first_name: Awa, gender: woman, age: 58, stance: expert}",
    "{id: jean, first_name: Jean, gender: man, place: La Réunion, stance: expert}",
    "{id: lina, first_name: Lina, gender: woman, disability: surdité, stance: novice}",
    "{id: paul, first_name: Paul, gender: man, stance: novice}",
)


def add_people(content: ContentFolder, *people: str, screen: str = "n1.s1.e1") -> None:
    """List these people on this screen, whose lesson names them."""
    shown = "Awa, Jean, Lina et Paul trient."
    content.edit(LESSON, "Il se trompe parfois !", f"Il se trompe parfois ! {shown}")
    more = f", trade: tri, sector: bureau, screens: [{screen}]}}"
    content.add("personas.yaml", HEAD)
    for person in people:
        content.add("personas.yaml", f"  - {person.removesuffix('}')}{more}\n")


class TestAccept:
    def test_a_course_that_lists_nobody(self, content: ContentFolder) -> None:
        assert content.problems("Q31") == []

    def test_people_in_balance(self, content: ContentFolder) -> None:
        add_people(content, *PEOPLE)
        assert content.problems("Q31") == []

    def test_people_of_another_level_alone(self, content: ContentFolder) -> None:
        add_people(content, PEOPLE[0], screen="n2.s1.e1")
        assert content.problems("Q31") == []


class TestFind:
    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("n1.s1.e1", "n1.s9.e9", "there is no screen or item n1.s9.e9"),
            ("first_name: Awa", "first_name: Zoé", "n1.s1.e1 does not name Zoé"),
            ("gender: man", "gender: woman", "out of balance among the level"),
            ("Jean, gender: man", "Jean, gender: woman", "out of balance among those who know"),
            ("Paul, gender: man", "Paul, gender: woman", "out of balance among those who begin"),
            ("first_name: Paul", "first_name: Awa", "first names come back too often"),
            ("disability: surdité, ", "", "no example shows a disability"),
            ("age: 58", "age: 54", "no example shows somebody of 55 or more"),
            ("place: La Réunion, ", "", "no example shows overseas France or a rural area"),
        ],
    )
    def test_what_is_out_of_balance(
        self, content: ContentFolder, old: str, new: str, message: str
    ) -> None:
        add_people(content, *PEOPLE)
        content.edit("personas.yaml", old, new)
        found = content.problems("Q31")
        assert any(message in problem.message for problem in found), found
        assert all(problem.severity == "error" for problem in found)

    def test_an_unknown_key(self, content: ContentFolder) -> None:
        add_people(content, PEOPLE[0])
        content.edit("personas.yaml", "stance: expert", "role: expert")
        assert any(problem.path.endswith("personas.yaml") for problem in content.problems("Q01"))
