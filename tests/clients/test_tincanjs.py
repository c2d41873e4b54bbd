"""`tincanjs` 0.50.0 in a browser: it speaks xAPI 1.0.2."""

from typing import Any

import pytest

from tests.clients.conftest import CoursePage, on_sqlite_alone

pytestmark = [pytest.mark.browser, on_sqlite_alone]

#: Its callbacks as promises, and a statement to send.
PRELUDE = """
    const lrs = new TinCan.LRS({
        endpoint: access.endpoint, username: access.key, password: access.secret, allowFail: false,
    });
    const asked = (verb, ...args) => new Promise((done, fail) => {
        const config = args.pop();
        lrs[verb](...args, {...config, callback: (error, answer) =>
            error === null ? done(answer) : fail(`${verb}: ${error} ${answer?.responseText}`)});
    });
    const agent = new TinCan.Agent({mbox: "mailto:ada@example.org"});
    const activity = new TinCan.Activity({id: "http://example.org/activities/it"});
    const statement = (changes = {}) => new TinCan.Statement({
        actor: agent, verb: {id: "http://example.org/verbs/did"}, target: activity, ...changes,
    });
"""


@pytest.fixture
def run(course_page: CoursePage) -> Any:
    course_page.load("tincanjs/tincan-min.js")
    return lambda script: course_page.run(PRELUDE + script)


class TestTinCanJs:
    def test_sends_a_statement_and_reads_it_back(self, run):
        kept = run("""
            const sent = statement({result: {score: {scaled: 0.5}}});
            await asked("saveStatement", sent, {});
            return (await asked("retrieveStatement", sent.id, {})).result.score.scaled;
        """)
        assert kept == 0.5

    def test_sends_many_and_reads_them_page_by_page(self, run):
        sent, seen = run("""
            const many = Array.from({length: 5}, () => statement());
            await asked("saveStatements", many, {});
            const params = {agent, verb: "http://example.org/verbs/did", ascending: true, limit: 2};
            let page = await asked("queryStatements", {params});
            const seen = [...page.statements];
            while (page.more) {
                page = await asked("moreStatements", {url: page.more});
                seen.push(...page.statements);
            }
            return [many.map(({id}) => id), seen.map(({id}) => id)];
        """)
        assert seen == sent

    def test_sends_an_attachment_and_gets_its_bytes_back(self, run):
        bytes_back = run("""
            const content = new Uint8Array([0, 13, 10, 45, 45, 255]).buffer;
            const sent = statement({attachments: [{
                usageType: "http://example.org/usage/proof", display: {fr: "Preuve"},
                contentType: "application/octet-stream", content,
            }]});
            await asked("saveStatement", sent, {});
            const params = {attachments: true};
            const {statements} = await asked("queryStatements", {params});
            const one = await asked("retrieveStatement", sent.id, {params});
            return [statements[0], one].map((found) =>
                [...new Uint8Array(found.attachments[0].content)]);
        """)
        assert bytes_back == [[0, 13, 10, 45, 45, 255]] * 2

    def test_keeps_the_state_of_a_learner(self, run):
        state, ids, gone = run("""
            const key = {agent, activity};
            const config = {...key, contentType: "application/json"};
            await asked("saveState", "bookmark", {page: 3}, config);
            const state = await asked("retrieveState", "bookmark", key);
            const ids = await asked("retrieveStateIds", key);
            await asked("dropState", null, key);
            return [state.contents, ids, await asked("retrieveState", "bookmark", key)];
        """)
        assert (state, ids, gone) == ({"page": 3}, ["bookmark"], None)

    @pytest.mark.parametrize("kind", ["Activity", "Agent"])
    def test_changes_a_profile_only_when_it_knows_the_latest(self, run, kind):
        latest, refusal = run(
            f"""
            const key = {{agent, activity, contentType: "application/json"}};
            const save = (value, tag) =>
                asked("save{kind}Profile", "wishes", value, {{...key, lastSHA1: tag}});
            const read = () => asked("retrieve{kind}Profile", "wishes", key);
            await save({{n: 1}});
            const {{etag}} = await read();
            await save({{n: 2}}, etag);
            const refusal = await save({{n: 3}}, etag).catch((said) => said);
            const ids = await asked("retrieve{kind}ProfileIds", key);
            const latest = await read();
            await asked("drop{kind}Profile", "wishes", key);
            return [[latest.contents, ids, await read()], refusal];
        """
        )
        assert latest == [{"n": 2}, ["wishes"], None]
        assert "412" in refusal

    def test_learns_what_is_known_of_an_activity(self, run):
        name = run("""
            const target = {...activity, definition: {name: {fr: "Cela"}}};
            await asked("saveStatement", statement({target}), {});
            return (await asked("retrieveActivity", activity.id, {})).definition.name;
        """)
        assert name == {"fr": "Cela"}
