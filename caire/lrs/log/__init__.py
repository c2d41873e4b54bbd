"""The log that seals statements: a Merkle tree with signed heads (RFC 6962, RFC 9162).

A sealed statement cannot be changed, removed or inserted without `verify` saying so. Leaves are
salted hashes: when a person is erased, her statements go and the log still adds up.
"""

from caire.lrs.log.bundles import MAX_BYTES, Bundle, check_bundle, read_bundle
from caire.lrs.log.bundling import make_bundle
from caire.lrs.log.claims import HeadClaim
from caire.lrs.log.erasures import (
    Reason,
    lock_log,
    record_erasure,
    recorded_erasures,
    refuse_other_key,
)
from caire.lrs.log.faults import BundleReport, Fault, LogReport
from caire.lrs.log.proving import (
    ConsistencyProof,
    InclusionProof,
    heads_since,
    latest_head,
    prove_consistency,
    prove_inclusion,
)
from caire.lrs.log.publishing import head_json, publish_heads, read_heads, replaced_head
from caire.lrs.log.sealing import SealedHead, seal, signer_of
from caire.lrs.log.signing import LogKey, LogSigner, ensure_signer, open_signer, read_key
from caire.lrs.log.verifying import verify

__all__ = [
    "MAX_BYTES",
    "Bundle",
    "BundleReport",
    "ConsistencyProof",
    "Fault",
    "HeadClaim",
    "InclusionProof",
    "LogKey",
    "LogReport",
    "LogSigner",
    "Reason",
    "SealedHead",
    "check_bundle",
    "ensure_signer",
    "head_json",
    "heads_since",
    "latest_head",
    "lock_log",
    "make_bundle",
    "open_signer",
    "prove_consistency",
    "prove_inclusion",
    "publish_heads",
    "read_bundle",
    "read_heads",
    "read_key",
    "record_erasure",
    "recorded_erasures",
    "refuse_other_key",
    "replaced_head",
    "seal",
    "signer_of",
    "verify",
]
