"""What this slice announces."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CertificateIssued:
    certificate_id: int
    xapi_root: str


@dataclass(frozen=True, slots=True)
class CertificateRevoked:
    certificate_id: int
