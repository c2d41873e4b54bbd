"""A process that forwards is killed (SIGKILL) at the worst moments: nothing lost, nothing twice."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from subprocess import PIPE

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

#: Starts children, each by a line `[settings, "module:name", n]`, and says how each ended: a child
#: forwards, and ends itself when it comes for the n-th time to that place. They are forked, as
#: servers and worker of the platform are: what they need is imported once, not for each.
PARENT = """
import importlib, json, os, signal, sys
from caire.config import Config
from caire.db import make_engine, make_sessions
from caire.lrs.forwarding.running import Forwarding, forward_due

def forward(settings, where, turn):
    owner, name = where.split(":")
    module, _, member = owner.partition("/")
    place = importlib.import_module(module)
    place = getattr(place, member) if member else place
    real, left = getattr(place, name), [turn]

    def fatal(*given, **named):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)

    setattr(place, name, fatal)
    os.environ.update(settings)
    config = Config.load()
    sessions = make_sessions(make_engine(config.database.url))
    forward_due(Forwarding(sessions, config), budget_s=60)

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        forward(*json.loads(line))
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
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


@pytest.fixture(scope="module")
def parent():
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) as process:
        yield process


@pytest.fixture
def fall(parent, config):
    """A new process forwards, and falls the n-th time it comes to a place; how it ended."""
    settings = {
        "CAIRE_ENVIRONMENT": "test",
        "CAIRE_DATA_DIR": config.data_dir,
        "CAIRE_DATABASE_URL": config.database.url,
        "CAIRE_JOBS_URL": config.jobs.url,
        "CAIRE_SITE_URL": config.site.url,
        "CAIRE_SITE_SECRET_KEY": config.site.secret_key,
        "CAIRE_LRS_FORWARD_TO_PRIVATE": "true",
    }

    def start(where: str, turn: int) -> int:
        print(json.dumps([settings, where, turn]), file=parent.stdin, flush=True)
        return int(parent.stdout.readline())

    return start


def let_the_lease_end(db):
    with transaction(db):
        db.execute(update(ForwardTarget).values(leased_until=utcnow() - timedelta(seconds=1)))


class TestAFall:
    @pytest.mark.parametrize(
        "where", [BEFORE_IT_IS_SENT, BEFORE_ITS_ANSWER, BEFORE_IT_IS_WRITTEN_DOWN]
    )
    def test_loses_nothing_and_doubles_nothing(self, db, place, other, fall, where):
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
            assert fall(where, turn) == -signal.SIGKILL
            let_the_lease_end(db)
        forward_due(place, budget_s=60)

        assert other.ids() == [id_of(name) for name in names]
        db.rollback()
        (row,) = targets(db)
        assert (row.waiting, row.dead, row.last_error) == (0, 0, None)
