"""`/api/v1/log/`: the log of traces for who wants to check it. Refusals as the store says them."""

from base64 import b64encode

from flask import Blueprint, Response, jsonify, request
from flask_login import current_user

from caire.api.answers import shared
from caire.errors import Refusal
from caire.lrs.errors import (
    KeyRefused,
    LogIncomplete,
    NoSuchHead,
    NoSuchStatement,
    ScopeMissing,
    SigningKeyMissing,
)
from caire.lrs.log import (
    head_json,
    heads_since,
    latest_head,
    open_signer,
    prove_consistency,
    prove_inclusion,
)
from caire.lrs.queries import ProvableText, provable_text, reader_of
from caire.lrs.requests import BadRequest
from caire.lrs.searching import Reader
from caire.lrs.views.blueprint import refused
from caire.lrs.views.callers import caller
from caire.web.database import current_db
from caire.web.platform import current_config

bp = Blueprint("log", __name__, url_prefix="/api/v1/log")

KEYS_S = 3_600
HEAD_S = 60
#: What lies between two heads never changes.
FOREVER_S = 31_536_000
HEADS_AT_ONCE = 500
ALTERED = "the log was altered: tell who runs this platform to call `caire traces verify`"

bp.register_error_handler(Refusal, refused)


@bp.get("/keys")
def keys() -> Response:
    try:
        found = [open_signer(current_config().data_dir).public_key]
    except SigningKeyMissing:  # the log has not begun, or `caire doctor` says what to do
        found = []
    return shared({"keys": found}, KEYS_S if found else HEAD_S)


@bp.get("/head")
def head() -> Response:
    found = latest_head(current_db())
    if found is None:
        raise NoSuchHead("nothing is sealed yet: sealing comes every ten minutes")
    return shared(head_json(found), HEAD_S)


@bp.get("/heads")
def heads() -> Response:
    found = heads_since(current_db(), _size("since") or 0, at_most=HEADS_AT_ONCE + 1)
    listed = [head_json(one) for one in found[:HEADS_AT_ONCE]]
    return shared({"heads": listed, "more": len(found) > HEADS_AT_ONCE}, HEAD_S)


@bp.get("/consistency")
def consistency() -> Response:
    first, second = _size("from"), _size("to")
    if first is None:
        raise BadRequest("give from: the size of a signed head that you kept")
    proof = prove_consistency(current_db(), first=first, second=second)
    if not proof.holds:
        raise LogIncomplete(ALTERED)
    return shared(proof.as_json(), HEAD_S if second is None else FOREVER_S)


@bp.get("/proofs/<statement_id>")
def inclusion(statement_id: str) -> Response:
    """With the text and the salt, so that the caller can make the leaf herself."""
    found = _readable(statement_id)
    proof = prove_inclusion(current_db(), statement_id)
    if not proof.holds:
        raise LogIncomplete(ALTERED)
    salt = b64encode(found.salt).decode()
    return jsonify({**proof.as_json(), "raw": found.raw, "salt": salt})


def _readable(statement_id: str) -> ProvableText:
    """Raises: KeyRefused, ScopeMissing, NoSuchStatement."""
    db = current_db()
    found = provable_text(db, statement_id, reader=_reader())
    if found is None:
        raise NoSuchStatement(f"no statement {statement_id[:80]} that you may read")
    return found


def _reader() -> Reader:
    if "Authorization" not in request.headers and current_user.is_authenticated:
        if not (current_user.is_admin or current_user.is_auditor):
            raise ScopeMissing("of an administrator or auditor")
        return Reader()
    if "Authorization" not in request.headers:
        raise KeyRefused("send a key of the store (HTTP Basic), or sign in as administrator")
    access = caller()
    if not access.may_read_own or access.bounds is not None:
        raise ScopeMissing("statements/read")
    return reader_of(current_db(), access)


def _size(name: str) -> int | None:
    given = request.args.get(name)
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 20):
        raise BadRequest(f"{name} must be the size of a signed head, a whole number")
    return int(given)
