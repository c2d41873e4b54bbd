"""A hypothesis as pages show it: its figures, and what they rest on."""

from caire.sdk import as_given, in_language
from modules.shared.footprint.hypotheses import Hypothesis

SAID = ("name", "scope", "source", "date", "checked")


def card(hypothesis: Hypothesis, unit: str, language: str) -> dict[str, str]:
    """What the template `parts.hypotheses` shows: low, central and high, equal ones once."""
    values = [as_given(value, language) for value in sorted(set(hypothesis.value))]
    said = {name: in_language(getattr(hypothesis, name), language) for name in SAID}
    return {**said, "value": f"{' – '.join(values)}\u00a0{unit}"}
