"""Compile an attendance sheet with Typst. The same sheet always gives the same bytes (R-EMG-10).

Typst must not be used before a fork (it would hang): it runs in serving processes only.
"""

import json
from dataclasses import asdict
from pathlib import Path

import typst

from caire.workshops.presentation import PrintedSheet

TEMPLATE = Path(__file__).with_name("sheet.typ")


def sheet_pdf(sheet: PrintedSheet) -> bytes:
    """Tagged pages, A4 landscape (PDF/UA-1 and PDF/A-3b)."""
    return bytes(
        typst.compile(
            TEMPLATE.read_bytes(),
            sys_inputs={"data": json.dumps(asdict(sheet), ensure_ascii=False)},
            pdf_standards=["ua-1", "a-3b"],
            timestamp=sheet.made_s,
            ignore_system_fonts=True,
        )
    )
