"""Statements found by each filter, in a small store and in a large one."""

import json
import os
import random
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from _figures import Figure, figure, percentile
from _gunicorn import Server, served, served_platform
from _ingest import new_key, sender_to
from _statements import COURSE, HOME, learner, question, registration, tutor, typical, verb
from flask import Flask
from sqlalchemy import text

from caire.config import ROOT
from caire.db import transaction
from caire.lrs.numbering import instant, stored_at
from caire.lrs.services.completing import complete
from caire.lrs.services.storing import Source, store

#: How many statements each store holds; fewer by CAIRE_BENCH_STATEMENTS.
SMALL = 10_000
LARGE = int(os.environ.get("CAIRE_BENCH_STATEMENTS", "1000000"))
BATCH = 1_000
ASKED = 120
LIMIT = 50
#: So few that the small store has a whole answer about each, too: no store has less to send.
LEARNERS = SMALL // LIMIT
#: The issue's bound: how much slower the large store may be.
GROWTH = 1.5

Query = dict[str, Any]


def fill(app: Flask, first: int, end: int) -> None:
    """Store typical statements numbered `first` to before `end`, as a key's, without HTTP."""
    sessions = app.extensions["caire"].sessions
    for start in range(first, end, BATCH):
        incoming = [
            complete(
                json.dumps(typical(number, of=LEARNERS)).encode(),
                home=f"{HOME}/xapi",
                authority="bench",
                key_id=1,
            )
            for number in range(start, min(start + BATCH, end))
        ]
        with sessions() as db, transaction(db):
            store(db, incoming=incoming, source=Source.KEY)
    with app.extensions["caire"].engine.connect() as connection:
        # PostgreSQL does both by itself, minutes later: until then, whoever reads a row first
        # also looks up whether it was committed.
        clean = "VACUUM ANALYZE" if connection.dialect.name == "postgresql" else "ANALYZE"
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(clean))


def queries(app: Flask, chance: random.Random) -> dict[str, Query]:
    """One question of each kind, about one of the many learners, questions and instants."""
    number = chance.randrange(10_000)
    with app.extensions["caire"].engine.connect() as connection:
        row = connection.execute(text("SELECT min(seq), max(seq) FROM statement")).one()
    since = stored_at(chance.randrange(*row))
    return {
        "agent": {"agent": json.dumps(learner(number, of=LEARNERS))},
        "verb": {"verb": verb(number)},
        "activity": {"activity": question(number)},
        "registration": {"registration": registration(number, of=LEARNERS)},
        "related_agents": {"agent": json.dumps(tutor(number)), "related_agents": "true"},
        "related_activities": {"activity": COURSE, "related_activities": "true"},
        "since": {"since": instant(since), "ascending": "true"},
        "until": {"until": instant(since)},
        "agent_and_verb": {"agent": json.dumps(learner(number, of=LEARNERS)), "verb": verb(number)},
    }


def finding_figures(database: str, small: Flask, large: Flask) -> Iterator[Figure]:
    """The same kinds of question put to a small store and to a large one, in turn."""
    fill(small, 0, SMALL)
    fill(large, 0, LARGE)
    of_small, of_large = _times(small, large)
    for kind in of_small:
        p95, beside = percentile(of_large[kind], 0.95), percentile(of_small[kind], 0.95)
        name = f"traces.{database}.find.{kind}"
        yield figure(f"{name}.p95", 1000 * p95, "ms", 1000 * beside)
        yield figure(f"{name}.growth", p95 / beside, "times", GROWTH)


Times = dict[str, list[float]]


def _times(small: Flask, large: Flask) -> tuple[Times, Times]:
    """Seconds for each question of each kind; kinds and stores in turn."""
    chance = random.Random(7)
    with (
        served("wsgi:app", ROOT, served_platform(small)) as first,
        served("wsgi:app", ROOT, served_platform(large)) as second,
    ):
        asked = [(app, server, new_key(app)) for app, server in ((small, first), (large, second))]
        times: tuple[Times, Times] = ({}, {})
        for _ in range(ASKED):
            put = [queries(app, chance).items() for app, _, _ in asked]
            for pair in zip(*put, strict=True):
                for (_, server, key), (kind, query), into in zip(asked, pair, times, strict=True):
                    into.setdefault(kind, []).append(_asked(server, key, query))
    return times


def _asked(server: Server, authorization: str, query: Query) -> float:
    connection = sender_to(server, authorization).connection
    address = f"/xapi/statements?{urlencode({**query, 'limit': LIMIT})}"
    headers = {"Authorization": authorization, "X-Experience-API-Version": "1.0.3"}
    connection.connect()
    began = time.perf_counter()
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    took = time.perf_counter() - began
    connection.close()
    if answer.status != 200:
        raise LookupError(f"{address} answered {answer.status}: {body[:300]!r}")
    return took
