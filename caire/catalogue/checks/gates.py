"""Every gate of the quality bar (CURRICULUM H.1, then our own): what it asks, whether it blocks.

The register of what `caire content check` enforces: a test holds that no check reports another rule
and that each gate here is reported by one. Q29 needs the network: `caire content links` works it.
The spelling half of Q37 needs a dictionary, and is part of human review.
"""

from dataclasses import dataclass
from typing import Literal

from caire.catalogue.problems import Severity

Scope = Literal["file", "item", "bank", "level", "network"]


@dataclass(frozen=True, slots=True)
class Gate:
    """`severity` is that of its gravest breach; `scope`: what one breach is about."""

    rule: str
    severity: Severity
    scope: Scope
    asks: str


def _gates(*rows: tuple[str, Severity, Scope, str]) -> tuple[Gate, ...]:
    return tuple(Gate(*row) for row in rows)


GATES = _gates(
    ("Q01", "error", "file", "files have their shape; ids are unique; what is named exists"),
    ("Q02", "error", "file", "minutes of screens and half-days follow the time model, ± 0.1"),
    ("Q03", "error", "level", "minutes of a level are its target, ± 10 %"),
    ("Q04", "warning", "file", "words of a lesson are what it declares, ± 10 %"),
    ("Q05", "error", "bank", "published certification items reach the minimum of the bank"),
    ("Q06", "error", "bank", "each cell of the plan has 3 items for each one drawn"),
    ("Q07", "error", "bank", "each assessed competency has 4 formative items of 2 types"),
    ("Q08", "error", "bank", "each cell of a placement test has 3 items for each one asked"),
    ("Q09", "error", "item", "an item has one pool; no text of the final assessment in a lesson"),
    ("Q10", "error", "bank", "items ask for enough application, analysis and judgement"),
    ("Q11", "error", "level", "each statement is taught by a screen and measured by 2 items"),
    (
        "Q12",
        "error",
        "item",
        "3 or 4 choices, a feedback for each, a diagnosis of 12 words if wrong",
    ),
    (
        "Q13",
        "error",
        "bank",
        "choices of like length (1.6); the key is the longest in at most 35 %",
    ),
    ("Q14", "warning", "bank", "keys are spread over the places; 40 to 60 % of verdicts are true"),
    ("Q15", "error", "item", "no « toutes les réponses », « aucune des réponses », « a et b »"),
    ("Q16", "error", "item", "no negative question, unless the negation is in capitals"),
    ("Q17", "warning", "item", "no absolute words in wrong choices only"),
    ("Q18", "warning", "item", "no word of the question that comes back in the key only"),
    ("Q19", "error", "bank", "no near-duplicates (cosine < 0.80), or declared enemies"),
    ("Q20", "warning", "file", "lessons can be read: Kandel and Moles 65, 60, 55 by level"),
    ("Q21", "warning", "file", "sentences of 16, 18, 20 words on average; none above 35"),
    ("Q22", "warning", "file", "terms are linked and acronyms explained where they first appear"),
    ("Q23", "error", "file", "no shortened inclusive forms; everybody is named"),
    ("Q24", "error", "file", "figures are described in 30 to 300 characters, and safe"),
    ("Q25", "error", "file", "audio and video have captions and a transcript; nothing plays alone"),
    ("Q26", "error", "file", "headings in order, links that say where they lead"),
    ("Q27", "error", "file", "facts bear a source mark, or stand in a fiction"),
    ("Q28", "error", "file", "facts are read, in date, and reviewed in time"),
    ("Q29", "warning", "network", "addresses of sources answer (two failures 24 h apart)"),
    ("Q30", "error", "file", "a brand stands beside two alternatives, one open, one European"),
    ("Q31", "error", "level", "women and men, trades and situations are balanced"),
    ("Q32", "warning", "bank", "each sector has 8 to 30 % of the vignettes"),
    ("Q33", "error", "file", "everything has a licence that fits CC BY-SA 4.0"),
    ("Q34", "error", "file", "SVG 60 kB, PNG 150 kB, a screen 500 kB at most"),
    ("Q35", "error", "file", "translations follow the file they translate"),
    ("Q36", "error", "file", "recorded outputs name model, version, date, settings and rights"),
    ("Q37", "warning", "file", "French typography: « », apostrophes, spaces"),
    ("Q38", "error", "item", "no count of expected answers in a question: its page says it"),
)
BY_RULE = {gate.rule: gate for gate in GATES}
