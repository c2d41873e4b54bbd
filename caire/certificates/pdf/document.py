"""Compile a certificate with Typst. The same certificate always gives the same bytes.

Typst must not be used before a fork (it would hang): it runs in serving and working processes
only, never in one that goes on to start gunicorn's workers.
"""

import io
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import segno
import typst

TEMPLATE = Path(__file__).with_name("certificate.typ")


@dataclass(frozen=True, slots=True)
class CertificateDocument:
    """What is printed, in the holder's language and ready to print; `issued_s` in Unix seconds."""

    language: str
    holder: str
    title: str
    level: str
    statement: str
    competencies: tuple[str, ...]
    competencies_title: str
    issuer: str
    issuer_label: str
    date: str
    date_label: str
    code: str
    code_label: str
    verify_url: str
    verify_label: str
    content_version: str
    document_title: str
    issued_s: int


def certificate_pdf(document: CertificateDocument) -> bytes:
    """One page, A4 landscape, with a QR code to the public verification address."""
    data = asdict(document) | {"qr": qr_svg(document.verify_url)}
    return bytes(
        typst.compile(
            TEMPLATE.read_bytes(),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["ua-1", "a-3b"],
            timestamp=document.issued_s,
            ignore_system_fonts=True,
        )
    )


@lru_cache(maxsize=512)
def qr_svg(address: str) -> str:
    """A QR code as SVG, error correction M, dark on light, with its quiet zone.

    Kept for a while: drawing one takes 3 ms, more than the rest of the page that shows it.
    """
    buffer = io.BytesIO()
    segno.make(address, error="m").save(
        buffer, kind="svg", xmldecl=False, border=4, omitsize=True, dark="#14202b", light="#ffffff"
    )
    return buffer.getvalue().decode()
