"""What a course structure may be, and what is said of one that is none."""

import pytest

from caire.cmi5.errors import CourseRefused
from caire.cmi5.reading.course_structure import read_course
from caire.cmi5.reading.xml import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS
from caire.cmi5.structure import Block, Unit, in_language
from tests.caire.cmi5.factories import NAMESPACE, au, block, course_xml, titled

OBJECTIVE = "https://units.example/o"
OBJECTIVES = f'<objectives><objective id="{OBJECTIVE}">{titled("But")}</objective></objectives>'


def faults(raw: bytes, members: frozenset[str] | None = None) -> str:
    with pytest.raises(CourseRefused) as refusal:
        read_course(raw, members=members)
    return str(refusal.value)


class TestReadCourse:
    def test_reads_all_that_a_unit_says(self):
        given = au(
            url="  https://units.example/a?x=1  ",
            moveOn="Passed",
            masteryScore="0.85",
            launchMethod="OwnWindow",
            activityType="http://adlnet.gov/expapi/activities/lesson",
            extra="<launchParameters> a=1 </launchParameters><entitlementKey>k</entitlementKey>",
        )

        unit = read_course(course_xml(given), members=None).units()[0]

        assert unit == Unit(
            id="https://units.example/a",
            title={"fr": "Une unité"},
            description={"fr": "Une unité"},
            url="https://units.example/a?x=1",
            move_on="Passed",
            mastery_score=0.85,
            launch_method="OwnWindow",
            activity_type="http://adlnet.gov/expapi/activities/lesson",
            launch_parameters="a=1",
            entitlement_key="k",
        )

    def test_what_is_not_said_has_the_default_of_the_specification(self):
        unit = read_course(course_xml(), members=None).units()[0]

        assert (unit.move_on, unit.launch_method) == ("NotApplicable", "AnyWindow")
        assert unit.mastery_score is None

    def test_keeps_blocks_in_blocks_and_the_order_of_units(self):
        inner = block("https://units.example/b2", au("u:2"), au("u:3"))
        course = read_course(
            course_xml(au("u:1"), block("https://units.example/b1", inner), au("u:4")),
            members=None,
        )

        assert [unit.id for unit in course.units()] == ["u:1", "u:2", "u:3", "u:4"]
        assert [(type(node), depth) for node, depth in course.walk()] == [
            (Unit, 0), (Block, 0), (Block, 1), (Unit, 2), (Unit, 2), (Unit, 0),
        ]  # fmt: skip

    def test_refers_to_objectives_that_the_course_declares(self):
        reference = f'<objectives><objective idref="{OBJECTIVE}"/></objectives>'
        child = f'<au id="u:1">{titled("A")}{reference}<url>https://units.example/</url></au>'

        course = read_course(course_xml(child, objectives=OBJECTIVES), members=None)

        assert course.units()[0].objectives == (OBJECTIVE,)

    def test_passes_over_extensions_of_other_namespaces(self):
        extension = '<x:more xmlns:x="https://tool.example/" x:a="1"><x:b/></x:more>'
        assert read_course(course_xml(au(extra=extension)), members=None).units()

    def test_takes_in_more_than_a_thousand_units(self):
        many = [au(f"u:{n}") for n in range(1500)]
        assert len(read_course(course_xml(*many), members=None).units()) == 1500

    @pytest.mark.parametrize(
        ("children", "said"),
        [
            (au(moveOn="Sometimes"), "moveOn 'Sometimes' is none of"),
            (au(launchMethod="Popup"), "launchMethod 'Popup' is none of"),
            (au(masteryScore="1.2"), "masteryScore '1.2' is not a decimal from 0 to 1"),
            (au(masteryScore="1e-1"), "is not a decimal"),
            (au(masteryScore=""), "is not a decimal"),
            (au(masteryScore="0.12345"), "more than 4 decimals"),
            (au("relative/id"), "is not an absolute IRI"),
            (au(""), "needs an id"),
            (au() + au(), "stands twice in the course"),
            (block("u:b", au("u:b")), "stands twice in the course"),
            (au(colour="red"), "has no attribute colour"),
            (au(url=""), "needs a <url>"),
            (au(url="page.html"), "is relative: without a package"),
            (au(url="//units.example/a"), "begins with neither http: nor https:"),
            (au(url="javascript:alert(1)"), "begins with neither http: nor https:"),
            (au(url="data:text/html,x"), "begins with neither http: nor https:"),
            (au(url="https:///a"), "names no host"),
            (au(url="https://units.example:x/"), "is no address"),
            (au(url="https://units.example/?fetch=1"), "its query uses fetch"),
            (au(url="https://units.example/a b"), "holds white space"),
            (au(extra="<surprise/>"), "<surprise>, line 1: has no place in <au>"),
            (au(extra="<launchParameters/><launchParameters/>"), "stands twice in <au>"),
            (au(extra="<entitlementKey/><launchParameters/>"), "comes too late"),
            (f"<block id='u:b'>{titled('B')}</block>", "holds neither an <au> nor a <block>"),
            (f"<au id='u:1'><url>https://units.example/</url>{titled('A')}</au>", "comes too late"),
            ("<au id='u:1'><url>https://units.example/</url></au>", "needs a <title>"),
            (
                "<au id='u:1'><title><langstring> </langstring></title><description><langstring>x"
                "</langstring></description><url>https://units.example/</url></au>",
                "<title>, line 1: is empty",
            ),
            (
                "<au id='u:1'><title/><description/><url>https://units.example/</url></au>",
                "holds no <langstring>",
            ),
        ],
    )
    def test_names_the_element_that_breaks_a_rule(self, children, said):
        assert said in faults(course_xml(children))

    def test_tells_every_fault_at_once(self):
        said = faults(course_xml(au("u:1", moveOn="No"), au("u:2", masteryScore="2")))
        assert '<au id="u:1">' in said
        assert '<au id="u:2">' in said

    def test_refuses_a_reference_to_no_objective(self):
        child = (
            f'<au id="u:1">{titled("A")}<objectives><objective idref="u:none"/></objectives>'
            "<url>https://units.example/</url></au>"
        )
        assert "idref 'u:none' names no objective" in faults(course_xml(child))

    @pytest.mark.parametrize(
        ("raw", "said"),
        [
            (b"", "not well-formed"),
            (b"<courseStructure>", "not well-formed"),
            (b"\xff\xfe\x00", "not well-formed"),
            (b"<course/>", "is not the root of cmi5.xml"),
            (b"<courseStructure xmlns='http://aicc.org/CMI5/CourseStructure'/>", "follows a draft"),
            (f"<courseStructure xmlns='{NAMESPACE}'/>".encode(), "has no <course>"),
            (b"<?xml version='1.0' encoding='x-none'?><a/>", "cmi5.xml"),
        ],
    )
    def test_says_of_another_file_that_it_is_none(self, raw, said):
        assert said in faults(raw)


class TestHostileXml:
    @pytest.mark.parametrize(
        "declared",
        [
            '<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">',
            '<!ENTITY a SYSTEM "file:///etc/passwd">',
            '<!ENTITY % p SYSTEM "https://units.example/x.dtd">%p;',
            "",
        ],
    )
    def test_a_document_type_is_refused_before_any_entity(self, declared):
        raw = f"<!DOCTYPE courseStructure [{declared}]>".encode() + course_xml().split(b"?>", 1)[1]
        assert "a document type is not accepted" in faults(raw)

    def test_depth_elements_and_size_are_bounded(self):
        deep = "<x>" * (MAX_DEPTH + 1) + "</x>" * (MAX_DEPTH + 1)
        wide = "<x/>" * (MAX_ELEMENTS + 1)

        assert "nested deeper" in faults(course_xml(deep))
        assert "elements" in faults(course_xml(wide))
        assert "bytes" in faults(b" " * (MAX_BYTES + 1))

    def test_attributes_of_one_element_are_bounded(self):
        many = " ".join(f"a{n}='1'" for n in range(60))
        assert "attributes" in faults(course_xml(f"<au {many}/>"))


class TestInLanguage:
    @pytest.mark.parametrize(
        ("text", "read"),
        [
            ({"en-US": "Hello", "fr-FR": "Bonjour"}, "Bonjour"),
            ({"de": "Hallo", "en": "Hello"}, "Hello"),
            ({"de": "Hallo", "und": "Salve"}, "Salve"),
            ({"de": "Hallo"}, "Hallo"),
            ({"fr": "", "de": "Hallo"}, "Hallo"),
            ({}, ""),
        ],
    )
    def test_takes_what_is_nearest(self, text, read):
        assert in_language(text, "fr") == read
