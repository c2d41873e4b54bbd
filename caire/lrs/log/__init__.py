"""The log that seals statements: a Merkle tree with signed heads (RFC 6962, RFC 9162).

A sealed statement cannot be changed, removed or inserted without `verify` saying so. Leaves are
salted hashes: when a person is erased, her statements go and the log still adds up.
"""

from caire.lrs.log.faults import Fault, LogReport
from caire.lrs.log.proving import (
    ConsistencyProof,
    InclusionProof,
    heads_since,
    latest_head,
    prove_consistency,
    prove_inclusion,
)
from caire.lrs.log.sealing import SealedHead, seal, signer_of
from caire.lrs.log.signing import LogKey, LogSigner, ensure_signer, open_signer
from caire.lrs.log.verifying import verify

__all__ = [
    "ConsistencyProof",
    "Fault",
    "InclusionProof",
    "LogKey",
    "LogReport",
    "LogSigner",
    "SealedHead",
    "ensure_signer",
    "heads_since",
    "latest_head",
    "open_signer",
    "prove_consistency",
    "prove_inclusion",
    "seal",
    "signer_of",
    "verify",
]
