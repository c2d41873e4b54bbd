"""The part of the description that tells of the log of traces."""

from typing import Any

from caire.api.schemas import STRING, Schema, answer, exactly, in_path, list_of, operation, ref

HASH: Schema = {
    "type": "string",
    "description": "SHA-256 in hexadecimal.",
    "pattern": "^[0-9a-f]{64}$",
}
SIZE: Schema = {"type": "integer", "minimum": 1, "description": "Number of traces in the log."}
POSITION: Schema = {"type": "integer", "minimum": 0, "description": "From 0."}
SIGNED: Schema = {
    "type": "string",
    "description": "JWS, compact, Ed25519 (RFC 9864). Its payload is {size, root, at}.",
}

LOG_SCHEMAS: dict[str, Schema] = {
    "LogKeys": exactly(
        "JSON Web Key Set (RFC 7517): who signs the log. Empty before the log begins.",
        keys=list_of(
            exactly("An Ed25519 key (RFC 8037).", kty=STRING, crv=STRING, x=STRING, kid=STRING)
        ),
    ),
    "LogHead": exactly(
        "The log had so many traces and this root when it was signed.",
        size=SIZE,
        root=HASH,
        signed_at=STRING,
        head=SIGNED,
    ),
    "LogHeads": exactly(
        "Signed heads, the oldest first.",
        heads=list_of(ref("LogHead")),
        more={"type": "boolean", "description": "There are others: ask since the last size."},
    ),
    "LogConsistency": exactly(
        "Proof that a log only grew (RFC 9162, 2.1.4).",
        **{
            "from": exactly("The older head.", size=SIZE, root=HASH, head=SIGNED),
            "to": exactly("The newer head.", size=SIZE, root=HASH, head=SIGNED),
            "path": list_of(HASH),
        },
    ),
    "LogInclusion": exactly(
        "Proof that a trace is in the log (RFC 9162, 2.1.3). Its leaf is "
        "SHA-256(0x00 || SHA-256(salt || raw)).",
        statement=STRING,
        position=POSITION,
        raw={"type": "string", "description": "The trace as it was sealed, to the byte."},
        salt={"type": "string", "description": "16 bytes in base64."},
        leaf=HASH,
        path=list_of(HASH),
        size=SIZE,
        root=HASH,
        head=SIGNED,
    ),
}


def _asked(name: str, text: str, required: bool = False) -> Schema:
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": text,
        "schema": {"type": "integer", "minimum": 0},
    }


def _with(described: Schema, parameters: list[Schema] | None = None, **texts: str) -> Schema:
    """An operation with parameters and other refusals, `_401="…"`."""
    refusals = {code[1:]: answer(text, "Error") for code, text in texts.items()}
    described["responses"] |= refusals
    return described | ({"parameters": parameters} if parameters else {})


_INCLUSION: Schema = {
    "operationId": "proveInclusion",
    "summary": "Proof that a trace is in the log",
    "security": [{"key": []}, {"session": []}],
    "responses": {
        "200": answer("Proof that a trace is in the log", "LogInclusion"),
        "401": answer("Neither a key of the store nor somebody signed in", "Error"),
        "403": answer("The key or the account may not read traces", "Error"),
        "404": answer("There is no such trace for the caller, or it is not sealed yet", "Error"),
        "409": answer("The log was altered", "Error"),
        "429": answer("The key or the address asked too often", "Error"),
    },
}

LOG_PATHS: dict[str, Any] = {
    "/log/keys": {"get": operation("logKeys", "Who signs the log", "LogKeys")},
    "/log/head": {"get": operation("latestHead", "The latest signed head", "LogHead", True)},
    "/log/heads": {
        "get": _with(
            operation("listHeads", "Signed heads", "LogHeads"),
            [_asked("since", "Only those over more traces than this.")],
            _400="The parameter is no size",
        )
    },
    "/log/consistency": {
        "get": _with(
            operation("proveConsistency", "Proof that the log only grew", "LogConsistency", True),
            [
                _asked("from", "Size of the older head.", required=True),
                _asked("to", "Size of the newer one; without it: the latest."),
            ],
            _400="A parameter is missing or no size",
            _409="The log was altered",
        )
    },
    "/log/proofs/{statement_id}": {
        "parameters": [in_path("statement_id", "The UUID of the trace.")],
        "get": _INCLUSION,
    },
}
