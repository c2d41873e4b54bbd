"""`@xapi/xapi` 3.0.3 in a browser: it speaks xAPI 1.0.3."""

from typing import Any

import pytest

from tests.clients.conftest import CoursePage, on_sqlite_alone

pytestmark = [pytest.mark.browser, on_sqlite_alone]

PRELUDE = """
    const auth = XAPI.toBasicAuth(access.key, access.secret);
    const xapi = new XAPI({endpoint: access.endpoint, auth, adapter});
    const agent = {objectType: "Agent", mbox: "mailto:ada@example.org"};
    const activityId = "http://example.org/activities/it";
    const verb = {id: "http://example.org/verbs/did"};
    const statement = (changes = {}) => ({
        actor: agent, verb, object: {objectType: "Activity", id: activityId}, ...changes,
    });
    const status = (answer) => answer.response?.status ?? answer.status;
"""


@pytest.fixture
def run(course_page: CoursePage) -> Any:
    course_page.load("xapi/XAPI.umd.js")

    def run(script: str, adapter: str = "axios") -> Any:
        return course_page.run(PRELUDE + script, adapter=adapter)

    return run


class TestXapi:
    @pytest.mark.parametrize("adapter", ["axios", "fetch"])
    def test_sends_a_statement_and_reads_it_back(self, run, adapter):
        kept = run(
            """
            const result = {score: {scaled: 0.5}};
            const sent = await xapi.sendStatement({statement: statement({result})});
            return (await xapi.getStatement({statementId: sent.data[0]})).data.result;
            """,
            adapter,
        )
        assert kept == {"score": {"scaled": 0.5}}

    def test_sends_many_and_reads_them_page_by_page(self, run):
        sent, seen = run("""
            const many = Array.from({length: 5}, () => statement());
            const sent = (await xapi.sendStatements({statements: many})).data;
            let page = (await xapi.getStatements(
                {agent, verb: verb.id, activity: activityId, ascending: true, limit: 2})).data;
            const seen = [...page.statements];
            while (page.more) {
                page = (await xapi.getMoreStatements({more: page.more})).data;
                seen.push(...page.statements);
            }
            return [sent, seen.map(({id}) => id)];
        """)
        assert seen == sent

    def test_voids_a_statement(self, run):
        gone, voided = run("""
            const [statementId] = (await xapi.sendStatement({statement: statement()})).data;
            await xapi.voidStatement({statementId, actor: agent});
            const gone = await xapi.getStatement({statementId}).catch((refusal) => refusal);
            const kept = await xapi.getVoidedStatement({voidedStatementId: statementId});
            return [status(gone), kept.data.id === statementId];
        """)
        assert (gone, voided) == (404, True)

    def test_sends_an_attachment_and_gets_its_text_back(self, run):
        parts = run("""
            const content = new TextEncoder().encode("signed by Ada").buffer;
            const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
            const attachments = [{
                usageType: "http://example.org/usage/proof", display: {fr: "Preuve"},
                contentType: "text/plain", length: content.byteLength,
                sha2: [...digest].map((one) => one.toString(16).padStart(2, "0")).join(""),
            }];
            const sent = await xapi.sendStatement(
                {statement: statement({attachments}), attachments: [content]});
            const one = await xapi.getStatement({statementId: sent.data[0], attachments: true});
            const all = await xapi.getStatements({attachments: true});
            return [one.data[1], all.data[0].statements.length, all.data[1]];
        """)
        assert parts == ["signed by Ada", 1, "signed by Ada"]

    def test_keeps_the_state_of_a_learner_and_merges_what_is_added(self, run):
        states, ids, left = run("""
            const key = {agent, activityId, stateId: "bookmark"};
            await xapi.setState({...key, state: {page: 3}});
            await xapi.createState({...key, state: {zoom: 2}});
            const state = (await xapi.getState(key)).data;
            const ids = (await xapi.getStates(key)).data;
            await xapi.deleteState(key);
            await xapi.deleteStates(key);
            return [state, ids, (await xapi.getStates(key)).data];
        """)
        assert states == {"page": 3, "zoom": 2}
        assert (ids, left) == (["bookmark"], [])

    @pytest.mark.parametrize("kind", ["Activity", "Agent"])
    def test_changes_a_profile_only_when_it_knows_the_latest(self, run, kind):
        latest, refusal = run(
            f"""
            const key = {{agent, activityId, profileId: "wishes"}};
            const set = (profile, matchHeader, etag) =>
                xapi.set{kind}Profile({{...key, profile, matchHeader, etag}});
            await set({{n: 1}}, "If-None-Match", "*");
            const {{etag}} = (await xapi.get{kind}Profile(key)).headers;
            await set({{n: 2}}, "If-Match", etag);
            const refusal = await set({{n: 3}}, "If-Match", etag).catch((answer) => answer);
            const ids = (await xapi.get{kind}Profiles(key)).data;
            const latest = (await xapi.get{kind}Profile(key)).data;
            const {{etag: last}} = (await xapi.get{kind}Profile(key)).headers;
            await xapi.delete{kind}Profile({{...key, etag: last}});
            return [[latest, ids, (await xapi.get{kind}Profiles(key)).data], status(refusal)];
            """
        )
        assert latest == [{"n": 2}, ["wishes"], []]
        assert refusal == 412

    def test_learns_who_and_what_is_known(self, run):
        versions, person, name = run("""
            const object = {id: activityId, definition: {name: {fr: "Cela"}}};
            const actor = {...agent, name: "Ada"};
            await xapi.sendStatement({statement: statement({actor, object})});
            return [
                (await xapi.getAbout()).data.version,
                (await xapi.getAgent({agent})).data,
                (await xapi.getActivity({activityId})).data.definition.name,
            ];
        """)
        assert {"1.0.3", "2.0.0"} <= set(versions)
        assert (person["objectType"], person["mbox"]) == ("Person", ["mailto:ada@example.org"])
        assert name == {"fr": "Cela"}
