"""Answers that caches may keep."""

from typing import Any

from flask import Response, jsonify, request


def shared(document: dict[str, Any], seconds: int) -> Response:
    """The same answer for everybody, from any page: caches may keep it for so many seconds."""
    response = jsonify(document)
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    response.make_conditional(request)
    return response
