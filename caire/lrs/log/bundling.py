"""Makes a bundle out of the log: see `caire.lrs.log.bundles`."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from caire.lrs.errors import BundleRefused, NotInLog
from caire.lrs.log.bundles import FORMAT, MAX_STATEMENTS, Bundle, BundledHead, BundledStatement
from caire.lrs.log.claims import BundleClaim
from caire.lrs.log.proving import latest_head, prove_consistency, prove_inclusion
from caire.lrs.log.signing import LogSigner
from caire.lrs.models import LogHead, StatementId, StoredStatement


def make_bundle(
    db: Session,
    *,
    statement_ids: Sequence[str],
    signer: LogSigner,
    now: datetime,
    certificate: str | None = None,
    since: Sequence[int] = (),
) -> Bundle:
    """Statements under the latest head, and what proves them.

    Args:
        certificate: the code of the one of which they are the evidence.
        since: sizes of older heads to show that the log grew out of.

    Raises:
        BundleRefused: none or too many, or one is not there any more.
        NotInLog: one is not sealed yet, or unknown.
        NoSuchHead: no head has one of these sizes.
    """
    ids = list(dict.fromkeys(id.lower() for id in statement_ids))
    if not 0 < len(ids) <= MAX_STATEMENTS:
        raise BundleRefused(f"a bundle holds 1 to {MAX_STATEMENTS} statements, not {len(ids)}")
    head = latest_head(db)
    if head is None:
        raise NotInLog("nothing is sealed yet: run `caire traces seal`, then ask again")
    proofs = [prove_consistency(db, first=size, second=head.size) for size in since]
    return Bundle(
        format=FORMAT,
        key=signer.public_key,
        contents=signer.sign_bundle(BundleClaim(tuple(ids), certificate, head.size, now)),
        head=head.jws,
        statements=[_bundled(db, id, head) for id in ids],
        consistency=[
            BundledHead(proof.first_jws, [step.hex() for step in proof.path]) for proof in proofs
        ],
    )


def _bundled(db: Session, id: str, head: LogHead) -> BundledStatement:
    proof = prove_inclusion(db, id, head=head)
    entry = db.get_one(StatementId, id)
    row = db.get(StoredStatement, entry.seq)
    if row is None or row.raw is None or row.salt is None:
        raise BundleRefused(
            f"statement {id} is not kept any more (its person was erased, or its time is over): "
            "only its leaf is left, which proves nothing to others"
        )
    path = [step.hex() for step in proof.path]
    salt = b64encode(row.salt).decode()
    return BundledStatement(proof.statement_id, proof.position, row.raw, salt, path)
