"""Python's `tincan` 1.0.0: it knows xAPI 1.0.0 to 1.0.3, and no attachments' content."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from tincan import (
    Activity,
    ActivityProfileDocument,
    Agent,
    AgentProfileDocument,
    RemoteLRS,
    StateDocument,
    Statement,
    StatementRef,
    Verb,
)

from tests.clients.conftest import Access

ADA = Agent(mbox="mailto:ada@example.org", name="Ada")
IT = Activity(id="http://example.org/activities/it")
DID = Verb(id="http://example.org/verbs/did")


@pytest.fixture
def lrs(access: Access) -> RemoteLRS:
    return RemoteLRS(endpoint=access.endpoint, username=access.key, password=access.secret)


@pytest.fixture
def earlier(access: Access) -> RemoteLRS:
    """One that says it speaks 1.0.2: then a profile can be stored without a precondition."""
    return RemoteLRS(
        version="1.0.2", endpoint=access.endpoint, username=access.key, password=access.secret
    )


def statement(number: int = 1) -> Statement:
    return Statement(
        actor=ADA, verb=DID, object=Activity(id=f"http://example.org/activities/{number}")
    )


class TestSendsStatements:
    def test_and_reads_one_back_by_its_id(self, lrs, access):
        sent = lrs.save_statement(statement())
        assert sent.success, sent.data
        read = lrs.retrieve_statement(sent.content.id)
        assert read.content.actor.mbox == ADA.mbox
        assert read.content.authority.account.name == access.key

    def test_under_an_id_of_its_own(self, lrs):
        wanted = statement()
        wanted.id = str(uuid4())
        assert lrs.save_statement(wanted).success
        assert lrs.save_statement(wanted).success
        assert lrs.retrieve_statement(wanted.id).content.id == wanted.id

    def test_in_a_batch(self, lrs):
        sent = lrs.save_statements([statement(number) for number in range(20)])
        assert sent.success, sent.data
        assert len({one.id for one in sent.content}) == 20

    def test_and_voids_one(self, lrs):
        sent = lrs.save_statement(statement()).content
        voided = Verb(id="http://adlnet.gov/expapi/verbs/voided")
        voiding = Statement(actor=ADA, verb=voided, object=StatementRef(id=sent.id))
        assert lrs.save_statement(voiding).success
        assert not lrs.retrieve_statement(sent.id).success
        assert lrs.retrieve_voided_statement(sent.id).content.id == sent.id


class TestAsksForStatements:
    def test_page_by_page(self, lrs):
        sent = lrs.save_statements([statement(number) for number in range(5)]).content
        page = lrs.query_statements({"agent": ADA, "verb": DID, "ascending": True, "limit": 2})
        seen = [one.id for one in page.content.statements]
        while page.content.more:
            page = lrs.more_statements(page.content)
            assert page.success, page.data
            seen += [one.id for one in page.content.statements]
        assert seen == [one.id for one in sent]

    def test_with_the_filters_it_knows(self, lrs):
        before = datetime.now(UTC)
        lrs.save_statements([statement(1), statement(2)])
        found = lrs.query_statements(
            {
                "activity": Activity(id="http://example.org/activities/2"),
                "related_activities": True,
                "since": before,
                "until": datetime(2100, 1, 1, tzinfo=UTC),
                "format": "exact",
            }
        )
        assert found.success, found.data
        assert [one.object.id for one in found.content.statements] == [
            "http://example.org/activities/2"
        ]


class TestKeepsDocuments:
    def test_as_state_of_a_learner(self, lrs):
        state = StateDocument(
            id="bookmark",
            activity=IT,
            agent=ADA,
            content=bytearray(b'{"page": 3}'),
            content_type="application/json",
        )
        assert lrs.save_state(state).success
        assert lrs.retrieve_state_ids(IT, ADA).content == ["bookmark"]
        assert lrs.retrieve_state(IT, ADA, "bookmark").content.content == b'{"page": 3}'
        assert lrs.delete_state(state).success
        assert lrs.clear_state(IT, ADA).success
        assert lrs.retrieve_state(IT, ADA, "bookmark").response.status == 404

    def test_as_profile_of_an_activity(self, earlier):
        profile = ActivityProfileDocument(id="places", activity=IT, content="ici")
        assert earlier.save_activity_profile(profile).success
        assert earlier.retrieve_activity_profile_ids(IT).content == ["places"]
        assert earlier.retrieve_activity_profile(IT, "places").content.content == b"ici"

    def test_as_profile_of_an_agent_and_notices_when_another_was_faster(self, lrs, earlier):
        profile = AgentProfileDocument(id="wishes", agent=ADA, content="one")
        assert earlier.save_agent_profile(profile).success
        tag = lrs.retrieve_agent_profile(ADA, "wishes").response.getheader("ETag")
        assert lrs.save_agent_profile(profile).response.status == 409
        changed = AgentProfileDocument(id="wishes", agent=ADA, content="two", etag=tag)
        assert lrs.save_agent_profile(changed).success
        assert lrs.save_agent_profile(changed).response.status == 412
        assert lrs.retrieve_agent_profile(ADA, "wishes").content.content == b"two"


class TestAsksForTheVersions:
    def test_but_knows_no_version_that_is_younger_than_itself(self, lrs):
        with pytest.raises(ValueError, match=r"'1\.0\.3', '2\.0\.0'"):
            lrs.about()
