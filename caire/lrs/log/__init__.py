"""The log that seals statements: a Merkle tree with signed heads (RFC 6962, RFC 9162).

A sealed statement cannot be changed, removed or inserted without `verify` saying so. Leaves are
salted hashes: when a person is erased, her statements go and the log still adds up.
"""

from caire.lrs.log.proving import InclusionProof, prove_inclusion
from caire.lrs.log.sealing import SealedHead, seal, signer_of
from caire.lrs.log.signing import LogSigner, ensure_signer, open_signer
from caire.lrs.log.verifying import Fault, LogReport, verify

__all__ = [
    "Fault",
    "InclusionProof",
    "LogReport",
    "LogSigner",
    "SealedHead",
    "ensure_signer",
    "open_signer",
    "prove_inclusion",
    "seal",
    "signer_of",
    "verify",
]
