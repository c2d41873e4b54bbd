"""Is the process alive, is it ready, how does it fare: for probes and for Prometheus."""

import time
from functools import lru_cache

from flask import Blueprint, Flask, Response, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from caire import __version__
from caire.web.database import current_db

bp = Blueprint("health", __name__)

REQUESTS = Counter("caire_requests_total", "Requests answered", ["endpoint", "status"])
SECONDS = Histogram("caire_request_seconds", "Time to answer, seconds", ["endpoint"])


@bp.get("/health/live")
def live() -> Response:
    return jsonify({"status": "live", "version": __version__})


@bp.get("/health/ready")
def ready() -> tuple[Response, int]:
    try:
        revision = current_db().execute(text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError:
        return jsonify({"status": "unavailable", "reason": "database: run `caire init`"}), 503
    return jsonify({"status": "ready", "schema": revision}), 200


@bp.get("/metrics")
def metrics() -> Response:
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def init_health(app: Flask) -> None:
    app.register_blueprint(bp)
    count_requests(app)


def count_requests(app: Flask) -> None:
    """Tell Prometheus of each request of an application."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        endpoint = request.endpoint or "unknown"
        count_answer(endpoint, response.status_code, g.get("started"))
        return response


def count_answer(endpoint: str, status: int, started: float | None) -> None:
    """Tell Prometheus of one answer. `started`: by `time.perf_counter`, if it is known."""
    _requests(endpoint, status).inc()
    if started is not None:
        _seconds(endpoint).observe(time.perf_counter() - started)


# Prometheus looks up each label by its text under a lock: here each is looked up once.
@lru_cache(maxsize=2_000)
def _requests(endpoint: str, status: int) -> Counter:
    return REQUESTS.labels(endpoint, status)


@lru_cache(maxsize=500)
def _seconds(endpoint: str) -> Histogram:
    return SECONDS.labels(endpoint)
