"""A unit from its launch to its end, as it meets the platform."""

from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from sqlalchemy import select

from caire.clock import utcnow
from caire.cmi5 import vocabulary as v
from caire.cmi5.models import Registration, UnitSession
from caire.cmi5.personal_data import units_of
from caire.cmi5.services.ending import abandon_expired
from caire.cmi5.services.sessions import KEY_NAME
from caire.db import transaction
from caire.events import announce
from caire.learning.queries import path_of
from caire.lrs.queries import statements_of_registration
from caire.lrs.services.keys import create_key, revoke_key
from caire.lrs.vocabulary import SATISFIED
from caire.people.events import AccountErased
from tests.caire.cmi5.factories import SCREEN, au, block, bring, course_xml, real_package
from tests.factories import NOW, XAPI_ROOT
from tests.support.browser import on_sqlite

VERSION = {"X-Experience-API-Version": "1.0.3"}


@pytest.fixture(autouse=True)
def course(db):
    """One unit to complete and pass, in a package."""
    with transaction(db):
        bring(db, real_package())


def own(db, enrolment, *verbs):
    """What the platform said of this registration, in order."""
    db.rollback()
    return [
        record.data
        for record in statements_of_registration(db, enrolment.registration)
        if not verbs or record.verb in verbs
    ]


def screen_is_done(db, learner) -> bool:
    db.rollback()
    path = path_of(db, person_id=learner.id, course_key="aware")
    return SCREEN in path.state.screens


class TestLaunch:
    def test_gives_the_five_parameters_after_those_of_the_unit(self, launched, enrolment, learner):
        unit = launched(fetches=False)

        assert unit.given["lang"] == "fr"
        assert unit.given["endpoint"] == f"{XAPI_ROOT}/"
        assert unit.given["registration"] == enrolment.registration
        assert unit.actor == {
            "objectType": "Agent",
            "account": {"homePage": XAPI_ROOT, "name": learner.actor_name},
        }
        assert unit.given["activityId"].startswith(f"{XAPI_ROOT}/activities/unit/")
        assert unit.given["fetch"].startswith("http://localhost/cmi5/fetch/")

    def test_keeps_the_activity_id_and_changes_the_session(self, launched):
        first, second = launched(fetches=False), launched(fetches=False)

        assert first.given["activityId"] == second.given["activityId"]
        assert first.given["fetch"] != second.given["fetch"]

    def test_writes_what_the_unit_reads_first(self, launched):
        unit = launched()
        data = unit.state().json

        assert data["launchMode"] == "Normal"
        assert (data["moveOn"], data["masteryScore"]) == ("CompletedAndPassed", 0.8)
        assert data["returnURL"] == "http://localhost/back"
        grouping = data["contextTemplate"]["contextActivities"]["grouping"]
        assert [activity["id"] for activity in grouping] == ["https://units.example/a"]
        assert unit.profile().json == {"languagePreference": "fr", "audioPreference": "on"}

    def test_is_told_by_the_platform_before_anything_else(self, db, launched, enrolment):
        unit = launched()
        said = own(db, enrolment, v.LAUNCHED)[0]
        extensions = said["context"]["extensions"]

        assert said["object"]["id"] == unit.given["activityId"]
        assert extensions[v.LAUNCH_MODE] == "Normal"
        assert extensions[v.MOVE_ON] == "CompletedAndPassed"
        assert extensions[v.MASTERY_SCORE] == 0.8
        template = unit.state().json["contextTemplate"]
        assert extensions[v.SESSION_ID] == template["extensions"][v.SESSION_ID]

    def test_tells_no_key_to_the_files_in_its_trace(self, db, launched, enrolment):
        unit = launched(fetches=False)
        key = urlsplit(unit.url).path.split("/")[3]
        assert key not in str(own(db, enrolment))

    def test_keeps_the_preferences_that_the_learner_has(self, launched):
        first = launched()
        etag = first.profile().headers["ETag"]
        told = {"languagePreference": "en", "audioPreference": "off"}
        assert first.profile("PUT", json=told, headers={"If-Match": etag}).status_code == 204

        assert launched().profile().json == told

    def test_is_a_review_once_all_is_reached(self, launched):
        unit = launched()
        unit.begin()
        unit.complete()
        unit.passes()
        unit.end()

        again = launched()
        again.begin()

        assert again.state().json["launchMode"] == "Review"
        assert again.complete().status_code == 403

    def test_of_a_version_stays_with_who_began_it(self, db, launched):
        unit = launched()
        with transaction(db):
            bring(db, real_package(moveOn="Passed"))

        assert launched().state().json["moveOn"] == unit.state().json["moveOn"]


@on_sqlite
class TestFetch:
    def test_gives_the_access_once(self, launched):
        unit = launched()
        assert unit.token
        assert unit.fetch()["error-code"] == "1"

    def test_tells_a_stranger_that_the_address_is_not_ours(self, app, launched):
        unit = launched(fetches=False)
        forged = urlsplit(unit.given["fetch"]).path[:-1] + "x"
        answer = app.test_client().post(forged)

        assert (answer.status_code, answer.json["error-code"]) == (200, "2")
        assert app.test_client().post("/cmi5/fetch/é").json["error-code"] == "2"

    def test_is_never_a_get(self, app, launched):
        unit = launched(fetches=False)
        assert app.test_client().get(urlsplit(unit.given["fetch"]).path).status_code == 405

    def test_gives_nothing_for_a_session_that_was_abandoned(self, launched):
        first = launched(fetches=False)
        launched(fetches=False)
        assert first.fetch()["error-code"] == "1"


@on_sqlite
class TestAccess:
    def test_needs_the_secret_and_the_session(self, launched):
        unit = launched()
        key, _, secret = b64decode(unit.token).decode().partition(":")
        for wrong in (f"{key}:{secret}x", f"{key}x:{secret}", f"{key}:", "cmi5-:"):
            token = b64encode(wrong.encode()).decode()
            assert unit.call("POST", "statements", token=token, json=[]).status_code == 401

    def test_ends_with_its_time(self, db, launched):
        unit = launched(now=utcnow() - timedelta(hours=13), fetches=False)
        assert unit.fetch()["error-code"] == "1"

    def test_ends_when_the_administration_revokes_the_key_of_units(self, db, launched):
        unit = launched()
        with transaction(db):
            revoke_key(db, name=KEY_NAME, now=NOW)
        assert unit.state().status_code == 401

    @pytest.mark.parametrize(
        "changed",
        [
            {"registration": str(uuid4())},
            {"activityId": "https://units.example/a"},
            {"agent": '{"mbox":"mailto:lea@example.org"}'},
            {"agent": "[]"},
        ],
    )
    def test_reaches_no_state_but_its_own(self, launched, changed):
        assert launched().state("PUT", "bookmark", json={}, changed=changed).status_code == 403

    def test_keeps_its_own_state(self, launched):
        unit = launched()
        assert unit.state("PUT", "bookmark", json={"page": 3}).status_code == 204
        assert unit.state(state_id="bookmark").json == {"page": 3}

    @pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
    def test_changes_no_launch_data(self, launched, method):
        assert launched().state(method, json={"moveOn": "Completed"}).status_code == 403

    def test_does_not_sweep_launch_data_away(self, launched):
        unit = launched()
        query = {name: unit.given[name] for name in ("activityId", "registration")}
        query["agent"] = unit.given["actor"]
        answer = unit.call("DELETE", "activities/state", query_string=query)
        assert answer.status_code == 403

    def test_opens_the_learner_s_preferences_and_no_other_profile(self, launched):
        assert launched().profile(profile_id="medical").status_code == 403

    def test_reads_what_was_sent_in_its_registration_only(self, launched):
        unit = launched()
        unit.begin()
        own = {"registration": unit.given["registration"]}

        assert unit.call("GET", "statements").status_code == 403
        assert unit.call("GET", f"statements?statementId={uuid4()}").status_code == 404
        found = unit.call("GET", "statements", query_string=own).json["statements"]
        assert [one["verb"]["id"].rpartition("/")[2] for one in found] == ["initialized"]


class TestStatements:
    def test_are_kept_with_an_authority_that_is_not_ours(self, launched):
        unit = launched()
        sent = unit.statement("initialized")
        assert unit.send(sent).status_code == 200

        kept = unit.call("GET", f"statements?statementId={sent['id']}").json
        assert kept["authority"]["account"]["name"].startswith("cmi5-")

    def test_a_refusal_names_the_rule(self, launched):
        answer = launched().complete()

        assert answer.status_code == 403
        assert answer.json["error"] == "cmi5_rule_broken"
        assert "7.1.1" in answer.json["message"]

    def test_a_batch_is_judged_in_its_order_and_refused_whole(self, launched):
        unit = launched()
        done = {"completion": True, "duration": "PT1S"}
        begun, completed = unit.statement("initialized"), unit.statement("completed", done)

        assert unit.send(completed, begun).status_code == 403
        assert unit.send(begun, unit.statement("completed", done)).status_code == 200

    def test_sent_again_is_stored_once(self, launched):
        unit = launched()
        sent = unit.statement("initialized")
        assert [unit.send(sent).status_code for _ in range(2)] == [200, 200]
        changed = {**sent, "timestamp": unit.clock()}
        assert unit.send(changed).status_code == 409

    def test_of_another_session_are_refused(self, launched):
        first = launched()
        first.begin()
        stolen = first.statement("completed", {"completion": True, "duration": "PT1S"})
        second = launched()
        second.begin()

        assert second.send(stolen).status_code == 403

    def test_after_the_end_are_refused(self, launched):
        unit = launched()
        unit.begin()
        assert unit.end().status_code == 200
        assert unit.complete().status_code == 403

    def test_without_mastery_fail_and_can_be_tried_again(self, launched):
        unit = launched()
        unit.begin()
        assert unit.passes(0.5).status_code == 403
        failed = {"success": False, "score": {"scaled": 0.5}, "duration": "PT1S"}
        assert unit.send(unit.statement("failed", failed)).status_code == 200

        again = launched()
        again.begin()
        assert again.passes().status_code == 200


class TestAbandoned:
    def test_another_launch_ends_the_session_that_was_open(self, db, launched, enrolment):
        first = launched()
        first.begin()
        launched()

        said = own(db, enrolment, v.ABANDONED)
        assert len(said) == 1
        assert said[0]["result"]["duration"].startswith("PT")
        assert first.complete().status_code == 403

    def test_an_ended_session_is_not_abandoned(self, db, launched, enrolment):
        first = launched()
        first.begin()
        first.end()
        launched()

        assert own(db, enrolment, v.ABANDONED) == []

    def test_time_ends_what_nobody_ended(self, db, launched, enrolment):
        launched(fetches=False)
        later = utcnow() + timedelta(hours=13)
        with transaction(db):
            assert abandon_expired(db, xapi_root=XAPI_ROOT, now=later) == 1
            assert abandon_expired(db, xapi_root=XAPI_ROOT, now=later) == 0

        assert len(own(db, enrolment, v.ABANDONED)) == 1


class TestSatisfied:
    def test_the_platform_says_it_once_in_the_session_that_made_it_so(
        self, db, launched, enrolment, learner
    ):
        unit = launched()
        unit.begin()
        unit.complete()
        assert own(db, enrolment, SATISFIED) == []
        assert not screen_is_done(db, learner)

        unit.passes()
        unit.end()

        said = own(db, enrolment, SATISFIED)
        assert [one["object"]["definition"]["type"] for one in said] == [v.TYPE_COURSE]
        session = unit.state().json["contextTemplate"]["extensions"][v.SESSION_ID]
        assert said[0]["context"]["extensions"][v.SESSION_ID] == session
        assert screen_is_done(db, learner)

    def test_inner_blocks_first_then_the_course(self, db, launched, enrolment):
        given = {"moveOn": "Completed", "url": "https://units.example/x"}
        inner = block("https://units.example/inner", au("u:1", **given))
        xml = course_xml(block("https://units.example/outer", inner), id="https://units.example/2")
        with transaction(db):
            bring(db, xml)
        unit = launched(course_id="https://units.example/2")
        unit.begin()
        unit.complete()

        said = own(db, enrolment, SATISFIED)
        types = [one["object"]["definition"]["type"] for one in said]
        assert types == [v.TYPE_BLOCK, v.TYPE_BLOCK, v.TYPE_COURSE]
        published = [one["context"]["contextActivities"]["grouping"][0]["id"] for one in said]
        assert published == [
            "https://units.example/inner", "https://units.example/outer",
            "https://units.example/2",
        ]  # fmt: skip

    def test_what_asks_for_nothing_is_satisfied_when_it_is_begun(self, db, launched, enrolment):
        with transaction(db):
            bring(db, course_xml(id="https://units.example/3"))
        launched(course_id="https://units.example/3", fetches=False)

        assert len(own(db, enrolment, SATISFIED)) == 1

    def test_an_outside_key_never_forges_it(self, app, db, launched, enrolment, learner):
        unit = launched()
        iri = db.scalar(select(Registration.name))
        forged = {
            "actor": unit.actor,
            "verb": {"id": SATISFIED},
            "object": {"id": f"{XAPI_ROOT}/activities/package/{iri}"},
            "context": {"registration": enrolment.registration},
            "authority": {"account": {"homePage": XAPI_ROOT, "name": "caire"}},
        }
        with transaction(db):
            key = create_key(db, name="outside", scopes=("all",), now=NOW)

        outside = app.test_client().post(
            "/xapi/statements", json=forged, auth=(key.key, key.secret), headers=VERSION
        )
        by_unit = unit.send({**forged, "id": str(uuid4()), "timestamp": unit.clock()})

        assert outside.status_code == 200
        assert by_unit.status_code == 403
        assert own(db, enrolment, SATISFIED) == []
        assert not screen_is_done(db, learner)

    def test_an_outside_key_completes_no_unit(self, app, db, launched, enrolment, learner):
        unit = launched()
        unit.begin()
        with transaction(db):
            key = create_key(db, name="outside", scopes=("all",), now=NOW)
        results = {
            "completed": {"completion": True, "duration": "PT1S"},
            "passed": {"success": True, "duration": "PT1S"},
        }
        forged = [unit.statement(verb, result) for verb, result in results.items()]
        answer = app.test_client().post(
            "/xapi/statements", json=forged, auth=(key.key, key.secret), headers=VERSION
        )

        assert answer.status_code == 200
        assert not screen_is_done(db, learner)


class TestHerData:
    def test_hold_what_units_sent_about_her(self, db, launched, learner):
        unit = launched()
        unit.begin()
        unit.complete()
        db.rollback()

        held = units_of(db, learner.id)[0]

        assert [t["verb"]["id"].rpartition("/")[2] for t in held["traces"]] == [
            "initialized", "completed",
        ]  # fmt: skip
        assert held["units"][0]["progress"] == 100
        assert len(held["sessions"]) == 1


class TestTwoAtOnce:
    def test_one_of_two_completions_is_stored(self, launched):
        unit = launched()
        unit.begin()
        done = {"completion": True, "duration": "PT1S"}
        both = [unit.statement("completed", done) for _ in range(2)]

        with ThreadPoolExecutor(2) as pool:
            codes = sorted(answer.status_code for answer in pool.map(unit.send, both))

        assert codes == [200, 403]

    def test_one_of_two_fetches_gets_the_access(self, launched):
        unit = launched(fetches=False)
        with ThreadPoolExecutor(2) as pool:
            given = list(pool.map(lambda _: unit.fetch(), range(2)))
        assert sorted("auth-token" in answer for answer in given) == [False, True]


class TestErasing:
    def test_ends_accesses_with_the_account(self, db, launched, learner):
        unit = launched()
        with transaction(db):
            announce(db, AccountErased(learner.id))

        assert unit.state().status_code == 401
        assert db.scalars(select(UnitSession)).all() == []
