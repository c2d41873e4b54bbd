"""ADL's `xapiwrapper` 1.11.0 in a browser: it speaks xAPI 1.0.1, most of it synchronously."""

from typing import Any

import pytest

from tests.clients.conftest import CoursePage, on_sqlite_alone

pytestmark = [pytest.mark.browser, on_sqlite_alone]

PRELUDE = """
    ADL.XAPIWrapper.changeConfig({
        endpoint: access.endpoint, user: access.key, password: access.secret,
        strictCallbacks: true,
    });
    const wrapper = ADL.XAPIWrapper;
    const agent = {mbox: "mailto:ada@example.org"};
    const it = "http://example.org/activities/it";
    const statement = (changes = {}) => Object.assign(
        new ADL.XAPIStatement(agent, new ADL.XAPIStatement.Verb("http://example.org/verbs/did"),
            new ADL.XAPIStatement.Activity(it)), changes);
    const later = (call) => new Promise((done, fail) =>
        call((error, answer, body) => error ? fail(error) : done(body ?? answer)));
"""


@pytest.fixture
def run(course_page: CoursePage) -> Any:
    course_page.load("xapiwrapper/xapiwrapper.min.js")
    return lambda script: course_page.run(PRELUDE + script)


class TestXapiWrapper:
    def test_sends_a_statement_and_reads_it_back(self, run):
        status, kept = run("""
            const {xhr, id} = wrapper.sendStatement(statement({result: {score: {scaled: 0.5}}}));
            return [xhr.status, wrapper.getStatements({statementId: id}).result];
        """)
        assert (status, kept) == (200, {"score": {"scaled": 0.5}})

    def test_sends_many_and_reads_them_page_by_page(self, run):
        sent, seen = run("""
            const many = Array.from({length: 5}, () => statement());
            const sent = await later((callback) => wrapper.sendStatements(many, callback));
            const asked = Object.assign(wrapper.searchParams(), {
                agent: JSON.stringify(agent), verb: "http://example.org/verbs/did", limit: 2,
                ascending: true, since: new Date(0).toISOString(),
            });
            let page = wrapper.getStatements(asked);
            const seen = [...page.statements];
            while (page.more) {
                page = wrapper.getStatements(null, page.more);
                seen.push(...page.statements);
            }
            return [sent, seen.map(({id}) => id)];
        """)
        assert len(sent) == 5
        assert seen == sent

    def test_sends_an_attachment(self, run):
        status, kept = run("""
            const type = {
                usageType: "http://example.org/usage/proof", display: {fr: "Preuve"},
                contentType: "text/plain",
            };
            const sent = statement();
            const xhr = await new Promise((done) => wrapper.sendStatement(
                sent, (error, answer) => done(answer), [{type, value: "signed by Ada"}]));
            const kept = wrapper.getStatements({statementId: sent.id});
            return [xhr.status, kept.attachments[0].length];
        """)
        assert (status, kept) == (200, len("signed by Ada"))

    def test_keeps_the_state_of_a_learner_and_merges_what_is_added(self, run):
        state, ids, gone = run("""
            wrapper.sendState(it, agent, "bookmark", null, {page: 3});
            wrapper.sendState(it, agent, "bookmark", null, {zoom: 2});
            const state = wrapper.getState(it, agent, "bookmark");
            const ids = wrapper.getState(it, agent, null, null, new Date(0));
            wrapper.deleteState(it, agent, "bookmark");
            return [state, ids, wrapper.getState(it, agent, "bookmark")];
        """)
        assert state == {"page": 3, "zoom": 2}
        assert (ids, gone) == (["bookmark"], None)

    @pytest.mark.parametrize(("kind", "of"), [("Activity", "it"), ("Agent", "agent")])
    def test_changes_a_profile_only_when_it_knows_the_latest(self, run, kind, of):
        known, latest = run(
            f"""
            const read = () => wrapper.get{kind}Profile({of}, "wishes");
            const tag = (value) => wrapper.hash(JSON.stringify(value));
            wrapper.send{kind}Profile({of}, "wishes", [1], null, "*");
            const known = wrapper.get{kind}Profile({of}, null, new Date(0));
            wrapper.send{kind}Profile({of}, "wishes", [2], tag([1]));
            wrapper.send{kind}Profile({of}, "wishes", [3], tag([1]));
            return [known, read()];
            """
        )
        assert known == ["wishes"]
        assert latest == [2]

    def test_learns_who_and_what_is_known(self, run):
        person, name = run("""
            const object = new ADL.XAPIStatement.Activity(it, "Cela");
            wrapper.sendStatement(statement({object}));
            return [wrapper.getAgents(agent), wrapper.getActivities(it).definition.name];
        """)
        assert person["mbox"] == ["mailto:ada@example.org"]
        assert name == {"en-US": "Cela"}
