"""A process that forwards is killed (SIGKILL) at the worst moments: nothing lost, nothing twice."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from caire.clock import utcnow
from caire.db import make_sessions, transaction
from caire.lrs.forwarding.choosing import Choice
from caire.lrs.forwarding.running import Forwarding, forward_due
from caire.lrs.forwarding.targets import Credentials, add_target, targets
from caire.lrs.models import ForwardTarget
from tests.caire.lrs.factories import id_of, own_statement, store_some
from tests.caire.lrs.forwarding_target import running_target

#: Ends itself when it comes for the n-th time to a place: `module:name n`.
CHILD = """
import importlib, os, signal, sys
from caire.config import Config
from caire.db import make_engine, make_sessions
from caire.lrs.forwarding.running import Forwarding, forward_due

owner, name = sys.argv[1].split(":")
module, _, member = owner.partition("/")
place = importlib.import_module(module)
place = getattr(place, member) if member else place
real, left = getattr(place, name), [int(sys.argv[2])]

def fatal(*given, **named):
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*given, **named)

setattr(place, name, fatal)
config = Config.load()
sessions = make_sessions(make_engine(config.database.url))
forward_due(Forwarding(sessions, config), budget_s=60)
"""
BEFORE_IT_IS_SENT = "caire.lrs.forwarding.posting/Post:send"
BEFORE_ITS_ANSWER = "http.client/HTTPConnection:getresponse"
BEFORE_IT_IS_WRITTEN_DOWN = "caire.lrs.forwarding.running:_write"


@pytest.fixture
def place(engine, config):
    lrs = replace(config.lrs, forward_to_private=True)
    return Forwarding(make_sessions(engine), replace(config, lrs=lrs))


@pytest.fixture
def other(config, sqlite_template, tmp_path):
    with running_target(config, sqlite_template, tmp_path / "other") as target:
        yield target


def fall(config, where, turn):
    variables = {
        "CAIRE_ENVIRONMENT": "test",
        "CAIRE_DATA_DIR": config.data_dir,
        "CAIRE_DATABASE_URL": config.database.url,
        "CAIRE_JOBS_URL": config.jobs.url,
        "CAIRE_SITE_URL": config.site.url,
        "CAIRE_SITE_SECRET_KEY": config.site.secret_key,
        "CAIRE_LRS_FORWARD_TO_PRIVATE": "true",
    }
    command = [sys.executable, "-c", CHILD, where, str(turn)]
    return subprocess.run(command, env={**os.environ, **variables}, check=False).returncode


def let_the_lease_end(db):
    with transaction(db):
        db.execute(update(ForwardTarget).values(leased_until=utcnow() - timedelta(seconds=1)))


class TestAFall:
    @pytest.mark.parametrize(
        "where", [BEFORE_IT_IS_SENT, BEFORE_ITS_ANSWER, BEFORE_IT_IS_WRITTEN_DOWN]
    )
    def test_loses_nothing_and_doubles_nothing(self, db, place, other, where):
        names = [f"n{number}" for number in range(450)]
        with transaction(db):
            store_some(db, *(own_statement(name) for name in names))
            add_target(
                db,
                name="partner",
                endpoint=other.endpoint,
                credentials=Credentials(
                    other.key.key, other.key.secret, place.config.site.secret_key
                ),
                choice=Choice(),
                allow_private=True,
                now=utcnow(),
            )

        for turn in (1, 2):
            assert fall(place.config, where, turn) == -signal.SIGKILL
            let_the_lease_end(db)
        forward_due(place, budget_s=60)

        assert other.ids() == [id_of(name) for name in names]
        db.rollback()
        (row,) = targets(db)
        assert (row.waiting, row.dead, row.last_error) == (0, 0, None)
