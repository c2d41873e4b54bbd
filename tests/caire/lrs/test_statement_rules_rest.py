"""Rules on how and when: result, context, times, version, files. Each row names its section."""

import pytest

from caire.lrs.validation import check
from tests.caire.lrs.statements import (
    ACCOUNT,
    ADA,
    ATTACHMENT,
    GROUP,
    LEAST,
    REF,
    SUB,
    TEAM,
    UUID_1,
    UUID_2,
    Row,
    encoded,
    fault_of,
    named,
    refuse_row,
    refuse_row_inside,
)

NO_UUID = ("", "x", UUID_1 + "8", "M" + UUID_1[1:], UUID_1.replace("-", ""), UUID_1 + "\n",
           "{" + UUID_1 + "}", 7, None)  # fmt: skip
NO_MOMENT = ("", "yesterday", "01/011/2015", "2026-03-01", "2026-02-30T00:00:00Z",
             "2026-03-01T25:00:00Z", "2026-03-01T09:30:00-00:00", "2026-03-01T09:30:00-0000",
             "2026-03-01T09:30:00-00", "2026-W09-7T09:30:00Z", "20260301T093000Z",
             "2026-03-01T09:30:00Z\n", "0001-01-01T00:00:00+10:00", "٢٠٢٦-03-01T09:30:00Z",
             1772357400, None)  # fmt: skip
NO_DURATION = ("", "P", "PT", "1h", "PA1H0M0S", "P1YT", "P4W1D", "PT1,H", "-PT1S", "pt1s",
               "PT1S\n", "PT١S", 7, None)  # fmt: skip


def score(**members):
    return {"result": {"score": members}}


def without(name):
    return {"attachments": [{k: v for k, v in ATTACHMENT.items() if k != name}]}


def attached(**members):
    return {"attachments": [ATTACHMENT | members]}


RESULT: list[Row] = [
    ("4.6", f"duration {shown!r}", {"result": {"duration": shown}}, "$.result.duration")
    for shown in NO_DURATION
] + [
    ("2.4.5", f"{name} {shown!r}", {"result": {name: shown}}, f"$.result.{name}")
    for name in ("success", "completion") for shown in ("true", "yes", 1, None, [])
] + [
    ("2.4.5.1", f"score.{name} {shown!r}", score(**{name: shown}), f"$.result.score.{name}")
    for name in ("scaled", "raw", "min", "max") for shown in ("1", True, None, {})
] + [
    ("2.4.5.1", "scaled above 1", score(scaled=1.0001), "$.result.score.scaled"),
    ("2.4.5.1", "scaled below -1", score(scaled=-1.0001), "$.result.score.scaled"),
    ("2.4.5.1", "raw above max", score(raw=2, max=1), "$.result.score.raw"),
    ("2.4.5.1", "raw below min", score(raw=0, min=1, max=2), "$.result.score.raw"),
    ("2.4.5.1", "min equal to max", score(min=1, max=1), "$.result.score.min"),
    ("2.4.5.1", "min above max", score(min=2, max=1), "$.result.score.min"),
    ("2.4.5.1", "an unknown member", score(x=1), "$.result.score"),
    ("2.4.5.1", "a number as score", {"result": {"score": 1}}, "$.result.score"),
    ("2.4.5", "response is a number", {"result": {"response": 7}}, "$.result.response"),
    ("2.4.5", "an unknown member", {"result": {"x": 7}}, "$.result"),
    ("2.4.5", "null", {"result": None}, "$.result"),
    ("4.1", "a key without scheme", {"result": {"extensions": {"x": 1}}}, "$.result.extensions"),
    ("4.1", "a null", {"result": {"extensions": None}}, "$.result.extensions"),
]  # fmt: skip

CONTEXT: list[Row] = [
    ("2.4.6", f"registration {shown!r}", {"context": {"registration": shown}},
     "$.context.registration")
    for shown in NO_UUID
] + [
    ("2.4.6", f"{name} {shown!r}", {"context": {name: shown}}, f"$.context.{name}")
    for name in ("revision", "platform", "language") for shown in (7, None, {})
] + [
    ("2.4.6", f"{name} of a {given['objectType']}", {"context": {name: "x"}, "object": given},
     f"$.context.{name}")
    for name in ("revision", "platform") for given in (GROUP, TEAM, REF)
] + [
    ("2.4.6", "a language that is none", {"context": {"language": "a12345678"}},
     "$.context.language"),
    ("2.4.6", "an Agent as team", {"context": {"team": ADA}}, "$.context.team"),
    ("2.4.6", "a reference to no UUID", {"context": {"statement": REF | {"id": "x"}}},
     "$.context.statement.id"),
    ("2.4.6", "a reference of another type", {"context": {"statement": {"id": UUID_2}}},
     "$.context.statement"),
    ("2.4.6", "an unknown member", {"context": {"x": 1}}, "$.context"),
    ("2.4.6", "a text", {"context": "x"}, "$.context"),
    ("4.1", "a key without scheme", {"context": {"extensions": {"x": 1}}}, "$.context.extensions"),
    ("2.4.6.2", "an unknown kind", {"context": {"contextActivities": {"uncle": []}}},
     "$.context.contextActivities"),
    ("2.4.6.2", "a text", {"context": {"contextActivities": "x"}}, "$.context.contextActivities"),
] + [
    ("2.4.6.2", f"{kind} {shown!r}", {"context": {"contextActivities": {kind: shown}}},
     f"$.context.contextActivities.{kind}{where}")
    for kind in ("parent", "grouping", "category", "other")
    for shown, where in (("x", ""), (None, ""), ({"id": "x"}, ".id"), ([{"id": "x"}], "[0].id"),
                         ([{}], "[0]"), ({"id": "http://e.org", "objectType": "Agent"},
                                         ".objectType"))
]  # fmt: skip

FILES: list[Row] = [
    ("2.4.11", f"no {name}", without(name), "$.attachments[0]")
    for name in ("usageType", "contentType", "length", "sha2", "display")
] + [
    ("2.4.11", f"{name} {shown!r}", attached(**{name: shown}), f"$.attachments[0].{name}")
    for name, values in {
        "usageType": ("", "x", 7, None),
        "contentType": ("", "text", "text/", "text/plain\r\nX: 1", "tëxt/plain", 7, None),
        "length": (-1, "3", 3.5, None),
        "sha2": ("", "a" * 63, "g" * 64, "a" * 65, 7, None),
        "fileUrl": ("", "x", "//e.org", 7, None),
    }.items()
    for shown in values
] + [
    ("4.2", "a display in no language", attached(display={"x_y": "x"}), "$.attachments[0].display"),
    ("4.2", "a description that is a text", attached(description="x"),
     "$.attachments[0].description"),
    ("2.4.11", "neither a part nor a fileUrl", without("fileUrl"), "$.attachments[0].fileUrl"),
    ("2.4.11", "an unknown member", attached(x=1), "$.attachments[0]"),
    ("2.4.11", "no list", {"attachments": ATTACHMENT}, "$.attachments"),
]  # fmt: skip

WHEN_AND_WHICH: list[Row] = [
    ("4.5", f"{name} {shown!r}", {name: shown}, f"$.{name}")
    for name in ("timestamp", "stored") for shown in NO_MOMENT
] + [
    ("2.4.1", f"id {shown!r}", {"id": shown}, "$.id") for shown in NO_UUID
] + [
    ("2.4.10", f"version {shown!r}", {"version": shown}, "$.version")
    for shown in ("", "1", "0.9.9", "1.1.0", "2.0.0", "1.0.x", "1.0.١", "v1.0.0", 1.0, None)
] + [
    ("2.2", "an unknown member", {"extra": 1}, "$"),
    ("2.2", "a member in the wrong case", {"Result": {}}, "$"),
]  # fmt: skip


class TestStatement:
    @pytest.mark.parametrize("row", RESULT + CONTEXT + FILES + WHEN_AND_WHICH, ids=named)
    def test_is_refused(self, row):
        refuse_row(row)

    @pytest.mark.parametrize("row", RESULT + CONTEXT + FILES, ids=named)
    def test_is_refused_in_a_substatement(self, row):
        refuse_row_inside(row)

    @pytest.mark.parametrize("name", ["revision", "platform"])
    def test_about_a_substatement_has_no_platform_nor_revision(self, name):
        assert fault_of(LEAST | {"context": {name: "x"}, "object": SUB}).path == f"$.context.{name}"

    @pytest.mark.parametrize("version", ["1.0", "1.0.0", "1.0.9", "1.0.12"])
    def test_of_any_patch_of_its_version_is_accepted(self, version):
        assert check(encoded(LEAST | {"version": version})).version == version

    @pytest.mark.parametrize("tag", ["fr", "fr-CA", "zh-Hant-TW", "sl-rozaj-biske", "de-CH-1901",
                                     "x-pirate", "i-klingon", "en-a-bbb-x-a", "es-419", "yue",
                                     "zh-cmn-Hans-CN"])  # fmt: skip
    def test_in_any_language_is_accepted(self, tag):
        check(encoded(LEAST | {"context": {"language": tag}}))

    @pytest.mark.parametrize("value", [None, [], {}, {"a": None}, "", 0, -1e300, [[[[]]]], True])
    def test_is_never_refused_for_the_value_of_an_extension(self, value):
        extensions = {"http://e.org/x": value}
        check(encoded(LEAST | {"context": {"extensions": extensions},
                               "result": {"extensions": extensions}}))  # fmt: skip

    def test_with_a_file_that_came_along_needs_no_file_url(self):
        sent = LEAST | without("fileUrl")

        assert check(encoded(sent), files={"a" * 64}).attachments[0].has_file_url is False

    def test_by_a_pair_may_be_vouched_for(self):
        pair = {"objectType": "Group", "member": [ACCOUNT, ADA]}

        assert check(encoded(LEAST | {"authority": pair})).has_provenance
